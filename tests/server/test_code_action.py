"""Which code actions are offered, what they do, and that they never edit what has changed since."""

from typing import Any

import pytest

from tests.server.fakes import (
    URI,
    Conversation,
    FakeTranslator,
    conversation,
    document_item,
    english_of,
    fake_engine,
)

pytestmark = pytest.mark.asyncio

TEXT = "Hallo Jana! Das ist schön. This is a good day."
LITERALS = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}
LAZY = {
    "textDocument": {
        "codeAction": {**LITERALS, "dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}
EAGER = {"textDocument": {"codeAction": LITERALS}}

REPLACE, INSERT = "Replace the sentence by its translation", "Insert the translation of the sentence below"


def span(start: int, end: int, line: int = 0) -> dict[str, Any]:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


async def offered(client: Conversation, start: int, end: int | None = None, **context: Any) -> list[Any]:
    params = {
        "textDocument": {"uri": URI},
        "range": span(start, start if end is None else end),
        "context": {"diagnostics": [], **context},
    }
    answer = await client.request("textDocument/codeAction", params)
    return answer["result"] or []


async def chosen(client: Conversation, title: str, start: int, end: int | None = None) -> dict[str, Any]:
    return next(action for action in await offered(client, start, end) if action["title"] == title)


async def resolved(client: Conversation, action: dict[str, Any]) -> Any:
    return await client.request("codeAction/resolve", action)


async def test_they_are_offered_on_german_words() -> None:
    client = conversation()
    await client.open(TEXT, capabilities=LAZY)
    assert [action["title"] for action in await offered(client, 20)] == [
        REPLACE,
        INSERT,
        "Replace “schön” by “hübsch”",
        "Replace “schön” by “Pracht”",
        "Add “schön” to the glossary",
        "Never translate “schön”",
    ]
    for elsewhere in (30, 11):
        assert await offered(client, elsewhere) == []


async def test_nothing_is_inserted_where_it_would_break_the_file() -> None:
    client = conversation()
    await client.open('{"a": "Das ist schön."}', language="json", capabilities=LAZY)
    titles = [action["title"] for action in await offered(client, 16)]
    assert REPLACE in titles
    assert INSERT not in titles


async def test_until_one_is_chosen_the_model_rests() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open(TEXT, capabilities=LAZY)
    action = await chosen(client, REPLACE, 20)
    assert translator.asked == []
    assert "edit" not in action
    edit = (await resolved(client, action))["result"]["edit"]
    assert edit == {
        "documentChanges": [
            {
                "textDocument": {"uri": URI, "version": 1},
                "edits": [{"range": span(12, 26), "newText": english_of("Das ist schön.")}],
            }
        ]
    }


async def test_a_client_that_cannot_resolve_gets_plain_edits_at_once() -> None:
    client = conversation()
    await client.open(TEXT, capabilities=EAGER)
    assert (await chosen(client, REPLACE, 20))["edit"] == {
        "changes": {URI: [{"range": span(12, 26), "newText": english_of("Das ist schön.")}]}
    }
    assert (await chosen(client, INSERT, 20))["edit"] == {
        "changes": {URI: [{"range": span(46, 46), "newText": "\n" + english_of("Das ist schön.")}]}
    }


async def test_a_client_that_knows_commands_alone_gets_commands() -> None:
    client = conversation()
    await client.open(TEXT)
    commands = await offered(client, 20)
    assert [command["command"] for command in commands] == [
        "dolmetsch.translateSelection",
        "dolmetsch.addToGlossary",
        "dolmetsch.neverTranslate",
    ]
    assert commands[0]["arguments"] == [URI, span(20, 20)]


async def test_a_near_word_takes_the_casing_and_the_place_of_the_word() -> None:
    client = conversation()
    await client.open("Schön ist das nicht.", capabilities=EAGER)
    action = await chosen(client, "Replace “Schön” by “Hübsch”", 2)
    assert action["edit"] == {"changes": {URI: [{"range": span(0, 5), "newText": "Hübsch"}]}}


async def test_a_selection_is_replaced_sentence_by_sentence() -> None:
    client = conversation()
    await client.open(
        "Das ist gut. Das ist schön. This is a day. Wir gehen heute nach Hause.", capabilities=EAGER
    )
    action = await chosen(client, "Replace the selection by its translation", 4, 57)
    assert action["edit"]["changes"][URI] == [
        {"range": span(4, 12), "newText": english_of("ist gut.")},
        {"range": span(13, 27), "newText": english_of("Das ist schön.")},
        {"range": span(43, 57), "newText": english_of("Wir gehen heut")},
    ]


@pytest.mark.parametrize(
    ("start", "end"), [pytest.param(20, 21, id="in a word"), pytest.param(25, 26, id="behind the last word")]
)
async def test_a_part_of_a_word_stands_for_its_sentence(start: int, end: int) -> None:
    """Helix has the character under the cursor selected, always."""
    client = conversation()
    await client.open(TEXT, capabilities=EAGER)
    titles = [action["title"] for action in await offered(client, start, end)]
    assert titles == [action["title"] for action in await offered(client, 20)]
    action = await chosen(client, REPLACE, start, end)
    assert action["edit"]["changes"][URI] == [
        {"range": span(12, 26), "newText": english_of("Das ist schön.")}
    ]


async def test_a_word_stands_for_its_sentence_and_for_itself() -> None:
    """Eglot sends the word at the cursor where nothing is selected."""
    client = conversation()
    await client.open(TEXT, capabilities=EAGER)
    assert [action["title"] for action in await offered(client, 20, 25)] == [
        REPLACE,
        INSERT,
        "Replace the selection by its translation",
        "Insert the translation of the selection below",
        "Replace “schön” by “hübsch”",
        "Replace “schön” by “Pracht”",
        "Add “schön” to the glossary",
        "Never translate “schön”",
    ]
    sentence = await chosen(client, REPLACE, 20, 25)
    word = await chosen(client, "Replace the selection by its translation", 20, 25)
    assert sentence["edit"]["changes"][URI][0]["range"] == span(12, 26)
    assert word["edit"]["changes"][URI][0]["range"] == span(20, 25)


async def test_what_is_selected_in_one_paragraph_goes_below_it_in_one_piece() -> None:
    client = conversation()
    text = "Das ist gut. Das ist schön."
    await client.open(text, language="markdown", capabilities=EAGER)
    action = await chosen(client, "Insert the translation of the selection below", 0, 27)
    [edit] = action["edit"]["changes"][URI]
    assert edit["newText"] == f"\n\n> {english_of('Das ist gut.')} {english_of('Das ist schön.')}"


@pytest.mark.parametrize(
    ("only", "titles"),
    [
        (["refactor"], 6),
        (["refactor.rewrite"], 3),
        (["refactor.rew"], 0),
        (["quickfix"], 0),
        (["quickfix", ""], 6),
    ],
)
async def test_only_the_kinds_asked_for_are_offered(only: list[str], titles: int) -> None:
    client = conversation()
    await client.open(TEXT, capabilities=LAZY)
    assert len(await offered(client, 20, only=only)) == titles


def change(client: Conversation, text: str) -> None:
    edits = [{"range": span(0, 0), "text": text}]
    document = {"uri": URI, "version": 2}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": edits})


@pytest.mark.parametrize("reopened", [True, False])
async def test_a_document_that_has_changed_since_gets_no_edit(reopened: bool) -> None:
    client = conversation()
    await client.open(TEXT, capabilities=LAZY)
    action = await chosen(client, REPLACE, 20)
    if reopened:  # with the same version, and another text
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        client.notify("textDocument/didOpen", {"textDocument": document_item("Ach! " + TEXT)})
    else:
        change(client, "Ach! ")
    error = (await resolved(client, action))["error"]
    assert error == {"code": -32801, "message": "The document has changed since. Ask again."}


async def test_a_document_that_changes_meanwhile_gets_no_edit() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Das ist ruhig.", capabilities=LAZY)
    action = await chosen(client, REPLACE, 4)
    identifier = client.ask("codeAction/resolve", action)
    change(client, "Ach! ")  # before the model has answered
    assert (await client.answer(identifier))["error"]["code"] == -32801


@pytest.mark.parametrize(
    "data",
    [
        None,
        5,
        {},
        {"edit": "x"},
        {"edit": "replace", "range": 5},
        {"edit": "replace", "range": span(-1, 10**12)},
    ],
)
async def test_an_action_that_is_not_ours_is_refused(data: object) -> None:
    client = conversation()
    await client.open(TEXT, capabilities=LAZY)
    assert (await resolved(client, {"title": "x", "data": data}))["error"]["code"] == -32602


async def test_a_model_that_fails_is_told() -> None:
    client = conversation()
    await client.open("Das ist kaputt.", capabilities=LAZY)
    error = (await resolved(client, await chosen(client, REPLACE, 4)))["error"]
    assert error["code"] == -32803
    assert "translator failed" in error["message"]
