"""Puts the parts of the server together."""

import asyncio
import logging
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from server.client import ClientFlags
from server.engine import Engine
from server.features import code_action, command, completion, hover
from server.language_server import DolmetschServer
from server.progress import with_progress
from server.settings import SECTION, Settings

_log = logging.getLogger(__name__)

_PATIENCE = 2.0
"""Seconds the client has to answer what its settings are."""


def create_server(model: str | Path | None = None, engine: Engine | None = None) -> DolmetschServer:
    """A server that is ready to be served over a transport.

    `model` is what the command line names; the setting `dolmetsch.model` goes before it.
    """
    server = DolmetschServer(engine or Engine())
    session = _Session(server, model)
    server.feature(types.INITIALIZE)(lambda params: session.open(params))
    for register in (hover.register, completion.register, code_action.register):
        register(server)
    command.register(server, session.reload)

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        await session.begin()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        await session.configure(params.settings)

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
        self._apply(params.initialization_options)

    async def begin(self) -> None:
        """Asks for the settings and loads the models; the client has its answer to `initialize` by then."""
        await self._pull()
        await self._load()

    async def configure(self, pushed: object) -> None:
        """Takes settings that the client sends, or asks for them if it only says that they changed."""
        if self._server.client.configuration:
            await self._pull()
        else:
            self._apply(pushed)
        if self._wanted() != self._loaded:
            await self._load()

    async def reload(self) -> list[str]:
        """Loads the models anew, for instance after they were mended, and gives what is wrong with them."""
        self._server.forget_told()
        return await self._load()

    async def _pull(self) -> None:
        if not self._server.client.configuration:
            return
        request = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        try:
            answer = await asyncio.wait_for(self._server.workspace_configuration_async(request), _PATIENCE)
        except (TimeoutError, JsonRpcException):
            _log.warning("the client did not say what its settings are")
            return
        if answer and answer[0] is not None:
            self._apply(answer[0])

    def _apply(self, content: object) -> None:
        self._server.settings, problems = Settings.read(content)
        for problem in problems:
            self._server.tell_once(problem, types.MessageType.Warning)

    def _wanted(self) -> str | Path | None:
        return self._server.settings.model or self._model

    async def _load(self) -> list[str]:
        self._loaded = self._wanted()
        problems = await with_progress(
            self._server, "Dolmetsch: loading the models", self._server.engine.load(self._loaded)
        )
        for problem in problems:
            self._server.tell_once(problem)
        if not problems:
            ready = types.LogMessageParams(types.MessageType.Info, "The models are ready.")
            self._server.window_log_message(ready)
        return problems
