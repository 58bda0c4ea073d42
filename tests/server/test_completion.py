"""What completion offers, and what accepting it changes."""

from typing import Any

import pytest

from tests.server.fakes import Conversation, FakeVectors, at, conversation, english_of, fake_engine

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
    assert [item["label"] for item in items] == ["great", "nice", "goodness"]
    whole = {"start": {"line": 0, "character": start}, "end": {"line": 0, "character": start + 4}}
    assert [item["textEdit"] for item in items] == [
        {"range": whole, "newText": "great"},
        {"range": whole, "newText": "nice"},
        {"range": whole, "newText": "goodness"},
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
    for settings, count in (({"count": 1}, 2), ({"enabled": False}, 0)):  # a near word and a continuation
        client = conversation()
        await client.open(TEXT, initializationOptions={"completion": settings})
        assert len(await completed(client, 20)) == count


async def test_the_typed_word_stands_before_near_words_where_that_is_set() -> None:
    client = conversation()
    await client.open(TEXT, initializationOptions={"completion": {"showTypedWord": True}})
    items = await completed(client, 20)
    assert [item["label"] for item in items] == ["good → great", "good → nice", "goodness"]
    assert [item["textEdit"]["newText"] for item in items] == ["great", "nice", "goodness"]
    german = (await completed(client, TEXT.index("Schön") + 1 + 5))[0]
    resolved = (await client.request("completionItem/resolve", german))["result"]
    assert resolved["documentation"] == english_of("Hübsch")


async def test_the_beginning_of_a_word_goes_on_as_fits_what_stands_before_it() -> None:
    client = conversation()
    await client.open("Das Haus ist sch\nDer Hund bellt sch")
    assert [item["label"] for item in await completed(client, 16)] == ["schön", "schon", "Schuh"]
    client = conversation()
    await client.open("Der Hund bellt sch")
    assert [item["label"] for item in await completed(client, 18)] == ["schon", "schön", "Schuh"]


async def test_a_capital_at_a_sentences_beginning_stays() -> None:
    client = conversation()
    await client.open("Das Haus ist da. Sch")
    assert [item["label"] for item in await completed(client, 20)] == ["Schon", "Schön", "Schuh"]


async def test_a_function_word_goes_on_and_has_no_near_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeVectors, "is_function_word", lambda self, word, language: word == "good")
    client = conversation()
    await client.open(TEXT)
    assert [item["label"] for item in await completed(client, 20)] == ["goodness"]


async def test_inside_a_word_what_stands_before_the_cursor_goes_on() -> None:
    client = conversation()
    await client.open("Das Haus ist scheußlich.")
    item = (await completed(client, 16))[0]
    assert item["label"] == "schön"
    assert item["textEdit"]["range"] == {
        "start": {"line": 0, "character": 13},
        "end": {"line": 0, "character": 23},
    }


async def test_two_words_alone_are_of_the_language_of_the_text_round_them() -> None:
    client = conversation()
    await client.open("Das Haus ist sehr groß und alt. Good")
    assert [item["label"] for item in await completed(client, 36)] != ["Great", "Nice", "Goodness"]


@pytest.mark.parametrize("show_typed_word", [False, True])
async def test_a_german_word_is_resolved_to_its_english(show_typed_word: bool) -> None:
    client = conversation()
    await client.open(TEXT, initializationOptions={"completion": {"showTypedWord": show_typed_word}})
    german = (await completed(client, TEXT.index("Schön") + 1 + 5))[0]
    english = (await completed(client, 20))[0]

    resolved = (await client.request("completionItem/resolve", german))["result"]
    assert resolved["documentation"] == english_of("Hübsch")
    assert resolved["textEdit"] == german["textEdit"]
    assert "documentation" not in (await client.request("completionItem/resolve", english))["result"]
