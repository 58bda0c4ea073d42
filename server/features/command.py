"""Commands: what a menu or a key of an editor can ask for, and what code actions lead to."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.uris import from_fs_path

from server import __version__, glossary
from server.addresses import path_of
from server.errors import ServerError
from server.features.arguments import range_of, term_of, text_of
from server.features.edits import applied
from server.features.translating import german_in, replacing, translated_copy
from server.glossary import Glossary
from server.interpreter import meanings_of
from server.language_server import DolmetschServer
from server.progress import progress_shown
from server.text.document import Document
from server.text.german import is_longer_than_a_selection

TRANSLATE_DOCUMENT = "dolmetsch.translateDocument"
TRANSLATE_SELECTION = "dolmetsch.translateSelection"
ADD_TO_GLOSSARY = "dolmetsch.addToGlossary"
NEVER_TRANSLATE = "dolmetsch.neverTranslate"
SHOW_STATUS = "dolmetsch.showStatus"
RELOAD = "dolmetsch.reload"

_LOG = "stderr of the server, which the editor keeps with its logs; --log-level debug says more"


def register(server: DolmetschServer, reload: Callable[[], Awaitable[list[str]]]) -> None:
    """Makes the server carry out commands; `reload` loads the models and gives what is wrong with them."""

    @server.command(TRANSLATE_DOCUMENT)
    async def translate_document(params: types.ExecuteCommandParams) -> dict[str, Any]:
        [uri] = _arguments(params, 1)
        return await _translate_document(server, _document(server, uri), params.work_done_token)

    @server.command(TRANSLATE_SELECTION)
    async def translate_selection(params: types.ExecuteCommandParams) -> types.WorkspaceEdit | None:
        uri, place = _arguments(params, 2)
        return await _translate_selection(server, _document(server, uri), range_of(place))

    @server.command(ADD_TO_GLOSSARY)
    async def add_to_glossary(params: types.ExecuteCommandParams) -> dict[str, Any]:
        uri, *term = _arguments(params, 2, 3)
        german, *english = (term_of(part) for part in term)
        return await _add_to_glossary(server, text_of(uri), german, english[0] if english else None)

    @server.command(NEVER_TRANSLATE)
    def never_translate(params: types.ExecuteCommandParams) -> dict[str, Any]:
        uri, word = _arguments(params, 2)
        path = server.glossaries.path_for(server.folder_of(text_of(uri)))
        glossary.add_to_keep(path, term_of(word))
        if server.shows_inlay_hints:
            server.refresh_inlay_hints()
        return {"uri": from_fs_path(str(path))}

    @server.command(SHOW_STATUS)
    def show_status(_: types.ExecuteCommandParams) -> dict[str, Any]:
        status = _status(server)
        server.tell(
            "\n".join([f"Dolmetsch {__version__}", *(f"{name}: {_line(it)}" for name, it in status.items())])
        )
        return {"version": __version__, **status}

    @server.command(RELOAD)
    async def reload_models(_: types.ExecuteCommandParams) -> dict[str, Any]:
        problems = await reload()
        if not problems:
            server.tell("Dolmetsch: the models are ready.")
        return {"problems": problems}


async def _translate_document(
    server: DolmetschServer, document: Document, token: types.ProgressToken | None
) -> dict[str, Any]:
    """Puts a translation beside a document, or gives its text where the document is in no file."""
    async with progress_shown(server, "Dolmetsch: translating the document", token) as report:
        text = await translated_copy(server, document, report)
    uri = _beside(server, document.uri)
    if uri is None or not await _is_made(server, uri, text):
        return {"uri": None, "text": text}
    await server.show(uri)
    return {"uri": uri, "text": None}


async def _is_made(server: DolmetschServer, uri: str, text: str) -> bool:
    """Whether a new file was made, by the client or, where it makes none, here. None is overwritten."""
    if not (server.client.apply_edit and server.client.create_file):
        path = path_of(uri) or Path()
        try:
            with path.open("xb") as file:
                file.write(text.encode("utf-8", "replace"))
        except OSError as error:
            server.tell(f"{path} cannot be written ({error.strerror}).", types.MessageType.Error)
            return False
        server.tell(f"The translation is in {path}.")
        return True
    start = types.Position(0, 0)
    edit = types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(uri, options=types.CreateFileOptions(overwrite=False, ignore_if_exists=False)),
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri),
                [types.TextEdit(types.Range(start, start), text)],
            ),
        ]
    )
    return await applied(server, "Translate the document", edit)


async def _translate_selection(
    server: DolmetschServer, document: Document, place: types.Range
) -> types.WorkspaceEdit | None:
    """Puts English in the place of the selected German, or gives the edit where the client applies none."""
    if is_longer_than_a_selection(document, document.place(place.start), document.place(place.end)):
        raise ServerError("The selection is too long. Select less, or translate the document.")
    excerpts = german_in(document, place)
    if not excerpts:
        raise ServerError("There is no German here. Select some, or put the cursor on a German sentence.")
    edit = await replacing(server, document, excerpts)
    if not server.client.apply_edit:
        return edit
    if not await applied(server, "Translate the selection", edit):
        raise ServerError("The editor did not make the edit. Ask again.")
    return None


async def _add_to_glossary(
    server: DolmetschServer, uri: str, german: str, english: str | None
) -> dict[str, Any]:
    """Writes a term into the glossary; shows a translation that is only the model's, to be mended there."""
    path = server.glossaries.path_for(server.folder_of(uri))
    suggested = english is None
    if english is None:
        meanings = await meanings_of(server.engine, german, Glossary())
        english = meanings[0] if meanings else german
    glossary.add_translation(path, german, english)
    if server.shows_inlay_hints:
        server.refresh_inlay_hints()
    where = from_fs_path(str(path))
    if suggested and where is not None:
        await server.show(where, glossary.line_of(path, german))
    return {"uri": where, "english": english}


