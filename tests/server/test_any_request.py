"""Whatever stands in a document, and wherever the cursor is, every request is answered without an error."""

import random

import pytest

from tests.server.fakes import conversation

pytestmark = pytest.mark.asyncio

PIECES = (
    "Der Hund schläft", "Das ist gut.", "This is English. ", "am 3. Oktober ", " und ", "schla\u0308ft ",
    "👋", "⟦₁⟧", "`", "**", "_", "[", "](a.md)", "<b>", "</p>", "<", "\\", "{", "}", "$", "\\emph{", "===\n",
    "https://example.org", "# ", "// ", "/* ", " */", '"', "'", '"""', "x = ", "1. ",
    "> ", "\t", " ", "\n", "\n\n", "\r\n",
)  # fmt: skip
REQUESTS = (
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/inlayHint",
    "textDocument/completion",
)
EDITS_AT_ONCE = {
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}
}
NO_GERMAN = -32803


@pytest.mark.parametrize(
    "language", ["plaintext", "markdown", "restructuredtext", "latex", "html", "python", "c"]
)
async def test_any_place_in_any_text_is_answered(language: str) -> None:
    chance = random.Random(language)
    client = conversation()
    hints = {"inlayHints": {"enabled": True}}
    await client.open("", capabilities=EDITS_AT_ONCE, initializationOptions=hints)

    def position() -> dict[str, int]:
        return {"line": chance.randint(0, 8), "character": chance.randint(0, 60)}

    for number in range(10):
        uri = f"untitled:{number}"
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 60)))
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})
        for method in REQUESTS * 3:
            start = position()
            place = {"start": start, "end": chance.choice((start, position()))}
            params = {"textDocument": {"uri": uri}, "position": start, "range": place}
            answer = await client.request(method, params | {"context": {"diagnostics": [], "triggerKind": 1}})
            assert "result" in answer, (method, text)
        command = {"command": "dolmetsch.translateDocument", "arguments": [uri]}
        answer = await client.request("workspace/executeCommand", command)
        assert "result" in answer or answer["error"]["code"] == NO_GERMAN, text
