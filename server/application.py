"""Puts the parts of the server together."""

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from server import glossary
from server.client import ClientFlags
from server.engine import Engine
from server.features import code_action, command, completion, hover, inlay_hint
from server.language_server import DolmetschServer
from server.progress import with_progress
from server.settings import SECTION, Settings

_log = logging.getLogger(__name__)

MODELS_READY = "The models are ready."
"""What the client's log says when they are; clients wait for it."""

_PATIENCE = 2.0
"""Seconds the client has to answer what its settings are."""


def create_server(model: str | Path | None = None, engine: Engine | None = None) -> DolmetschServer:
    """A server that is ready to be served over a transport.

    `model` is what the command line names; the setting `dolmetsch.model` goes before it.
    """
    server = DolmetschServer(engine or Engine())
    session = _Session(server, model)
    server.feature(types.INITIALIZE)(lambda params: session.open(params))
    for register in (hover.register, completion.register, code_action.register, inlay_hint.register):
        register(server)
    command.register(server, session.reload)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        await session.begin()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        await session.configure(params.settings)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await session.pull([params.text_document.uri])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.scoped_settings.pop(params.text_document.uri, None)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed(_: types.DidChangeWatchedFilesParams) -> None:
        session.look_at_glossaries()

    return server


class _Session:
    """What happens when a session opens and when its settings change."""

    def __init__(self, server: DolmetschServer, model: str | Path | None) -> None:
        self._server = server
        self._model = model
        self._loaded: str | Path | None = None

    def open(self, params: types.InitializeParams) -> None:
        """Takes in what the client says of itself."""
        self._server.client = ClientFlags.of(params.capabilities)
        self._server.settings = self._read(params.initialization_options)

    async def begin(self) -> None:
        """Asks for the settings and loads the models; the client has its answer to `initialize` by then."""
        self._watch()
        await self.pull()
        self.look_at_glossaries()
        await self._load()

    async def configure(self, pushed: object) -> None:
        """Takes settings that the client sends, or asks for them if it only says that they changed."""
        before = self._server.settings, dict(self._server.scoped_settings)
        if self._server.client.configuration:
            await self.pull(self._server.workspace.text_documents)
        else:
            self._server.settings = self._read(pushed)
        if (self._server.settings, self._server.scoped_settings) != before:
            self._server.refresh_inlay_hints()
        if self._wanted() != self._loaded:
            await self._load()

    async def reload(self) -> list[str]:
        """Loads the models anew, for instance after they were mended, and gives what is wrong with them."""
        self._server.forget_told()
        return await self._load()

    async def pull(self, uris: Iterable[str] = ()) -> None:
        """Asks the client for the settings of the session and of some documents, if it can say them."""
        if not self._server.client.configuration:
            return
        scopes = [None, *uris]
        items = [types.ConfigurationItem(scope_uri=scope, section=SECTION) for scope in scopes]
        request = types.ConfigurationParams(items)
        try:
            answer = await asyncio.wait_for(self._server.workspace_configuration_async(request), _PATIENCE)
        except (TimeoutError, JsonRpcException):
            _log.warning("the client did not say what its settings are")
            return
        for scope, content in zip(scopes, answer or (), strict=False):
            if scope is not None:
                self._apply_to(scope, content)
            elif content is not None:
                self._server.settings = self._read(content)

    def look_at_glossaries(self) -> None:
        """Reads what has changed in them, and says at once what is wrong with it."""
        for folder in (None, *self._server.folders()):
            self._server.glossaries.of(folder)
        if self._server.shows_inlay_hints:
            self._server.refresh_inlay_hints()

    def _watch(self) -> None:
        """Asks to hear of changed glossaries and settings, where the client wants to be asked."""
        registrations = []
        if self._server.client.watch_files:
            watchers = [types.FileSystemWatcher(f"**/{glossary.FILE_NAME}")]
            options: object = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registrations.append(types.Registration("glossaries", method, options))
        if self._server.client.watch_settings:
            options = types.DidChangeConfigurationRegistrationOptions(SECTION)
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            registrations.append(types.Registration("settings", method, options))
        if registrations:
            self._server.client_register_capability(types.RegistrationParams(registrations))

    def _apply_to(self, uri: str, content: object) -> None:
        """Keeps a document's settings where they are others than the session's."""
        settings = self._server.settings if content is None else self._read(content)
        if settings == self._server.settings or self._server.document(uri) is None:
            self._server.scoped_settings.pop(uri, None)
        else:
            self._server.scoped_settings[uri] = settings

    def _read(self, content: object) -> Settings:
        settings, problems = Settings.read(content)
        for problem in problems:
            self._server.tell_once(problem, types.MessageType.Warning)
        return settings

    def _wanted(self) -> str | Path | None:
        return self._server.settings.model or self._model

    async def _load(self) -> list[str]:
        self._loaded = self._wanted()
        problems = await with_progress(
            self._server, "Dolmetsch: loading the models", self._server.engine.load(self._loaded)
        )
        for problem in problems:
            self._server.tell_once(problem)
            self._server.window_log_message(types.LogMessageParams(types.MessageType.Error, problem))
        if not problems:
            self._server.window_log_message(types.LogMessageParams(types.MessageType.Info, MODELS_READY))
        if self._server.shows_inlay_hints:  # there were none while the models were loading
            self._server.refresh_inlay_hints()
        return problems