def _status(server: DolmetschServer) -> dict[str, Any]:
    return {
        **server.engine.status(),
        "languages of the vectors": list(server.engine.vector_languages),
        "glossaries": [str(path) for path in server.glossaries.paths(server.folders())],
        "log": _LOG,
    }


def _line(value: object) -> str:
    return ", ".join(value) or "none" if isinstance(value, list) else str(value)


def _beside(server: DolmetschServer, uri: str) -> str | None:
    """The address of a new file beside a document: brief.md, brief.en.md; None for what is in no file."""
    if path_of(uri) is None:
        return None
    parts = urlsplit(uri)
    path = PurePosixPath(unquote(parts.path))
    if not path.name:
        return None
    for number in range(1, 1000):
        name = f"{path.stem}.en{f'.{number}' if number > 1 else ''}{path.suffix}"
        candidate = urlunsplit(parts._replace(path=quote(str(path.with_name(name)))))
        if server.document(candidate) is None and not _exists(candidate):
            return candidate
    return None


def _exists(uri: str) -> bool:
    path = path_of(uri)
    try:
        return path is not None and path.exists()
    except OSError:  # its name is too long, so that no file can be made there either
        return True


def _arguments(params: types.ExecuteCommandParams, *counts: int) -> Sequence[Any]:
    """A command's arguments, if there are as many as there should be.

    Raises:
        JsonRpcInvalidParams: there are more or fewer.
    """
    arguments = params.arguments or ()
    if len(arguments) not in counts:
        wanted = " or ".join(str(count) for count in counts)
        raise JsonRpcInvalidParams(f"{params.command} takes {wanted} arguments, not {len(arguments)}.")
    return arguments


def _document(server: DolmetschServer, uri: object) -> Document:
    document = server.document(text_of(uri))
    if document is None:
        raise ServerError("The document is not open in this editor. Open it first.")
    return document
