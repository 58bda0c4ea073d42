"""What a hover shows, where, and when it shows nothing."""

import asyncio
import threading
from typing import Any

import pytest

from server.engine import Engine
from server.features.hover import MOST_SENTENCES
from server.text.german import LONGEST_SENTENCE
from tests.server.fakes import (
    SECONDS,
    Conversation,
    FakeTranslator,
    FakeVectors,
    at,
    conversation,
    document_item,
    english_of,
    fake_engine,
)

pytestmark = pytest.mark.asyncio

TEXT = "Hallo Jana! Zwei junge Männer 👋 stehen\nim Freien.\n\nThis is a good day."
MARKDOWN = {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}}


async def hovered(client: Conversation, line: int, character: int) -> Any:
    answer = await client.request("textDocument/hover", at(line, character))
    assert "error" not in answer
    return answer["result"]


async def test_it_shows_the_word_and_the_sentence_in_english() -> None:
    client = conversation()
    await client.open(TEXT)
    hover = await hovered(client, 0, 24)
    assert hover["contents"] == {
        "kind": "plaintext",
        "value": f"Männer – {english_of('Männer')}\n\n{english_of('Zwei junge Männer 👋 stehen im Freien.')}",
    }


@pytest.mark.parametrize(
    ("encoding", "start", "end"), [("utf-8", 36, 42), ("utf-16", 33, 39), ("utf-32", 32, 38)]
)
async def test_its_range_is_the_word_in_the_clients_encoding(encoding: str, start: int, end: int) -> None:
    client = conversation()
    await client.open(TEXT, capabilities={"general": {"positionEncodings": [encoding]}})
    for character in (start, end):
        hover = await hovered(client, 0, character)
        assert hover["contents"]["value"].startswith("stehen – ")
        assert hover["range"] == {
            "start": {"line": 0, "character": start},
            "end": {"line": 0, "character": end},
        }


async def test_it_is_markdown_where_the_client_takes_it_and_the_text_is_escaped() -> None:
    client = conversation()
    await client.open("Das ist <b> *wahr* [x](y).", capabilities=MARKDOWN)
    hover = await hovered(client, 0, 0)
    assert hover["contents"]["kind"] == "markdown"
    assert hover["contents"]["value"] == (
        r"**Das** – English of \[Das\]" "\n\n" r"English of \[Das ist \<b\> \*wahr\* \[x\](y).\]"
    )


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        (MARKDOWN, "**Hund** – dog; also hound\n\nThe small **dog** sleeps today."),
        ({}, "Hund – dog; also hound\n\nThe small dog sleeps today."),
    ],
)
async def test_it_shows_what_the_word_means_here_and_elsewhere(
    capabilities: dict[str, Any], expected: str
) -> None:
    client = conversation()
    await client.open("Der kleine Hund schläft heute.", capabilities=capabilities)
    assert (await hovered(client, 0, 12))["contents"]["value"] == expected


async def test_it_says_when_the_model_is_unsure_of_the_word_alone() -> None:
    client = conversation()
    await client.open("Die Strümpfe sind warm.")
    assert (await hovered(client, 0, 6))["contents"]["value"] == (
        "Strümpfe – drums\n\nThe drums are warm.\n\nThe model is unsure of “Strümpfe”."
    )


async def test_word_and_sentence_are_decoded_at_once_and_only_the_next_word_anew() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Der kleine Hund schläft heute.")
    for character in (12, 12, 5):
        await hovered(client, 0, character)
    assert translator.batches == [["Der kleine Hund schläft heute.", "Hund"], ["kleine"]]


@pytest.mark.parametrize("rust_analyzer", [True, False])
async def test_a_selection_is_translated_where_the_client_can_send_one(rust_analyzer: bool) -> None:
    client = conversation()
    answer = await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    assert answer["result"]["capabilities"]["experimental"] == {"rangeHoverProvider": True}
    client.notify("initialized", {})
    client.notify(
        "textDocument/didOpen", {"textDocument": document_item("Das ist gut. Das ist schön. This is a day.")}
    )
    await client.hear(lambda message: message.get("method") == "window/logMessage")
    selection = {"start": {"line": 0, "character": 8}, "end": {"line": 0, "character": 42}}
    params = at(0, 8) | ({"position": selection} if rust_analyzer else {"range": selection})
    hover = (await client.request("textDocument/hover", params))["result"]
    assert hover["contents"]["value"] == f"{english_of('gut.')}\n\n{english_of('Das ist schön.')}"
    assert hover["range"] == {"start": {"line": 0, "character": 8}, "end": {"line": 0, "character": 27}}


