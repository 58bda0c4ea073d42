"""Code actions: English in the place of German or below it, a near word, a word for the glossary.

The edits are made here, so that every editor has them. Where the client can, only the action that is chosen
is worked out.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from hashlib import blake2b

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from models.verbatim import LONGEST_WORD
from server.errors import OutOfDate
from server.features.arguments import range_of
from server.features.command import ADD_TO_GLOSSARY, NEVER_TRANSLATE, TRANSLATE_SELECTION
from server.features.hover import near_words
from server.features.translating import german_in, inserting, replacing, replacing_word
from server.insertion import has_room
from server.language_server import DolmetschServer
from server.text.document import Document
from server.text.german import Excerpt, reading_at, selected
from server.text.words import in_casing_of, words_of

NEAR_WORDS = 3

MOST_WORDS = 4
"""Of a term for the glossary; a longer selection is hardly one."""

REWRITE = types.CodeActionKind.RefactorRewrite
REFACTOR = types.CodeActionKind.Refactor

_Edit = Callable[[DolmetschServer, Document, Sequence[Excerpt]], Awaitable[types.WorkspaceEdit]]
_EDITS: dict[str, _Edit] = {"replace": replacing, "insert": inserting}
"""The edits that need the model, by the name they have in an action's data."""


def register(server: DolmetschServer) -> None:
    """Makes the server offer code actions and work out the one that is chosen."""
    options = types.CodeActionOptions([REWRITE, REFACTOR], resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction | types.Command] | None:
        return await _offered(server, params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        return await _resolved(server, action)


async def _offered(
    server: DolmetschServer, params: types.CodeActionParams
) -> list[types.CodeAction | types.Command] | None:
    document = server.document(params.text_document.uri)
    if document is None:
        return None
    *sentence, place = _meant(document, params.range)
    excerpts = german_in(document, place)
    if not excerpts:
        return None
    term = _term(document, place, excerpts)
    if not server.client.code_action_literals:
        arguments = [document.uri, place]
        commands = [types.Command("Replace by the translation", TRANSLATE_SELECTION, arguments=arguments)]
        return [*commands, *(_glossary_commands(document, term) if term else ())]
    actions = [action for one in (*sentence, place) for action in _translations(document, one)]
    if term is not None:
        actions += _near_words(server, document, term)
        actions += (
            types.CodeAction(to_glossary.title, kind=REFACTOR, command=to_glossary)
            for to_glossary in _glossary_commands(document, term)
        )
    wanted = [action for action in actions if _is_wanted(action.kind or "", params.context.only)]
    if server.client.lazy_code_action_edits:
        return list(wanted)
    return [action if action.data is None else await _resolved(server, action) for action in wanted]


async def _resolved(server: DolmetschServer, action: types.CodeAction) -> types.CodeAction:
    """An action with its edit.

    Raises:
        JsonRpcInvalidParams: the action is not from here.
        OutOfDate: the document is not what it was when the action was offered.
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    data = action.data
    if not isinstance(data, dict) or (make := _EDITS.get(str(data.get("edit")))) is None:
        raise JsonRpcInvalidParams("Dolmetsch has not offered this action.")
    place = range_of(data.get("range"))
    document = server.document(str(data.get("uri")))
    if document is None or data.get("state") != _state(document, place):
        raise OutOfDate
    action.edit = await make(server, document, german_in(document, place))
    action.data = None
    return action


def _meant(document: Document, place: types.Range) -> list[types.Range]:
    """What may be meant by a selection, the likeliest first; without a width it stands for its sentence.

    In some editors something is always selected: in Helix the character under the cursor, and where nothing
    is, eglot sends the word. So a part of a word stands for its sentence, and a word for that or for itself.
    """
    start, end = document.place(place.start), document.place(place.end)
    if start.line != end.line or end.column - start.column > LONGEST_WORD:
        return [place]
    words = _whole_words(selected(document, start, end)) if start < end else []
    if len(words) > 1:
        return [place]
    cursor = document.position(words[0].places[0]) if words else place.start
    sentence = types.Range(cursor, cursor)
    return [sentence, place] if words else [sentence]


def _whole_words(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """The words of which no part is outside."""
    return [
        Excerpt(excerpt.passage, word)
        for excerpt in excerpts
        for word in words_of(excerpt.passage.text)
        if excerpt.span.start <= word.start and word.end <= excerpt.span.end
    ]


def _translations(document: Document, place: types.Range) -> Iterator[types.CodeAction]:
    """Those that need the model: without their edits, with what is needed to work them out."""
    what = "sentence" if place.start == place.end else "selection"
    shared = {"uri": document.uri, "range": _plain(place), "state": _state(document, place)}
    for edit, kind, title in (
        ("replace", REWRITE, f"Replace the {what} by its translation"),
        ("insert", REFACTOR, f"Insert the translation of the {what} below"),
    ):
        if edit != "insert" or has_room(document):
            yield types.CodeAction(title, kind=kind, data={"edit": edit, **shared})


def _near_words(server: DolmetschServer, document: Document, term: Excerpt) -> Iterator[types.CodeAction]:
    for near in near_words(server, term.text, NEAR_WORDS):
        word = in_casing_of(near, term.text)
        edit = replacing_word(server, document, term, word)
        yield types.CodeAction(f"Replace “{term.text}” by “{word}”", kind=REWRITE, edit=edit)


def _glossary_commands(document: Document, term: Excerpt) -> list[types.Command]:
    arguments = [document.uri, term.text]
    return [
        types.Command(f"Add “{term.text}” to the glossary", ADD_TO_GLOSSARY, arguments=arguments),
        types.Command(f"Never translate “{term.text}”", NEVER_TRANSLATE, arguments=arguments),
    ]


def _term(document: Document, place: types.Range, excerpts: Sequence[Excerpt]) -> Excerpt | None:
    """The word at the place, or the few words that are selected."""
    if place.start == place.end:
        reading = reading_at(document, document.place(place.start))
        return reading.word if reading else None
    few = len(excerpts) == 1 and len(excerpts[0].text.split()) <= MOST_WORDS and not excerpts[0].opaque
    return excerpts[0] if few else None


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind is one of those asked for or below it; kinds are like paths: a, a.b, a.b.c."""
    return only is None or any(above == "" or (kind + ".").startswith(above + ".") for above in only)


def _state(document: Document, place: types.Range) -> list[object]:
    """Tells whether the document is still the same there; versions begin anew when it is reopened."""
    start, end = document.place(place.start), document.place(place.end)
    lines = "".join(document.lines[start.line : end.line + 1])
    return [document.version, blake2b(lines.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()]


def _plain(place: types.Range) -> dict[str, dict[str, int]]:
    return {
        name: {"line": position.line, "character": position.character}
        for name, position in (("start", place.start), ("end", place.end))
    }
