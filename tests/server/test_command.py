"""What the commands do: translate, fill the glossary, say how things are, recover."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.checkpoint import CheckpointError
from server import glossary
from tests.server.fakes import (
    SECONDS,
    URI,
    Conversation,
    FakeTranslator,
    HeldTranslator,
    at,
    conversation,
    english_of,
    fake_engine,
)

pytestmark = pytest.mark.asyncio

MARKDOWN = """\
# Ein schöner Tag

Das ist gut.
This is English.

```
Das ist Code.
```
"""
TRANSLATED = f"""\
# {english_of("Ein schöner Tag")}

{english_of("Das ist gut.")}
This is English.

```
Das ist Code.
```
"""
MAKES_FILES = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "window": {"showDocument": {"support": True}, "workDoneProgress": True},
}


UNTITLED = "untitled:Untitled-1"


def open_document(client: Conversation, uri: str, text: str, language: str = "plaintext") -> None:
    item = {"uri": uri, "languageId": language, "version": 1, "text": text}
    client.notify("textDocument/didOpen", {"textDocument": item})


def span(start: int, end: int) -> dict[str, Any]:
    return {"start": {"line": 0, "character": start}, "end": {"line": 0, "character": end}}


def method(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda message: message.get("method") == name


def begin(client: Conversation, command: str, *arguments: object, **more: object) -> int:
    params = {"command": f"dolmetsch.{command}", "arguments": list(arguments), **more}
    return client.ask("workspace/executeCommand", params)


async def execute(client: Conversation, command: str, *arguments: object) -> dict[str, Any]:
    return await client.answer(begin(client, command, *arguments))


async def test_a_document_is_translated_beside_itself_and_keeps_its_structure(tmp_path: Path) -> None:
    (tmp_path / "a b.en.md").touch()
    uri = (tmp_path / "a b.md").as_uri()
    client = conversation()
    await client.open("", capabilities=MAKES_FILES)
    open_document(client, uri, MARKDOWN, "markdown")
    identifier = begin(client, "translateDocument", uri)
    asked = await client.hear(method("workspace/applyEdit"))
    beside = (tmp_path / "a b.en.2.md").as_uri()
    assert asked["params"]["edit"]["documentChanges"] == [
        {"kind": "create", "uri": beside, "options": {"overwrite": False, "ignoreIfExists": False}},
        {
            "textDocument": {"uri": beside, "version": None},
            "edits": [{"range": span(0, 0), "newText": TRANSLATED}],
        },
    ]
    client.send({"id": asked["id"], "result": {"applied": True}})
    shown = await client.hear(method("window/showDocument"))
    assert shown["params"]["uri"] == beside
    client.send({"id": shown["id"], "result": {"success": True}})
    assert (await client.answer(identifier))["result"] == {"uri": beside, "text": None}


async def test_for_a_client_that_makes_no_files_the_server_does(tmp_path: Path) -> None:
    client = conversation()
    await client.open("")
    uri = (tmp_path / "Grüße.md").as_uri()
    open_document(client, uri, MARKDOWN, "markdown")
    for number in ("", ".2"):
        beside = tmp_path / f"Grüße.en{number}.md"
        answer = await execute(client, "translateDocument", uri)
        assert answer["result"] == {"uri": beside.as_uri(), "text": None}
        assert beside.read_text(encoding="utf-8") == TRANSLATED


async def test_of_a_document_in_no_file_or_in_one_that_cannot_be_written_the_text_is_given() -> None:
    client = conversation()
    await client.open("")
    for uri in (UNTITLED, "file:///nowhere/at/all.md"):
        open_document(client, uri, MARKDOWN, "markdown")
        assert (await execute(client, "translateDocument", uri))["result"] == {
            "uri": None,
            "text": TRANSLATED,
        }


async def test_a_document_without_german_is_not_translated() -> None:
    client = conversation()
    await client.open("This is English.")
    error = (await execute(client, "translateDocument", URI))["error"]
    assert error == {"code": -32803, "message": "There is no German in this document."}


def progress(client: Conversation) -> list[dict[str, Any]]:
    return [message["params"]["value"] for message in client.heard if method("$/progress")(message)]


@pytest.mark.parametrize("by_request", [True, False])
async def test_progress_is_shown_under_the_clients_token_and_can_be_cancelled(by_request: bool) -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("")
    open_document(client, UNTITLED, "Das ist gut.\n\nDas ist schön.\n\nDas ist langsam.\n\nDas ist Ende.")
    identifier = begin(client, "translateDocument", UNTITLED, workDoneToken="mine")
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    if by_request:
        client.notify("$/cancelRequest", {"id": identifier})
    else:
        client.notify("window/workDoneProgress/cancel", {"token": "mine"})
    assert (await client.answer(identifier))["error"]["code"] == -32800
    assert await asyncio.to_thread(translator.stopped.wait, SECONDS)
    kinds = [value["kind"] for value in progress(client)]
    assert (kinds[0], kinds[-1]) == ("begin", "end")
    assert "report" in kinds
    assert progress(client)[0]["cancellable"]


@pytest.mark.parametrize("answer", [{"result": None}, {"error": {"code": -32603, "message": "no"}}, None])
async def test_a_translation_does_not_wait_for_the_clients_leave_to_show_progress(
    answer: dict[str, Any] | None,
) -> None:
    client = conversation()
    await client.open("", capabilities={"window": {"workDoneProgress": True}})
    open_document(client, UNTITLED, "Das ist gut.")
    client.heard.clear()
    identifier = begin(client, "translateDocument", UNTITLED)
    create = await client.hear(method("window/workDoneProgress/create"))
    if answer is not None:
        client.send({"id": create["id"], **answer})
    assert (await client.answer(identifier))["result"]["text"] == english_of("Das ist gut.")


async def test_a_hover_goes_before_the_rest_of_a_document() -> None:
    translator = HeldTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Das ist die letzte Zeile.")
    open_document(client, UNTITLED, "Das ist gut. Das ist schön. Das ist die letzte Zeile.")
    document = begin(client, "translateDocument", UNTITLED)
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    hover = client.ask("textDocument/hover", at(0, 2))
    for _ in range(3):  # the hover has reached the queue
        await execute(client, "showStatus")
    translator.gate.set()
    await client.answer(hover)
    await client.answer(document)
    assert translator.asked == ["Das ist gut.", "Das ist die letzte Zeile.", "Das", "Das ist schön."]


async def test_a_selection_is_translated_in_its_place() -> None:
    client = conversation()
    await client.open("Das ist gut. Das ist schön.", capabilities=MAKES_FILES)
    identifier = begin(client, "translateSelection", URI, span(14, 14))
    asked = await client.hear(method("workspace/applyEdit"))
    assert asked["params"]["edit"]["documentChanges"] == [
        {
            "textDocument": {"uri": URI, "version": 1},
            "edits": [{"range": span(13, 27), "newText": english_of("Das ist schön.")}],
        }
    ]
    client.send({"id": asked["id"], "result": {"applied": True}})
    assert (await client.answer(identifier))["result"] is None


@pytest.mark.parametrize(
    "response", [{"error": {"code": -32601, "message": "unknown"}}, {"result": {"applied": False}}]
)
async def test_an_edit_that_the_client_does_not_make_is_said_in_our_words(response: dict[str, Any]) -> None:
    client = conversation()
    await client.open("Das ist gut.", capabilities=MAKES_FILES)
    identifier = begin(client, "translateSelection", URI, span(0, 0))
    asked = await client.hear(method("workspace/applyEdit"))
    client.send({"id": asked["id"], **response})
    error = (await client.answer(identifier))["error"]
    assert error == {"code": -32803, "message": "The editor did not make the edit. Ask again."}


async def test_a_selection_without_german_is_refused_with_a_reason() -> None:
    client = conversation()
    await client.open("This is English.")
    error = (await execute(client, "translateSelection", URI, span(0, 7)))["error"]
    assert error["code"] == -32803
    assert error["message"].startswith("There is no German here.")


async def test_a_selection_that_is_too_long_is_refused_with_a_reason() -> None:
    client = conversation()
    await client.open("Das ist gut. " * 5_000)
    error = (await execute(client, "translateSelection", URI, span(0, 60_000)))["error"]
    assert error["message"] == "The selection is too long. Select less, or translate the document."


async def test_a_word_goes_into_the_glossary_of_its_folder_and_counts_at_once(tmp_path: Path) -> None:
    client = conversation()
    await client.open(
        "Die Rechnung ist da.",
        rootUri=tmp_path.as_uri(),
        capabilities={"window": {"showDocument": {"support": True}}},
    )
    identifier = begin(client, "addToGlossary", (tmp_path / "brief").as_uri(), "Rechnung")
    shown = await client.hear(method("window/showDocument"))
    path = tmp_path / glossary.FILE_NAME
    assert shown["params"]["uri"] == path.as_uri()
    assert shown["params"]["selection"]["start"]["line"] == 1
    client.send({"id": shown["id"], "result": {"success": True}})
    assert (await client.answer(identifier))["result"] == {"uri": path.as_uri(), "english": "bill"}
    assert path.read_text() == '[translations]\nRechnung = "bill"\n'
    path.write_text('[translations]\nRechnung = "the invoice"\n')
    inside = (tmp_path / "brief").as_uri()
    open_document(client, inside, "Die Rechnung ist da.")
    for uri, expected in (
        (inside, "Die the invoice ist da."),
        ("file:///brief", "Die Rechnung ist da."),
    ):
        position = {"line": 0, "character": 5}
        hover = await client.request(
            "textDocument/hover", {"textDocument": {"uri": uri}, "position": position}
        )
        assert english_of(expected) in hover["result"]["contents"]["value"]


async def test_half_a_character_goes_into_no_file(tmp_path: Path) -> None:
    client = conversation()
    await client.open("Die Rechnung ist da.", rootUri=tmp_path.as_uri())
    answer = await execute(client, "neverTranslate", (tmp_path / "brief").as_uri(), "Kiez\ud83c")
    assert "error" not in answer
    assert glossary.read(tmp_path / glossary.FILE_NAME).keep == {"Kiez\ufffd"}


async def test_outside_of_a_folder_a_word_goes_into_the_users_own_glossary(own_glossary: Path) -> None:
    client = conversation()
    await client.open("")
    await execute(client, "addToGlossary", URI, "Rechnung", "invoice")
    await execute(client, "neverTranslate", URI, "Kiez")
    assert glossary.read(own_glossary) == glossary.Glossary({"Rechnung": "invoice"}, frozenset({"Kiez"}))


async def test_a_broken_glossary_is_told_once_and_not_written(own_glossary: Path) -> None:
    client = conversation()
    await client.open("Das ist gut. Das ist schön.")
    own_glossary.parent.mkdir()
    own_glossary.write_text("broken")
    for character in (0, 14):
        position = {"line": 0, "character": character}
        hover = await client.request(
            "textDocument/hover", {"textDocument": {"uri": URI}, "position": position}
        )
        assert "English of" in hover["result"]["contents"]["value"]
    told = [message["params"]["message"] for message in client.heard if method("window/showMessage")(message)]
    assert told == [f"{own_glossary}, line 1: this is not TOML. Mend the line."]
    error = (await execute(client, "neverTranslate", URI, "Kiez"))["error"]
    assert "line 1" in error["message"]
    assert own_glossary.read_text() == "broken"


async def test_the_status_says_what_is_loaded() -> None:
    client = conversation()
    await client.open("")
    status = (await execute(client, "showStatus"))["result"]
    assert status["languages of the vectors"] == ["de", "en"]
    assert status["translator"] == "default"
    assert status["glossaries"] == []
    assert "stderr" in status["log"]
    told = await client.hear(method("window/showMessage"))
    assert "translator: default" in told["params"]["message"]


async def test_reloading_recovers_from_a_broken_model() -> None:
    broken = [True]

    def load(_: object) -> FakeTranslator:
        if broken[0]:
            raise CheckpointError("It is broken.")
        return FakeTranslator()

    client = conversation(fake_engine(load_translator=load))
    await client.open("")
    open_document(client, UNTITLED, "Das ist gut.")
    assert (await execute(client, "reload"))["result"] == {"problems": ["It is broken."]}
    told = [message["params"]["message"] for message in client.heard if method("window/showMessage")(message)]
    assert told == ["It is broken.", "It is broken."]
    broken[0] = False
    assert (await execute(client, "reload"))["result"] == {"problems": []}
    answer = await execute(client, "translateDocument", UNTITLED)
    assert answer["result"]["text"] == english_of("Das ist gut.")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("unknown", []),
        ("translateDocument", []),
        ("translateDocument", [5]),
        ("translateDocument", [URI, URI]),
        ("translateSelection", [URI, 5]),
        ("translateSelection", [URI, {"start": {}}]),
        ("addToGlossary", [URI, 5]),
        ("neverTranslate", [URI]),
    ],
)
async def test_wrong_arguments_are_refused(command: str, arguments: list[object]) -> None:
    client = conversation()
    await client.open("")
    assert (await execute(client, command, *arguments))["error"]["code"] == -32602


async def test_a_document_that_is_not_open_is_refused() -> None:
    client = conversation()
    await client.open("")
    error = (await execute(client, "translateDocument", "file:///other"))["error"]
    assert error["code"] == -32803