async def test_of_a_long_selection_the_first_sentences_are_shown() -> None:
    client = conversation()
    text = "Das ist gut. " * (MOST_SENTENCES + 2)
    await client.open(text)
    selection = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": len(text)}}
    hover = (await client.request("textDocument/hover", at(0, 0) | {"range": selection}))["result"]
    assert hover["contents"]["value"].count("English of") == MOST_SENTENCES
    assert hover["contents"]["value"].endswith(
        f"the first {MOST_SENTENCES} of {MOST_SENTENCES + 2} sentences."
    )


async def test_german_words_have_near_words_if_the_vectors_are_german() -> None:
    for languages, near in ((["de"], True), (["en"], False)):
        client = conversation(fake_engine(load_vectors=lambda _, names=languages: FakeVectors(*names)))  # type: ignore[misc]
        await client.open("Das ist schön.")
        value = (await hovered(client, 0, 9))["contents"]["value"]
        assert ("hübsch" in value) == near


@pytest.mark.parametrize(("line", "character"), [(3, 3), (2, 0), (0, 31), (7, 0), (0, 11)])
async def test_it_shows_nothing_off_german_words(line: int, character: int) -> None:
    client = conversation()
    await client.open(TEXT)
    assert await hovered(client, line, character) is None


async def test_it_shows_nothing_on_code_and_in_documents_that_are_not_open() -> None:
    client = conversation()
    await client.open("Das ist `der Befehl` für dich.", language="markdown")
    assert await hovered(client, 0, 14) is None
    elsewhere = {"textDocument": {"uri": "file:///other"}, "position": {"line": 0, "character": 0}}
    assert (await client.request("textDocument/hover", elsewhere))["result"] is None


async def test_it_can_be_turned_off() -> None:
    client = conversation()
    await client.open(TEXT, initializationOptions={"dolmetsch": {"hover": {"enabled": False}}})
    assert await hovered(client, 0, 24) is None


async def test_while_the_models_load_it_says_so() -> None:
    gate = threading.Event()

    def slowly(_: object) -> FakeTranslator:
        gate.wait(SECONDS)
        return FakeTranslator()

    client = conversation(fake_engine(load_translator=slowly))
    opening = asyncio.ensure_future(client.open(TEXT))
    await client.hear(lambda message: message.get("id") == 1)
    await asyncio.sleep(0)
    hover = await client.request("textDocument/hover", at(0, 24))
    assert "still loading" in hover["result"]["contents"]["value"]
    gate.set()
    await opening
    assert "English of" in (await hovered(client, 0, 24))["contents"]["value"]


async def test_a_model_that_cannot_be_loaded_is_told_once_and_on_hover() -> None:
    client = conversation(missing_model())
    await client.open(TEXT)
    assert "There is no model at /nowhere" in (await hovered(client, 0, 24))["contents"]["value"]
    told = [message for message in client.heard if message.get("method") == "window/showMessage"]
    assert [message["params"]["message"] for message in told] == [
        "There is no model at /nowhere. Give --model a directory, or one of: lab."
    ]


async def test_a_model_that_fails_is_told_and_the_server_goes_on() -> None:
    client = conversation()
    await client.open("Das ist kaputt. Das ist heil.")
    assert "translator failed" in (await hovered(client, 0, 0))["contents"]["value"]
    assert "English of [Das ist heil.]" in (await hovered(client, 0, 18))["contents"]["value"]


async def test_what_is_too_long_for_a_sentence_is_not_translated() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Das ist " + "sehr " * (LONGEST_SENTENCE // 5) + "lang.")
    assert f"up to {LONGEST_SENTENCE}" in (await hovered(client, 0, 0))["contents"]["value"]
    assert translator.asked == []


async def test_it_says_where_the_model_is_unsure() -> None:
    client = conversation()
    await client.open("Das ist rätselhaft. Das ist klar.")
    for character, unsure in ((0, True), (21, False)):
        value = (await hovered(client, 0, character))["contents"]["value"]
        assert ("The model is unsure of this." in value) == unsure


async def test_a_newer_hover_takes_the_place_of_an_older_one() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Das ist langsam. Das ist schnell.")
    older = client.ask("textDocument/hover", at(0, 0))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    assert "schnell" in (await hovered(client, 0, 18))["contents"]["value"]
    assert (await client.answer(older))["result"] is None


async def test_a_cancelled_hover_is_answered_at_once_and_the_model_stops() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Das ist langsam.")
    identifier = client.ask("textDocument/hover", at(0, 0))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    client.notify("$/cancelRequest", {"id": identifier})
    assert (await client.answer(identifier))["error"]["code"] == -32800
    assert await asyncio.to_thread(translator.stopped.wait, SECONDS)


def missing_model() -> Engine:
    def missing(_: object) -> FakeTranslator:
        from models.checkpoint import CheckpointError

        raise CheckpointError("There is no model at /nowhere. Give --model a directory, or one of: lab.")

    return fake_engine(load_translator=missing)
