"""What one session must survive; the life of the process is tested in e2e."""

import asyncio
import json
import random
from typing import Any

import pytest
from lsprotocol import types

from tests.server.fakes import URI, at, conversation, document_item

pytestmark = pytest.mark.asyncio

MESSAGES = 3_000


@pytest.mark.parametrize("identifier", [None, {}, [], 5, "x", 1.5])
async def test_any_cancellation_is_survived(identifier: object) -> None:
    client = conversation()
    await client.open("Das ist gut.")
    client.notify("$/cancelRequest", {"id": identifier})
    assert "result" in await client.request("textDocument/hover", at(0, 0))


async def test_a_request_with_the_id_of_one_under_way_is_refused() -> None:
    client = conversation()
    await client.open("Das ist langsam.")
    for _ in range(2):
        client.send({"id": "twin", "method": "textDocument/hover", "params": at(0, 0)})
    refused = await client.answer("twin")
    assert refused["error"]["code"] == -32600


async def test_nothing_is_kept_of_what_was_handled() -> None:
    client = conversation()
    await client.open("Das ist gut.")
    for version in range(50):
        change = {
            "textDocument": {"uri": URI, "version": version},
            "contentChanges": [{"text": "Das ist gut."}],
        }
        client.notify("textDocument/didChange", change)
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        await client.request("textDocument/hover", at(0, 0))
    assert len(client.server.protocol._request_futures) <= 1


async def test_what_an_unexpected_error_says_stays_inside() -> None:
    client = conversation()

    @client.server.feature("dolmetsch/fails")
    def fails(_: object) -> None:
        raise ValueError("geheim")

    await client.open("")
    answer = await client.request("dolmetsch/fails", {})
    assert answer["error"]["code"] == -32603
    assert "geheim" not in json.dumps(answer)


@pytest.mark.parametrize("seed", range(3))
async def test_every_request_is_answered_once_whatever_comes(seed: int) -> None:
    chance = random.Random(seed)
    client = conversation()
    await client.open("Das ist schön. 👋 Das ist gut.")
    client.heard.clear()
    asked = []
    for identifier in range(MESSAGES):
        message: dict[str, Any] = {"method": _method(chance), "params": _value(chance)}
        if chance.random() < 0.6:
            message["id"] = f"request {identifier}"
            asked.append(message["id"])
        client.send(message)
        if chance.random() < 0.2:
            await asyncio.sleep(0)
    for identifier in asked:
        await client.answer(identifier)
    answers = [
        message["id"] for message in client.heard if "method" not in message and message["id"] is not None
    ]
    assert sorted(answers) == sorted(asked)
    codes = {message["error"]["code"] for message in client.heard if "error" in message}
    assert -32603 not in codes, "something failed inside"


def _method(chance: random.Random) -> str:
    favourites = [
        "textDocument/hover",
        "textDocument/completion",
        "textDocument/didChange",
        "textDocument/didOpen",
    ]
    anything = [method for method in types.METHOD_TO_TYPES if method not in ("shutdown", "exit")]
    return chance.choice(favourites if chance.random() < 0.6 else [*anything, "", "unknown", "$/unknown"])


def _value(chance: random.Random, depth: int = 0) -> object:
    """Something that JSON can hold, often nearly right."""
    position = {
        "line": chance.choice([0, 1, 2**31 - 1, -1]),
        "character": chance.choice([0, 9, 2**31 - 1, 1.5]),
    }
    edit = {"range": {"start": position, "end": position}, "text": chance.choice(["ä", "", "👋\r", "\ud83d"])}
    simple = [None, True, 10**40, -1, 1e300, "", "\udc4b", URI, [], {}, {"id": "request 1"}, {"id": []}]
    near = [
        at(chance.randrange(3), chance.randrange(30)),
        {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [edit]},
        {"textDocument": document_item("Das *ist* gut. " * chance.randrange(5), "markdown")},
        {"textDocument": {"uri": URI}, "position": position},
    ]
    if depth < 2 and chance.random() < 0.3:
        return {
            name: _value(chance, depth + 1)
            for name in chance.sample(["textDocument", "position", "settings"], 2)
        }
    return chance.choice(near if chance.random() < 0.6 else simple)
