"""What every feature can reach: the open documents, the client, the settings and the models."""

import logging

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from server import __version__
from server.client import ClientFlags
from server.engine import Engine
from server.lifecycle import StrictProtocol
from server.settings import Settings
from server.text.document import Document

_log = logging.getLogger(__name__)


class DolmetschServer(LanguageServer):
    """One session with one client."""

    protocol: StrictProtocol

    def __init__(self, engine: Engine) -> None:
        super().__init__("dolmetsch", __version__, protocol_cls=StrictProtocol)
        self.engine = engine
        self.client = ClientFlags()
        self.settings = Settings()
        self._told: set[str] = set()

    def document(self, uri: str) -> Document | None:
        """The document at an address, if the client has it open."""
        return self.protocol.documents.open(uri)

    def tell_once(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Shows the user a message, unless they have seen the very same one in this session."""
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(types.ShowMessageParams(kind, message))

    def report_server_error(self, error: Exception, source: object) -> None:
        """Keeps what goes wrong inside pygls to the log; the user could do nothing about it."""
        _log.error("the language server failed", exc_info=error)
