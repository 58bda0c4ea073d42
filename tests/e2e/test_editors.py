"""Hover and completion as VS Code, Neovim and Emacs ask for them, from the models that ship."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.conftest import needs_the_train_extra

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

SECONDS_TO_LOAD = 120

URI = "file:///brief.md"
TEXT = """\
# Grüße 🏖️ aus Käthes Küche

Zwei junge 👋 *Männer* stehen
im Freien. Ein Hund läuft am Strand.

👩‍👩‍👧 Käthe had a GOOD and good day.
"""
WRITING = """\
Grüße 🏖️ aus Käthes Küche! Vielen Da für die schönen Blumen, es geht mir sehr gut.

Die Wohnung 👋 ist sehr groß und liegt an einer ruhigen Straß.

Thank you 👩‍👩‍👧 for the beautif flowers, they are for my mother.
"""

VS_CODE = pytest.param(("visual-studio-code", "utf-16"), id="VS Code")
NEOVIM = pytest.param(("neovim", "utf-8"), id="Neovim")
NEOVIM_IN_UTF_16 = pytest.param(("neovim", "utf-16"), id="Neovim in utf-16")
EMACS = pytest.param(("emacs", "utf-16"), id="Emacs")
EMACS_IN_UTF_8 = pytest.param(("emacs", "utf-8"), id="Emacs in utf-8")

BYTES_PER_UNIT = {"utf-8": 1, "utf-16-le": 2}


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "server", "--model", "lab"])
)
async def client(lsp_client: LanguageClient, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """An editor with the letter open and the lab's models loaded."""
    async for _ in session(lsp_client, *request.param, TEXT):
        yield


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "server", "--model", "default"])
)
async def writer(lsp_client: LanguageClient, request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """An editor in which something is being written, with the default models loaded."""
    async for _ in session(lsp_client, *request.param, WRITING):
        yield


async def session(lsp_client: LanguageClient, name: str, encoding: str, text: str) -> AsyncIterator[None]:
    """An editor, as long as it has a text open and until it shuts the server down."""
    capabilities = client_capabilities(name)
    assert capabilities.general is not None
    # utf-16 is what holds where nothing is said, as VS Code did for long
    offered = [types.PositionEncodingKind(encoding)] if encoding != "utf-16" else None
    capabilities.general.position_encodings = offered
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda *_: None)
    ready = lsp_client.protocol.wait_for_notification_async(types.WINDOW_LOG_MESSAGE)
    complaint = lsp_client.protocol.wait_for_notification_async(types.WINDOW_SHOW_MESSAGE)
    result = await lsp_client.initialize_session(types.InitializeParams(capabilities))
    assert result.capabilities.position_encoding == encoding
    item = types.TextDocumentItem(URI, types.LanguageKind.Markdown, 1, text)
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await asyncio.wait({ready, complaint}, timeout=SECONDS_TO_LOAD, return_when=asyncio.FIRST_COMPLETED)
    assert lsp_client.messages == []
    assert ready.done()
    yield
    assert lsp_client.progress_reports, "loading was not shown"
    await lsp_client.shutdown_session()


def units(client: LanguageClient, text: str) -> int:
    """How long a text is in the encoding of this session."""
    assert client.capabilities is not None
    assert client.capabilities.general is not None
    encoding = "utf-8" if client.capabilities.general.position_encodings else "utf-16-le"
    return len(text.encode(encoding)) // BYTES_PER_UNIT[encoding]


def range_of(client: LanguageClient, word: str, text: str = TEXT) -> types.Range:
    """Where a word first stands in a text."""
    line, text = next((line, text) for line, text in enumerate(text.splitlines()) if word in text)
    start = units(client, text[: text.index(word)])
    return types.Range(types.Position(line, start), types.Position(line, start + units(client, word)))


async def hover(client: LanguageClient, position: types.Position) -> types.Hover | None:
    return await client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(URI), position)
    )


async def completions(client: LanguageClient, position: types.Position) -> list[types.CompletionItem]:
    answer = await client.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(URI), position)
    )
    assert isinstance(answer, types.CompletionList)
    assert answer.is_incomplete
    return list(answer.items)


