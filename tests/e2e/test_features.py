"""Code actions, commands and the glossary as VS Code, Neovim and Emacs use them."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

pytestmark = [pytest.mark.asyncio, pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")]

SECONDS = 120

TEXT = """\
# Grüße 🏖️

Der **Hund** läuft am Strand. This is English.
Wir brauchen die Rechnung.
"""
DOG = types.Position(2, 7)
EDITORS = pytest.mark.parametrize("client", ["visual-studio-code", "neovim", "emacs"], indirect=True)


class Editor:
    """An editor's client with one document open, which keeps what the server asks it to do."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        self.client = client
        self.path = path
        self.uri = path.as_uri()
        self.edits: asyncio.Queue[types.WorkspaceEdit] = asyncio.Queue()

        @client.feature(types.WORKSPACE_APPLY_EDIT)
        def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.edits.put_nowait(params.edit)
            return types.ApplyWorkspaceEditResult(applied=True)

        @client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
        def refresh(*_: object) -> None:
            """Nothing is shown that could be refreshed."""

    async def actions(self) -> dict[str, types.CodeAction]:
        """The code actions on the dog, by title."""
        place = types.Range(DOG, DOG)
        params = types.CodeActionParams(self.document, place, types.CodeActionContext([]))
        answer = await self.client.text_document_code_action_async(params)
        return {one.title: one for one in answer or () if isinstance(one, types.CodeAction)}

    async def edit_of(self, action: types.CodeAction) -> types.WorkspaceEdit:
        """What an action does, for which some clients ask when it is chosen."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None
        return action.edit

    async def command(self, name: str, *arguments: object) -> object:
        params = types.ExecuteCommandParams(f"dolmetsch.{name}", list(arguments))
        async with asyncio.timeout(SECONDS):
            return await self.client.workspace_execute_command_async(params)

    async def hover(self, position: types.Position) -> str:
        answer = await self.client.text_document_hover_async(types.HoverParams(self.document, position))
        assert answer is not None
        assert isinstance(answer.contents, types.MarkupContent)
        return answer.contents.value

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def text_edits(self, edit: types.WorkspaceEdit) -> list[types.TextEdit]:
        """The edits of the document, for its version where the client can tell."""
        assert self.client.capabilities is not None
        assert self.client.capabilities.workspace is not None
        abilities = self.client.capabilities.workspace.workspace_edit
        if abilities is None or not abilities.document_changes:
            assert edit.document_changes is None
            assert edit.changes is not None
            return list(edit.changes[self.uri])
        assert edit.changes is None
        assert edit.document_changes is not None
        [change] = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document == types.OptionalVersionedTextDocumentIdentifier(self.uri, 1)
        return [one for one in change.edits if isinstance(one, types.TextEdit)]


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "server", "--model", "default"])
)
async def client(
    lsp_client: LanguageClient, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[None]:
    """An editor with the letter open in a workspace folder, and the models loaded."""
    capabilities = client_capabilities(request.param)
    assert capabilities.general is not None
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda *_: None)
    capabilities.general.position_encodings = None  # utf-16, so that all have the same positions
    ready = lsp_client.protocol.wait_for_notification_async(types.WINDOW_LOG_MESSAGE)
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "letters")
    params = types.InitializeParams(capabilities, root_uri=tmp_path.as_uri(), workspace_folders=[folder])
    params.initialization_options = {"inlayHints": {"enabled": True}}
    lsp_client.set_configuration({"dolmetsch": {"inlayHints": {"enabled": True}}})
    await lsp_client.initialize_session(params)
    uri = (tmp_path / "brief.md").as_uri()
    item = types.TextDocumentItem(uri, types.LanguageKind.Markdown, 1, TEXT)
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await asyncio.wait_for(ready, SECONDS)
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(client: LanguageClient, tmp_path: Path) -> Editor:
    return Editor(client, tmp_path / "brief.md")


@EDITORS
async def test_a_sentence_is_replaced_or_translated_below(editor: Editor) -> None:
    actions = await editor.actions()
    [replacement] = editor.text_edits(
        await editor.edit_of(actions["Replace the sentence by its translation"])
    )
    assert replacement.range == types.Range(types.Position(2, 0), types.Position(2, 29))
    assert "**dog**" in replacement.new_text
    assert replacement.new_text.endswith(".")
    [insertion] = editor.text_edits(
        await editor.edit_of(actions["Insert the translation of the sentence below"])
    )
    assert insertion.range.start == insertion.range.end == types.Position(3, 26)
    assert insertion.new_text.startswith("\n\n> The dog ")


@EDITORS
async def test_an_edit_for_a_changed_document_is_refused(editor: Editor) -> None:
    action = (await editor.actions())["Replace the sentence by its translation"]
    if action.edit is not None:  # worked out at once: the client has to look at the version itself
        return
    start = types.Position(0, 0)
    change = types.TextDocumentContentChangePartial(types.Range(start, start), "Neu! ")
    identifier = types.VersionedTextDocumentIdentifier(2, editor.uri)
    editor.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
    with pytest.raises(Exception, match="The document has changed since"):
        await editor.edit_of(action)


@EDITORS
async def test_a_document_is_translated_beside_itself(editor: Editor) -> None:
    answer = await editor.command("translateDocument", editor.uri)
    beside = editor.path.with_name("brief.en.md")
    assert isinstance(answer, dict)
    assert answer["uri"] == beside.as_uri()
    if beside.exists():  # the client makes no files
        text = beside.read_text(encoding="utf-8")
        assert editor.edits.empty()
    else:
        edit = editor.edits.get_nowait()
        assert edit.document_changes is not None
        create, fill = edit.document_changes
        assert isinstance(create, types.CreateFile)
        assert isinstance(fill, types.TextDocumentEdit)
        text = fill.edits[0].new_text  # type: ignore[union-attr]
    lines = text.split("\n")
    assert len(lines) == len(TEXT.split("\n"))
    assert lines[0].startswith("# ")
    assert lines[2].startswith("The **dog** ")
    assert lines[2].endswith("This is English.")


@EDITORS
async def test_a_word_in_the_glossary_is_what_hovers_and_edits_say(editor: Editor) -> None:
    await editor.command("addToGlossary", editor.uri, "Rechnung", "unpaid invoice")
    shown = await editor.hover(types.Position(3, 18))
    assert shown.startswith("**Rechnung** – unpaid invoice\n\n")
    assert "**unpaid invoice**" in shown
    place = {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 0}}
    await editor.command("translateSelection", editor.uri, place)
    [edit] = editor.text_edits(editor.edits.get_nowait())
    assert "unpaid invoice" in edit.new_text


@EDITORS
async def test_hints_stand_behind_the_german_in_view(editor: Editor) -> None:
    view = types.Range(types.Position(0, 0), types.Position(4, 0))
    params = types.InlayHintParams(editor.document, view)
    hints = await editor.client.text_document_inlay_hint_async(params)
    assert hints is not None
    assert [hint.position for hint in hints] == [
        types.Position(0, 11),
        types.Position(2, 29),
        types.Position(3, 26),
    ]
    assert "dog" in str(hints[1].label)


@EDITORS
async def test_the_status_and_a_reload_are_answered(editor: Editor) -> None:
    status = await editor.command("showStatus")
    assert isinstance(status, dict)
    assert status["translator"] == "default"
    assert await editor.command("reload") == {"problems": []}
    assert "dog" in await editor.hover(DOG)
