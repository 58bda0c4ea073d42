"""What may be said when, between the client's first message and the end of the process.

pygls brings the handlers and the types. This protocol makes it strict: every request is answered or refused,
whatever stands in it; requests before `initialize` get -32002, after `shutdown` and for a second `initialize`
-32600; the process ends with 0 after `shutdown` and with 1 without.
"""

import asyncio
import contextvars
import enum
import inspect
import json
import logging
import math
import time
from collections.abc import Generator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, NoReturn, Optional, Union, get_args

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import JsonRPCResponseMessage, LanguageServerProtocol, lsp_method

from server import extensions
from server.errors import OutOfDate, ServerError
from server.newer_values import leave_out_unknown_values
from server.text.document import Documents

if TYPE_CHECKING:
    from cattrs import Converter
    from pygls.lsp.server import LanguageServer

_log = logging.getLogger(__name__)

DEEPEST = 100
"""How deep parameters may be nested. What is deeper can be read, but is too deep to be sent back."""


class State(enum.Enum):
    """How far a session is."""

    NEW = enum.auto()
    RUNNING = enum.auto()
    SHUT_DOWN = enum.auto()


class StrictProtocol(LanguageServerProtocol):
    """The language server protocol to the letter."""

    def __init__(self, server: "LanguageServer", converter: "Converter") -> None:
        self.state = State.NEW
        self.documents = Documents(None)
        """What the client has open."""
        self.parent: int | None = None
        """The process that started the server, if the client named it."""
        self.opened = asyncio.Event()
        """Set when `initialize` was answered."""
        self.finished = asyncio.Event()
        """Set when the process has to end."""
        self._traced: dict[int | str, tuple[str, float]] = {}
        # where the protocol has a number or a text, for tokens of progress, lsprotocol would take anything
        converter.register_structure_hook(Union[int, str], _number_or_text)  # noqa: UP007 - the very type it uses
        converter.register_structure_hook(Optional[Union[int, str]], _number_or_text)  # noqa: UP007, UP045
        leave_out_unknown_values(converter)
        super().__init__(server, converter)  # last, since it looks at every attribute

    @property
    def exit_code(self) -> int:
        """What the process ends with: 0 if the client said `shutdown`, else 1."""
        return 0 if self.state is State.SHUT_DOWN else 1

    def receive(self, body: bytes) -> None:
        """Handles one message; a request in it is answered or refused, whatever else it holds."""
        if self.finished.is_set():
            return
        try:
            self._receive(body)
        except Exception:  # one message must never be the end of the session
            _log.error("a message could not be handled", exc_info=True)

    def refuse(self, identifier: int | str | None, error: JsonRpcException) -> None:
        """Answers a request with an error, or says of a message without an identifier that it is none."""
        _log.debug("refused with %d", error.code)
        content = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": self.VERSION, "id": identifier, "error": content})

    def finish(self) -> None:
        """Ends the session: the client said `exit`, is gone, or can no longer be reached."""
        self.finished.set()

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Opens the session, with documents of our own kind.

        Raises:
            JsonRpcInvalidParams: the workspace's address cannot be read.
        """
        try:
            result = yield from super().lsp_initialize(params)
        except ValueError as error:
            raise JsonRpcInvalidParams("The address of the workspace cannot be read.") from error
        result.capabilities.experimental = extensions.EXPERIMENTAL
        workspace = self.workspace
        self._workspace = self.documents = Documents(
            workspace.root_uri,
            types.TextDocumentSyncKind.Incremental,
            params.workspace_folders,
            workspace.position_encoding,
        )
        self.parent = params.process_id
        self.trace = params.trace or types.TraceValue.Off
        self.state = State.RUNNING
        self.opened.set()
        return result

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *_: object) -> None:  # type: ignore[override]  # pygls has generators here, and takes both
        """Cancels what is under way and stops taking requests."""
        self.state = State.SHUT_DOWN
        for future in list(self._request_futures.values()):
            future.cancel()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]
        """Ends the process."""
        self.finish()

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Hands a command its parameters as they are, the token of its progress among them.

        pygls would run the command apart from its request, where cancelling the request does not reach it,
        and would quote arguments that do not fit.
        """
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams("Dolmetsch has no such command.")
        result = handler(params)
        return await result if inspect.isawaitable(result) else result

    def _receive(self, body: bytes) -> None:
        try:
            message = _read(body)
        except (ValueError, RecursionError):
            self.refuse(None, JsonRpcParseError("The message is not JSON."))
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            self.refuse(None, JsonRpcInvalidRequest("The message is not a JSON-RPC 2.0 object."))
        elif "method" not in message:
            self._receive_response(message)
        elif not isinstance(message["method"], str):
            self.refuse(None, JsonRpcInvalidRequest("The method is not a string."))
        elif "id" in message:
            self._receive_request(message)
        else:
            self._receive_notification(message)

    def _receive_request(self, message: dict[str, Any]) -> None:
        identifier, method = message["id"], message["method"]
        if not isinstance(identifier, int | str) or isinstance(identifier, bool):
            self.refuse(None, JsonRpcInvalidRequest("The id is neither an integer nor a string."))
            return
        try:
            self._check_state(method)
            if identifier in self._request_futures:
                raise JsonRpcInvalidRequest("A request with this id is still being answered.")
            self._get_handler(method)
            if method in types.METHOD_TO_TYPES and types.METHOD_TO_TYPES[method][1] is None:
                raise JsonRpcInvalidRequest(f"{method} is a notification and has no id.")
            params = self._params(message)
        except JsonRpcException as error:
            self.refuse(identifier, error)
            return
        if self.trace != types.TraceValue.Off:
            self._traced[identifier] = method, time.perf_counter()
        context = contextvars.copy_context()
        context.run(self._handle_request, identifier, method, params)

    def _receive_notification(self, message: dict[str, Any]) -> None:
        method = message["method"]
        if self.state is not State.RUNNING and method != types.EXIT:
            return
        try:
            if method != types.CANCEL_REQUEST:
                self._get_handler(method)
            params = self._params(message)
        except JsonRpcException as error:
            _log.debug("passed over a notification: %d", error.code)
            return
        context = contextvars.copy_context()
        context.run(self._handle_notification, method, params)

    def _receive_response(self, message: dict[str, Any]) -> None:
        identifier = message.get("id")
        future = self._request_futures.get(identifier) if isinstance(identifier, int | str) else None
        if not isinstance(identifier, int | str) or not isinstance(future, Future):
            _log.debug("passed over a response to no request of ours")
            return
        if future.done():  # whoever asked has gone on without it
            del self._request_futures[identifier]
            return
        expected = self._result_types.pop(identifier, None) or JsonRPCResponseMessage
        try:
            if "error" in message:
                error = self._converter.structure(message, types.ResponseErrorMessage).error
                self._handle_response(identifier, error=error or types.ResponseError(0, ""))
            else:
                self._handle_response(identifier, self._converter.structure(message, expected).result)
        except Exception:  # cattrs raises many kinds, and what waits for the answer must hear of it
            _log.warning("the client's response could not be read", exc_info=True)
            self._request_futures.pop(identifier, None)
            if not future.done():
                future.set_exception(JsonRpcInvalidParams("The client's response could not be read."))

    def _check_state(self, method: str) -> None:
        if self.state is State.SHUT_DOWN:
            raise JsonRpcInvalidRequest("The server is shut down; only exit can follow.")
        if self.state is State.NEW and method != types.INITIALIZE:
            raise JsonRpcServerNotInitialized("The server waits for initialize.")
        if self.state is State.RUNNING and method == types.INITIALIZE:
            raise JsonRpcInvalidRequest("The server is initialized already.")

    def _params(self, message: dict[str, Any]) -> Any:
        """The parameters of a message, typed if the protocol knows its method.

        Raises:
            JsonRpcInvalidParams: they are not what the protocol says, or nested too deep.
        """
        if _is_too_deep(message.get("params")):
            raise JsonRpcInvalidParams("The parameters are nested too deep.")
        expected = self.get_message_type(message["method"])
        if expected is None:
            return message.get("params")
        expected = extensions.MESSAGE_TYPES.get(message["method"], expected)
        try:
            return self._converter.structure(extensions.normalized(message), expected).params
        except Exception as error:  # cattrs raises many kinds; what they say quotes the text and stays here
            reason = f"The parameters of {message['method']} are not what they should be."
            raise JsonRpcInvalidParams(reason) from error

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        """Answers a request. What an exception says stays inside, since it may quote the user's text."""
        self._request_futures.pop(msg_id, None)
        self._trace(msg_id)
        if future.cancelled():
            self.refuse(msg_id, JsonRpcRequestCancelled("The request was cancelled."))
            return
        error = future.exception()
        if error is None:
            self._send_response(msg_id, future.result())
        elif isinstance(error, JsonRpcException):
            self.refuse(msg_id, error)
        elif isinstance(error, ServerError):  # written for the user
            code = (
                types.LSPErrorCodes.ContentModified
                if isinstance(error, OutOfDate)
                else types.LSPErrorCodes.RequestFailed
            )
            self.refuse(msg_id, JsonRpcException(str(error), code.value))
        else:
            _log.error("a request failed", exc_info=error)
            self.refuse(msg_id, JsonRpcInternalError("Dolmetsch failed on this request; its log says where."))

    def _trace(self, identifier: int | str) -> None:
        """Tells a client that traces the session how long an answer took; never what is in it."""
        method, started = self._traced.pop(identifier, ("", 0.0))
        if method and self.trace != types.TraceValue.Off:
            took = f"{method} took {1000 * (time.perf_counter() - started):.1f} ms"
            self.notify(types.LOG_TRACE, types.LogTraceParams(took))

    def _execute_handler(self, *args: Any, **kwargs: Any) -> None:
        """Runs a handler; lets go of what pygls would keep for ever: the results of notifications."""
        super()._execute_handler(*args, **kwargs)
        done = [identifier for identifier, future in self._request_futures.items() if future.done()]
        for identifier in done:
            del self._request_futures[identifier]

    def _check_handler_result(self, future: Future[Any]) -> None:
        """Looks at what became of a notification."""
        if not future.cancelled() and (error := future.exception()) is not None:
            _log.error("a notification failed", exc_info=error)


def _number_or_text(value: Any, expected: Any) -> int | str | None:
    """The value of a member that is a number or a text, or is not there and need not be.

    Raises:
        TypeError: it is something else.
    """
    if type(value) in (int, str) or (value is None and type(None) in get_args(expected)):
        return value  # type: ignore[no-any-return]
    raise TypeError("neither a number nor a text")


def _read(body: bytes) -> Any:
    """What a body holds.

    Raises:
        ValueError: it is not JSON, or holds what Python reads beyond JSON and would send back: NaN, Infinity.
        RecursionError: it is nested too deep.
    """
    return json.loads(body, parse_constant=_refused, parse_float=_finite)


def _is_too_deep(value: Any) -> bool:
    """Whether a value is nested deeper than `DEEPEST`; looked for level by level, without recursion."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refused(text)


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