@needs_the_train_extra
@pytest.mark.parametrize("client", [VS_CODE, NEOVIM, NEOVIM_IN_UTF_16, EMACS, EMACS_IN_UTF_8], indirect=True)
async def test_hover_shows_the_english_across_lines_and_markup_and_follows_the_edits(
    client: LanguageClient,
) -> None:
    expected = range_of(client, "Männer")
    shown = await hover(client, expected.start)
    assert shown is not None
    assert shown.range == expected
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.kind == types.MarkupKind.Markdown
    assert shown.contents.value.startswith("**Männer** – ")
    assert "men" in shown.contents.value
    assert await hover(client, range_of(client, "day").start) is None, "it speaks on English"

    inserted = "🐕 Ja! "
    start = range_of(client, "Zwei").start
    edit = types.TextDocumentContentChangePartial(range=types.Range(start, start), text=inserted)
    identifier = types.VersionedTextDocumentIdentifier(2, URI)
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [edit]))
    shift = units(client, inserted)
    moved = types.Range(
        types.Position(expected.start.line, expected.start.character + shift),
        types.Position(expected.end.line, expected.end.character + shift),
    )
    shown_again = await hover(client, moved.end)
    assert shown_again == types.Hover(shown.contents, moved)


@needs_the_train_extra
@pytest.mark.parametrize("client", [VS_CODE, NEOVIM, EMACS], indirect=True)
async def test_completion_offers_near_words_in_the_typed_casing(client: LanguageClient) -> None:
    for word in ("GOOD", "good"):
        place = range_of(client, word)
        items = await completions(client, place.end)
        assert "great" in {item.label.lower() for item in items}
        for item in items:
            assert item.label.isupper() == word.isupper()
            assert item.filter_text == word
            edit = item.text_edit
            assert edit is not None
            assert edit.new_text == item.label
            assert place == (edit.replace if isinstance(edit, types.InsertReplaceEdit) else edit.range)
    assert await completions(client, range_of(client, "Hund").end) == [], "the lab's vectors know no German"


ALL = [VS_CODE, NEOVIM, NEOVIM_IN_UTF_16, EMACS, EMACS_IN_UTF_8]


def replaced(item: types.CompletionItem) -> types.Range:
    """What accepting the item changes, where the client replaces whole words."""
    edit = item.text_edit
    assert edit is not None
    assert edit.new_text == item.label
    return edit.replace if isinstance(edit, types.InsertReplaceEdit) else edit.range


@pytest.mark.parametrize("writer", ALL, indirect=True)
async def test_what_is_begun_goes_on_in_the_language_of_its_sentence(writer: LanguageClient) -> None:
    for typed, word in (("Da", "Dank"), ("Straß", "Straße"), ("beautif", "beautiful")):
        place = range_of(writer, typed, WRITING)
        items = await completions(writer, place.end)

        assert word in [item.label for item in items][:5]
        for item in items:
            assert replaced(item) == place
            assert item.filter_text == typed
            assert item.label.casefold() != typed.casefold()
        assert [item.sort_text for item in items] == sorted(item.sort_text or "" for item in items)


@pytest.mark.parametrize("writer", [VS_CODE, NEOVIM, EMACS], indirect=True)
async def test_near_words_are_of_the_language_of_the_sentence_and_resolve_to_english(
    writer: LanguageClient,
) -> None:
    german = await completions(writer, range_of(writer, "groß", WRITING).end)
    english = await completions(writer, range_of(writer, "mother", WRITING).end)
    inflected = await completions(writer, range_of(writer, "schönen", WRITING).end)

    near = [item.label for item in german if (item.detail or "").startswith("near")]
    assert "klein" in near
    assert not {"groß", "große", "großen", "größer"} & set(near), "the same word in another form"
    assert all(word[0].islower() for word in near), "a noun cannot take an adjective's place"
    assert {"father", "sister", "daughter"} <= {item.label for item in english}
    assert any(item.label.endswith("en") for item in inflected)
    resolved = await writer.completion_item_resolve_async(german[near.index("klein")])
    assert "small" in str(resolved.documentation) or "little" in str(resolved.documentation)
    assert resolved.text_edit == german[near.index("klein")].text_edit
    assert (await writer.completion_item_resolve_async(english[0])).documentation is None
