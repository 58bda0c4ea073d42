"""What every feature can reach: documents, client, settings, glossaries and models."""

import logging
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from server import __version__
from server.addresses import path_of
from server.client import ClientFlags
from server.engine import Engine
from server.glossary import Glossaries, Glossary
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
        """Those of the session."""
        self.scoped_settings: dict[str, Settings] = {}
        """Those of single documents, by address, where the client has them."""
        self.glossaries = Glossaries(lambda problem: self.tell_once(problem, types.MessageType.Warning))
        self._told: set[str] = set()

    def document(self, uri: str) -> Document | None:
        """The document at an address, if the client has it open."""
        return self.protocol.documents.open(uri)

    def settings_of(self, uri: str) -> Settings:
        """The settings that hold for a document."""
        return self.scoped_settings.get(uri, self.settings)

    def folders(self) -> list[Path]:
        """The workspace folders that are on this machine's disk, the innermost first."""
        uris = [folder.uri for folder in self.workspace.folders.values()]
        if not uris and self.workspace.root_uri:
            uris = [self.workspace.root_uri]
        paths = [path for uri in uris if (path := path_of(uri))]
        return sorted(paths, key=lambda path: -len(path.parts))

    def folder_of(self, uri: str) -> Path | None:
        """The workspace folder that a document is in; one that is in no file yet counts to the first."""
        folders = self.folders()
        path = path_of(uri)
        if path is None:
            return folders[0] if folders else None
        return next((folder for folder in folders if path.is_relative_to(folder)), None)

    def glossary_of(self, uri: str) -> Glossary:
        """The glossary that holds for a document."""
        return self.glossaries.of(self.folder_of(uri))

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Shows the user a message."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    async def show(self, uri: str, line: int = 0) -> None:
        """Brings a document to the front, if the client does that for a server."""
        if self.client.show_document:
            start = types.Position(line, 0)
            params = types.ShowDocumentParams(uri, take_focus=True, selection=types.Range(start, start))
            try:
                await self.window_show_document_async(params)
            except JsonRpcException:
                _log.info("the client did not show a document")

    @property
    def shows_inlay_hints(self) -> bool:
        """Whether some document has them."""
        return any(one.inlay_hints.enabled for one in (self.settings, *self.scoped_settings.values()))

    def refresh_inlay_hints(self) -> None:
        """Says that inlay hints are not what they were, if the client can hear that."""
        if self.client.refresh_inlay_hints:
            self.workspace_inlay_hint_refresh(None)

    def forget_told(self) -> None:
        """Lets `tell_once` say again what the user has seen."""
        self._told.clear()

    def tell_once(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Shows the user a message, unless they have seen the very same one in this session."""
        if message not in self._told:
            self._told.add(message)
            self.tell(message, kind)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Keeps what goes wrong inside pygls to the log; the user could do nothing about it."""
        _log.error("the language server failed", exc_info=error)
