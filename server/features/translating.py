"""What code actions and commands have in common: German in a document, turned into English in it."""

import asyncio
from collections.abc import Callable, Sequence

from lsprotocol import types

from server.errors import ServerError
from server.features.edits import Snapshot
from server.insertion import below
from server.interpreter import interpret
from server.language_server import DolmetschServer
from server.rewriting import Replacement, replaced, rewritten
from server.text.document import Document
from server.text.german import LONGEST_SENTENCE, Excerpt, paragraphs_in, reading_at, selected, whole
from server.worker import Urgency


def german_in(document: Document, place: types.Range) -> list[Excerpt]:
    """The German that is selected, or else the sentence at the place; none too long to translate."""
    start, end = document.place(place.start), document.place(place.end)
    if end > start:
        excerpts = selected(document, start, end)
    else:
        reading = reading_at(document, start)
        excerpts = [reading.sentence] if reading else []
    return [excerpt for excerpt in excerpts if len(excerpt.text) <= LONGEST_SENTENCE]


async def replacing(
    server: DolmetschServer, document: Document, excerpts: Sequence[Excerpt]
) -> types.WorkspaceEdit:
    """The edit that puts English in the place of German.

    Raises:
        OutOfDate: the document was changed meanwhile.
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    snapshot = Snapshot(server, document)
    glossary = server.glossary_of(document.uri)
    replacements = []
    for excerpt in excerpts:
        snapshot.check()
        replacements.append(await rewritten(server.engine, document, excerpt, glossary))
    return snapshot.edit(replacements)


async def inserting(
    server: DolmetschServer, document: Document, excerpts: Sequence[Excerpt]
) -> types.WorkspaceEdit:
    """The edit that puts English below the German.

    Raises:
        OutOfDate: the document was changed meanwhile.
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    snapshot = Snapshot(server, document)
    glossary = server.glossary_of(document.uri)
    english = [(await interpret(server.engine, excerpt.text, glossary)).text for excerpt in excerpts]
    snapshot.check()
    groups: list[tuple[Excerpt, list[str]]] = []  # what goes below the same paragraph goes there in one piece
    for excerpt, text in zip(excerpts, english, strict=True):
        if groups and groups[-1][0].passage is excerpt.passage:
            groups[-1] = excerpt, [*groups[-1][1], text]
        else:
            groups.append((excerpt, [text]))
    return snapshot.edit([below(document, excerpt, " ".join(texts)) for excerpt, texts in groups])


def replacing_word(
    server: DolmetschServer, document: Document, word: Excerpt, by: str
) -> types.WorkspaceEdit:
    """The edit that puts another word in the place of one."""
    return Snapshot(server, document).edit([Replacement(*word.places, by)])


async def translated_copy(
    server: DolmetschServer, document: Document, report: Callable[[float], None]
) -> str:
    """The document as it is now with English in the place of all German; `report` hears which part is done.

    It translates sentence by sentence, so that whoever hovers meanwhile waits for one of them at most.

    Raises:
        ServerError: there is no German in it.
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    copy = Document(document.uri, document.source, None, document.language_id, document.encoding)
    glossary = server.glossary_of(document.uri)
    start, end = whole(copy)
    replacements: list[Replacement] = []
    for excerpts in paragraphs_in(copy, start, end):
        for excerpt in excerpts:
            if len(excerpt.text) <= LONGEST_SENTENCE:
                one = await rewritten(server.engine, copy, excerpt, glossary, Urgency.LATER)
                replacements.append(one)
                report(one.end.line / (end.line + 1))
        await asyncio.sleep(0)  # where all is remembered, or nothing is German, others have their turn
    if not replacements:
        raise ServerError("There is no German in this document.")
    return replaced(copy, replacements)
