"""No word of the user's comes into the log, whatever is asked and whatever fails."""

from pathlib import Path
from typing import Any

from tests.e2e.pipes import STAGED, URI, ServerProcess, at

SECRET = "Geheimnis"
TEXT = f"Das ist ein {SECRET}. Das {SECRET} ist kaputt und schön. This is a {SECRET} day."
LAZY = {
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        }
    }
}


def test_the_log_never_holds_the_users_text(tmp_path: Path) -> None:
    (tmp_path / "dolmetsch-glossary.toml").write_text(f'[translations]\n"{SECRET}" = 5\n')
    with ServerProcess(STAGED) as server:
        server.initialize(
            capabilities=LAZY,
            rootUri=tmp_path.as_uri(),
            trace="verbose",
            initializationOptions={"inlayHints": {"enabled": True}, SECRET: 1},
        )
        server.send(method="initialized", params={})
        open_document(server, URI)
        open_document(server, inside := (tmp_path / "brief").as_uri())
        server.receive(lambda message: message.get("method") == "window/logMessage")
        traces = ask_everything(server, inside)
        server.request("end", "shutdown")
        server.send(method="exit")
        server.exit_code()
        log = server.log()
    assert "RuntimeError" in log, "nothing has failed"
    assert SECRET.lower() not in log.lower()
    assert traces
    assert not [trace for trace in traces if SECRET in trace]


def ask_everything(server: ServerProcess, inside: str) -> list[str]:
    """Asks for all there is, right and wrong, on both sentences; gives what the server traced."""
    traces: list[str] = []
    numbers = iter(range(1000))

    def ask(method: str, params: Any) -> Any:
        identifier = next(numbers)
        server.send(id=identifier, method=method, params=params)
        while True:
            message = server.receive()
            if message.get("method") == "$/logTrace":
                traces.append(str(message["params"]))
            if message.get("id") == identifier and "method" not in message:
                return message.get("result")

    for character in (14, 30, 50, 70):
        place = at(0, character)
        span = {"start": place["position"], "end": {"line": 0, "character": character + 9}}
        document = {"uri": inside}
        for position in (place, place | {"textDocument": document}, place | {"range": span}):
            ask("textDocument/hover", position)
            ask("textDocument/completion", position)
        context = {"textDocument": document, "range": span, "context": {"diagnostics": []}}
        for action in ask("textDocument/codeAction", context) or ():
            ask("codeAction/resolve", action)
        ask(
            "workspace/executeCommand",
            {"command": "dolmetsch.translateSelection", "arguments": [inside, span]},
        )
    ask("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": span})
    ask("codeAction/resolve", {"title": SECRET, "data": {"edit": SECRET}})
    for command, arguments in (
        ("translateDocument", [URI]),
        ("translateDocument", [SECRET]),
        ("addToGlossary", [inside, SECRET]),
        ("neverTranslate", [inside, SECRET]),
        ("showStatus", []),
        ("reload", []),
        (SECRET, [SECRET]),
    ):
        ask("workspace/executeCommand", {"command": f"dolmetsch.{command}", "arguments": arguments})
    server.send(method="workspace/didChangeConfiguration", params={"settings": {"dolmetsch": SECRET}})
    ask("textDocument/hover", at(0, 14))
    return traces


def open_document(server: ServerProcess, uri: str) -> None:
    item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": TEXT}
    server.send(method="textDocument/didOpen", params={"textDocument": item})
