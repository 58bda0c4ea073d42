"""What a broken client may send, drawn at random, and the answers that each piece of it must get.

Right messages, messages with something wrong in them, and bytes that are no messages.
"""

import copy
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Identifier = int | str | None
"""Of an answer; None where the server cannot know what it answers."""


@dataclass(frozen=True)
class Odd:
    """Some bytes, and the identifiers of the answers that they must get, one answer each."""

    data: bytes
    answers: tuple[Identifier, ...]


def frame(body: bytes, header: bytes = b"Content-Length: %d\r\n\r\n") -> bytes:
    """A body as the base protocol sends it."""
    return header % len(body) + body


def encoded(message: object) -> bytes:
    """A message as bytes; lone surrogates stay escaped."""
    return json.dumps(message).encode()


PIECES = (
    "Der Hund schläft.", "Das ist gut und schön. ", "This is English. ", "am 3. Oktober ", " und ",
    "schla\u0308ft", "👋", "⟦₁⟧", "`", "**", "_", "[", "](a.md)", "<b>", "</p>", "<", "\\", "{", "$",
    "\\emph{", "===\n", "https://x.org", "# ", "// ", "/* ", " */", '"', '"""', "x = ", "1. ", "> ", "\t",
    " ", "\n", "\n\n", "\r\n", "\r", "\u2028", "\x00", "\ud83d", "\udc4b",
)  # fmt: skip
LANGUAGES = (
    "plaintext", "markdown", "restructuredtext", "latex", "html", "asciidoc", "python", "c", "json",
    "klingon", "",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**64, 10**300, -(10**30), 1.5, -0.0, 1e308, "", "x", "🤯",
    "\ud800", "\x00", "%", "file://[", "http://[::1", "a" * 10_000, "ä" * 2_000, [], [[]], {}, {"": None},
    [None] * 500,
)  # fmt: skip
ODD_LENGTHS = (b"-1", b"", b"1e3", b"0x10", b"5, 5", b"+5", b"\xb2", b"9" * 11, b"9" * 5000, b"%d")
ODD_BODIES = (
    b"", b"not json", b"{", b'"', b"nul", b"\xff\xfe", b'{"jsonrpc": "\xc3\x28"}', b"\x00" * 50,
    b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5_000, b"[1e999]", b"[NaN]", b"[-Infinity]", b"[]", b"[{}]",
    b"null", b"1", b"{}", b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}',
    b'{"jsonrpc": "2.0", "id": 1.0, "method": "shutdown"}',
    b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}',
    b'{"jsonrpc": "2.0", "id": 1, "method": ["shutdown"]}',
    b'\xef\xbb\xbf{"jsonrpc": "2.0", "id": [], "method": "shutdown"}',
)  # fmt: skip
"""Each is refused, under no identifier."""
HEADERS = (
    b"content-length: %d\r\n\r\n",
    b"Content-Length:%d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
    b"Content-Type: application/vscode-jsonrpc; charset=utf8\r\nCONTENT-LENGTH :   %d \r\n\r\n",
    b"X-Unknown: \xff\r\nContent-Length: %d\r\n\r\n",
)
"""Unusual ones that are to be understood."""

CAPABILITIES = {
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
        "inlayHint": {"refreshSupport": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "completion": {"completionItem": {"insertReplaceSupport": True, "labelDetailsSupport": True}},
    },
}
"""Of a client that can do all that the server asks for."""

ACTION = {"title": "x", "data": {"edit": "replace"}}
ITEM = {"label": "Hund", "data": {"language": "de"}}
NOTEBOOK = {"notebookDocument": {"uri": "n:1", "version": 2}}
NESTED = [json.loads("[" * depth + "]" * depth) for depth in (20, 90, 150, 400, 900)]
"""Deep, but not too deep to be read."""


