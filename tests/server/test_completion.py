"""What completion offers, and what accepting it changes."""

from typing import Any

import pytest

from tests.server.fakes import Conversation, FakeVectors, at, conversation, fake_engine

pytestmark = pytest.mark.asyncio

TEXT = "👋 Jürgen had a good day. Das ist Schön."


async def completed(client: Conversation, character: int, line: int = 0) -> list[dict[str, Any]]:
    answer = await client.request("textDocument/completion", at(line, character))
    assert answer["result"]["isIncomplete"] is True
    items: list[dict[str, Any]] = answer["result"]["items"]
    return items


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", 19), ("utf-16", 16), ("utf-32", 15)])
async def test_near_words_take_the_place_of_the_typed_word(encoding: str, start: int) -> None:
    client = conversation()
    await client.open(TEXT, capabilities={"general": {"positionEncodings": [encoding]}})
    items = await completed(client, start + 4)
    assert [item["label"] for item in items] == ["great", "nice"]
    whole = {"start": {"line": 0, "character": start}, "end": {"line": 0, "character": start + 4}}
    assert [item["textEdit"] for item in items] == [
        {"range": whole, "newText": "great"},
        {"range": whole, "newText": "nice"},
    ]


async def test_clients_neither_filter_nor_reorder_them() -> None:
    client = conversation()
    await client.open(TEXT)
    items = await completed(client, 20)
    assert {item["filterText"] for item in items} == {"good"}
    assert sorted(items, key=lambda item: item["sortText"]) == items
    assert not any("commitCharacters" in item or "preselect" in item for item in items)


async def test_their_casing_is_that_of_the_typed_word() -> None:
    client = conversation()
    await client.open(TEXT)
    items = await completed(client, TEXT.index("Schön") + 1 + 5)
    assert [item["label"] for item in items] == ["Hübsch", "Pracht"]


async def test_inside_a_word_inserting_and_replacing_differ_where_the_client_knows_that() -> None:
    support = {"completionItem": {"insertReplaceSupport": True, "labelDetailsSupport": True}}
    client = conversation()
    await client.open(TEXT, capabilities={"textDocument": {"completion": support}})
    item = (await completed(client, 18))[0]
    start = {"line": 0, "character": 16}
    assert item["textEdit"] == {
        "newText": "great",
        "insert": {"start": start, "end": {"line": 0, "character": 18}},
        "replace": {"start": start, "end": {"line": 0, "character": 20}},
    }
    assert item["labelDetails"] == {"description": "0.83"}


@pytest.mark.parametrize("character", [0, 15, 16, 21, 10])
async def test_nothing_is_offered_before_between_and_for_unknown_words(character: int) -> None:
    client = conversation()
    await client.open(TEXT)
    assert await completed(client, character) == []


@pytest.mark.parametrize(
    ("text", "languages", "offered"),
    [
        ("Das war ganz good.", ["en"], False),  # an English neighbour would be a false friend
        ("Das war ganz good.", ["de"], True),
        ("That was so good.", ["en"], True),
        ("That was so good.", ["de"], False),
    ],
)
async def test_the_vectors_must_know_the_sentences_language(
    text: str, languages: list[str], offered: bool
) -> None:
    client = conversation(fake_engine(load_vectors=lambda _: FakeVectors(*languages)))
    await client.open(text)
    assert bool(await completed(client, text.index("good") + 4)) == offered


async def test_code_is_left_alone() -> None:
    client = conversation()
    await client.open("This is `good`.", language="markdown")
    assert await completed(client, 13) == []


async def test_how_many_and_whether_at_all_can_be_set() -> None:
    for settings, count in (({"count": 1}, 1), ({"enabled": False}, 0)):
        client = conversation()
        await client.open(TEXT, initializationOptions={"completion": settings})
        assert len(await completed(client, 20)) == count
