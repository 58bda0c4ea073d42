"""Which inlay hints are shown, where, and what they give way to."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.server.fakes import (
    SECONDS,
    URI,
    Conversation,
    FakeTranslator,
    HeldTranslator,
    conversation,
    document_item,
    english_of,
    fake_engine,
)

pytestmark = pytest.mark.asyncio

ON = {"dolmetsch": {"inlayHints": {"enabled": True}}}
TEXT = "Das ist gut. This is a day. Wir gehen\nnach Hause.\n\nDas ist rätselhaft."


def view(first: int, last: int) -> dict[str, Any]:
    start, end = {"line": first, "character": 0}, {"line": last, "character": 0}
    return {"textDocument": {"uri": URI}, "range": {"start": start, "end": end}}


async def hints(client: Conversation, first: int = 0, last: int = 9) -> Any:
    return (await client.request("textDocument/inlayHint", view(first, last)))["result"]


async def test_they_are_off_until_the_user_turns_them_on() -> None:
    client = conversation()
    await client.open(TEXT, capabilities={"workspace": {"inlayHint": {"refreshSupport": True}}})
    assert await hints(client) is None
    client.heard.clear()
    client.notify("workspace/didChangeConfiguration", {"settings": ON})
    await client.hear(lambda message: message.get("method") == "workspace/inlayHint/refresh")
    assert len(await hints(client)) == 3


async def test_the_english_stands_at_the_end_of_each_german_sentence_in_view() -> None:
    client = conversation()
    await client.open(TEXT, initializationOptions=ON)
    assert [(hint["position"], hint["label"]) for hint in await hints(client)] == [
        ({"line": 0, "character": 12}, english_of("Das ist gut.")),
        ({"line": 1, "character": 11}, english_of("Wir gehen nach Hause.")),
        ({"line": 3, "character": 19}, english_of("Das ist rätselhaft.") + " (?)"),
    ]
    assert [hint.get("tooltip") for hint in await hints(client)][1:] == [None, "The model is unsure of this."]
    assert len(await hints(client, 2, 9)) == 1
    assert len(await hints(client, 2, 3)) == 0


async def test_cancelled_hints_stop_the_model() -> None:
    translator = FakeTranslator()
    client = conversation(fake_engine(translator))
    await client.open("Das ist gut. Das ist langsam.", initializationOptions=ON)
    identifier = client.ask("textDocument/inlayHint", view(0, 1))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    client.notify("$/cancelRequest", {"id": identifier})
    assert (await client.answer(identifier))["error"]["code"] == -32800
    assert await asyncio.to_thread(translator.stopped.wait, SECONDS)


async def test_hints_for_a_text_that_has_changed_are_refused() -> None:
    translator = HeldTranslator()
    client = conversation(fake_engine(translator))
    await client.open(TEXT, initializationOptions=ON)
    identifier = client.ask("textDocument/inlayHint", view(0, 9))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    changes = [{"text": "Das ist neu."}]
    document = {"uri": URI, "version": 2}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
    translator.gate.set()
    assert (await client.answer(identifier))["error"]["code"] == -32801


async def test_while_there_is_no_model_there_are_none() -> None:
    client = conversation()
    await client.open("Das ist kaputt.", initializationOptions=ON)
    assert await hints(client) == []


async def test_a_client_that_cannot_be_told_to_ask_again_gets_them_when_the_models_are_loaded() -> None:
    gate = threading.Event()

    def load(_: str | Path) -> FakeTranslator:
        assert gate.wait(SECONDS)
        return FakeTranslator()

    client = conversation(fake_engine(load_translator=load))
    await client.request(
        "initialize",
        {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": ON},
    )
    client.notify("initialized", {})
    client.notify("textDocument/didOpen", {"textDocument": document_item(TEXT)})
    identifier = client.ask("textDocument/inlayHint", view(0, 9))
    gate.set()
    assert len((await client.answer(identifier))["result"]) == 3