class OddClient:
    """Draws what to send. It never says `shutdown` or `exit`, and opens a session only by `opening`."""

    def __init__(self, draw: random.Random, folder: Path) -> None:
        self._draw = draw
        self._uris = [(folder / name).as_uri() for name in ("a.txt", "b.md", "c.py", "ä ö.tex", "e")]
        self._uris += ["untitled:1", (folder / "%00").as_uri(), f"{folder.as_uri()}/sub/../x%ff%", "zz://["]
        self._last_identifier = 0
        self._seen: list[dict[str, Any]] = []  # code actions and completion items that the server gave

    def next(self) -> Odd:
        """What comes next."""
        kinds: tuple[tuple[int, Callable[[], Odd]], ...] = (
            (40, lambda: self._sent(self._request())),
            (24, lambda: self._sent(self._with_odd_parameters(self._request()))),
            (10, lambda: self._sent(self._notification())),
            (6, lambda: self._sent(self._with_odd_parameters(self._notification()))),
            (5, lambda: self._sent(self._odd_in_itself(self._request()))),
            (5, lambda: self._sent(self._cancel())),
            (3, lambda: self._sent(self._unknown())),
            (2, lambda: self._sent(self._response())),
            (2, self._twice),
            (3, self._odd_bytes),
        )
        [kind] = self._draw.choices([kind for _, kind in kinds], [weight for weight, _ in kinds])
        return kind()

    def opening(self) -> Odd:
        """An `initialize` with something wrong in it, but without a dead parent: then the server ends."""
        folders = [{"uri": self._uri(), "name": "x"}]
        params = {"rootUri": self._uri(), "workspaceFolders": folders, "capabilities": CAPABILITIES}
        odd = self._mutated(params)
        if isinstance(odd, dict):
            odd["processId"] = None
        return self._sent({"jsonrpc": "2.0", "id": self._identifier(), "method": "initialize", "params": odd})

    def response_to(self, request: dict[str, Any]) -> bytes:
        """What the client says to a request of the server: something, but not always what it should."""
        results = {
            "workspace/configuration": [{"inlayHints": {"enabled": True}}, None],
            "workspace/applyEdit": {"applied": self._draw.random() < 0.8},
            "window/showDocument": {"success": True},
        }
        result = results.get(request["method"])
        response: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"], "result": result}
        chance = self._draw.random()
        if chance < 0.2:
            response["result"] = self._draw.choice(ODD_VALUES)
        elif chance < 0.3:
            del response["result"]
            response["error"] = self._draw.choice([{"code": -32603, "message": "no"}, *ODD_VALUES])
        return frame(encoded(response)) * (2 if self._draw.random() < 0.05 else 1)

    def keep(self, result: Any) -> None:
        """Takes what the server gave, to send it back."""
        items = result.get("items") if isinstance(result, dict) else result
        if isinstance(items, list):
            self._seen += [item for item in items if isinstance(item, dict)]

    def _sent(self, message: Any) -> Odd:
        header = self._draw.choice(HEADERS) if self._draw.random() < 0.05 else b"Content-Length: %d\r\n\r\n"
        return Odd(frame(encoded(message), header), answers_to(message))

    # Messages that are right

    def _request(self) -> dict[str, Any]:
        methods: dict[str, tuple[int, Callable[[], Any]]] = {
            "textDocument/hover": (30, self._hover),
            "textDocument/completion": (20, self._place),
            "textDocument/codeAction": (15, lambda: self._range() | {"context": {"diagnostics": []}}),
            "textDocument/inlayHint": (10, self._range),
            "codeAction/resolve": (8, lambda: self._of_the_server(ACTION)),
            "completionItem/resolve": (8, lambda: self._of_the_server(ITEM)),
            "workspace/executeCommand": (8, self._command),
            "initialize": (1, lambda: {"processId": None, "rootUri": 5, "capabilities": {}}),
        }  # fmt: skip
        [method] = self._draw.choices(list(methods), [weight for weight, _ in methods.values()])
        return {"jsonrpc": "2.0", "id": self._identifier(), "method": method, "params": methods[method][1]()}

    def _notification(self) -> dict[str, Any]:
        methods: dict[str, tuple[int, Callable[[], Any]]] = {
            "textDocument/didOpen": (25, self._opened),
            "textDocument/didChange": (50, self._change),
            "textDocument/didClose": (5, self._document),
            "workspace/didChangeConfiguration": (4, lambda: {"settings": self._settings()}),
            "workspace/didChangeWatchedFiles": (3, lambda: {"changes": [{"uri": self._uri(), "type": 2}]}),
            "workspace/didChangeWorkspaceFolders": (2, lambda: {"event": {"added": [], "removed": []}}),
            "notebookDocument/didOpen": (2, self._notebook),
            "notebookDocument/didChange": (2, lambda: NOTEBOOK | {"change": {"cells": {"data": []}}}),
            "notebookDocument/didClose": (2, lambda: NOTEBOOK | {"cellTextDocuments": []}),
            "notebookDocument/didSave": (1, lambda: NOTEBOOK),
            "textDocument/didSave": (2, self._document),
            "window/workDoneProgress/cancel": (3, lambda: {"token": self._draw.choice(("t", 1, "unknown"))}),
            "$/setTrace": (3, lambda: {"value": self._draw.choice(("off", "messages", "verbose"))}),
            "$/progress": (1, lambda: {"token": "t", "value": {"kind": "end"}}),
            "initialized": (1, dict),
        }  # fmt: skip
        [method] = self._draw.choices(list(methods), [weight for weight, _ in methods.values()])
        return {"jsonrpc": "2.0", "method": method, "params": methods[method][1]()}

    def _identifier(self) -> int | str:
        self._last_identifier += 1
        return self._draw.choice(
            (self._last_identifier, f"{self._last_identifier}", f"\ud800{self._last_identifier}")
        )

    def _uri(self) -> str:
        return self._draw.choice(self._uris)

    def _text(self) -> str:
        return "".join(self._draw.choices(PIECES, k=self._draw.randint(0, 40)))

    def _position(self) -> dict[str, int]:
        largest = self._draw.choice((3, 12, 60, 2**31 - 1))
        return {"line": self._draw.randint(0, min(largest, 12)), "character": self._draw.randint(0, largest)}

    def _document(self) -> dict[str, Any]:
        return {"textDocument": {"uri": self._uri()}}

    def _place(self) -> dict[str, Any]:
        return self._document() | {"position": self._position()}

    def _range(self) -> dict[str, Any]:
        return self._document() | {"range": {"start": self._position(), "end": self._position()}}

    def _hover(self) -> dict[str, Any]:
        selection = self._range()["range"]
        return self._draw.choice((self._place(), self._place(), self._place() | {"range": selection}))

    def _opened(self) -> dict[str, Any]:
        language = self._draw.choice(LANGUAGES)
        return {
            "textDocument": {"uri": self._uri(), "languageId": language, "version": 1, "text": self._text()}
        }

    def _change(self) -> dict[str, Any]:
        changes: list[dict[str, Any]] = [
            {"range": {"start": self._position(), "end": self._position()}, "text": self._text()}
            for _ in range(self._draw.randint(0, 3))
        ]
        if self._draw.random() < 0.2:
            changes.append({"text": self._text()})
        version = self._draw.choice((1, 2, 0, -5, 2**31 - 1))
        return {"textDocument": {"uri": self._uri(), "version": version}, "contentChanges": changes}

    def _notebook(self) -> dict[str, Any]:
        cells = [{"kind": 1, "document": uri} for uri in self._draw.sample(self._uris, 2)]
        notebook = {**NOTEBOOK["notebookDocument"], "notebookType": "jupyter", "version": 1, "cells": cells}
        return {"notebookDocument": notebook, "cellTextDocuments": [self._opened()["textDocument"]]}

    def _settings(self) -> Any:
        settings = {"dolmetsch": {"inlayHints": {"enabled": True}, "completion": {"count": 3}}}
        return self._mutated(settings) if self._draw.random() < 0.5 else settings

    def _command(self) -> dict[str, Any]:
        arguments: dict[str, list[Any]] = {
            "translateDocument": [self._uri()],
            "translateSelection": [self._uri(), self._range()["range"]],
            "addToGlossary": [self._uri(), self._draw.choice(("Hund", "gut", "\ud800")), "dog"],
            "neverTranslate": [self._uri(), self._draw.choice(("Hund", "Jana", "a\nb"))],
            "showStatus": [],
            "no such command": [],
        }
        name = self._draw.choice(list(arguments))
        token = {"workDoneToken": self._draw.choice(("t", 1))} if self._draw.random() < 0.3 else {}
        return {"command": f"dolmetsch.{name}", "arguments": arguments[name], **token}

    def _of_the_server(self, default: dict[str, Any]) -> dict[str, Any]:
        return copy.deepcopy(self._draw.choice([*self._seen[-10:], default]))

    # Messages with something wrong in them

    def _with_odd_parameters(self, message: dict[str, Any]) -> dict[str, Any]:
        if self._draw.random() < 0.05:
            return {**message, "params": {**message["params"], "data": self._draw.choice(NESTED)}}
        return {**message, "params": self._mutated(message["params"])}

    def _odd_in_itself(self, message: dict[str, Any]) -> Any:
        """A request whose own members are wrong; its method becomes none that ends the session."""
        return self._mutated(message)

    def _mutated(self, value: Any) -> Any:
        """A copy with another value, a missing or a strange member somewhere in it."""
        if not isinstance(value, dict | list) or not value or self._draw.random() < 0.1:
            return self._draw.choice(ODD_VALUES)
        changed = copy.copy(value)
        key: Any = self._draw.choice(list(value) if isinstance(value, dict) else range(len(value)))
        chance = self._draw.random()
        if chance < 0.15:
            del changed[key]
        elif chance < 0.25 and isinstance(changed, dict):
            changed[self._draw.choice(("", "x", "__class__", "\ud800"))] = changed.pop(key)
        else:
            changed[key] = self._mutated(value[key])
        return changed

    def _cancel(self) -> dict[str, Any]:
        """A cancellation of what may be under way."""
        identifier = max(0, self._last_identifier - self._draw.randint(0, 4))
        either = self._draw.choice((identifier, str(identifier), f"\ud800{identifier}"))
        return {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": either}}

    def _unknown(self) -> dict[str, Any]:
        known = [
            method for method in types.METHOD_TO_TYPES if method not in ("exit", "shutdown", "initialize")
        ]
        method = self._draw.choice(
            (*known, "", "x", "__init__", "exit/", "$/unknown", "a" * 10_000, "\ud800")
        )
        message = {"jsonrpc": "2.0", "method": method, "params": self._draw.choice(ODD_VALUES)}
        return message | {"id": self._identifier()} if self._draw.random() < 0.7 else message

    def _response(self) -> dict[str, Any]:
        """A response to nothing."""
        content = self._draw.choice(
            ({"result": None}, {"error": {"code": 1, "message": ""}}, {"error": 5}, {})
        )
        return {"jsonrpc": "2.0", "id": self._draw.choice((1, "1", "x", None, 1.5, [])), **content}

    def _twice(self) -> Odd:
        """Two requests with the same identifier, in one piece."""
        first, second = self._request(), self._request()
        second["id"] = first["id"]
        both = frame(encoded(first)) + frame(encoded(second))
        return Odd(both, (*answers_to(first), *answers_to(second)))

    # Bytes that are no messages

    def _odd_bytes(self) -> Odd:
        """Bytes that are refused under no identifier, and a request after them that must be answered."""
        probe = {
            "jsonrpc": "2.0",
            "id": self._identifier(),
            "method": "textDocument/hover",
            "params": self._place(),
        }
        after, answers = frame(encoded(probe)), answers_to(probe)
        kinds: Sequence[Callable[[], tuple[bytes, int]]] = (
            lambda: (frame(self._draw.choice(ODD_BODIES)), 1),
            lambda: (frame(self._draw.choice(ODD_BODIES)), 1),
            lambda: (self._draw.randbytes(self._draw.randint(1, 200)).replace(b"\r", b"") + b"\r\n\r\n", 1),
            lambda: (b"garbage without an end ", 1),
            lambda: (b"x" * 20_000, 1),
            lambda: (b"Content-Length: %b\r\n\r\n{}" % self._draw.choice(ODD_LENGTHS), 2),
            lambda: (b"Content-Length: 3\r\n\r\n" + encoded(probe), 2),  # cut, the rest is garbage
            lambda: (b"Content-Length: 0\r\n\r\n", 1),
            lambda: (frame(encoded(probe) + b"and more"), 1),
        )
        data, refusals = self._draw.choice(kinds)()
        return Odd(data + after, (*(None,) * refusals, *answers))


def answers_to(message: Any) -> tuple[Identifier, ...]:
    """The answers that a message must get, by JSON-RPC 2.0.

    One to a request, one without an identifier to what is no message, none to a notification or a response.
    """
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return (None,)
    if "method" not in message:
        return ()
    if not isinstance(message["method"], str):
        return (None,)
    if "id" not in message:
        return ()
    identifier = message["id"]
    return (identifier if type(identifier) in (int, str) else None,)
