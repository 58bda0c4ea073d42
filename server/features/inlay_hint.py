"""Inlay hints: the translation at the end of each German sentence in view, where the user turns that on."""

import asyncio
from collections.abc import Iterator

from lsprotocol import types

from models.translation import Hypothesis
from server.errors import Unavailable
from server.features.edits import Snapshot
from server.features.hover import UNSURE
from server.interpreter import interpret
from server.language_server import DolmetschServer
from server.text.document import Document, Place
from server.text.german import LONGEST_SENTENCE, Excerpt, is_longer_than_a_selection, paragraphs_in
from server.worker import Urgency

MOST_LINES = 300
"""More is not in view; some clients ask for the whole document."""
MOST_HINTS = 150


def register(server: DolmetschServer) -> None:
    """Makes the server answer inlay hints."""

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay_hint(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        uri = params.text_document.uri
        document = server.document(uri)
        if document is None or not server.settings_of(uri).inlay_hints.enabled:
            return None
        return await _hints(server, document, params.range)


async def _hints(server: DolmetschServer, document: Document, view: types.Range) -> list[types.InlayHint]:
    """The hints of a part of a document.

    Raises:
        OutOfDate: the document was changed meanwhile; the client asks again by itself.
    """
    snapshot = Snapshot(server, document)
    glossary = server.glossary_of(document.uri)
    if not server.client.refresh_inlay_hints:
        await server.engine.settled()  # such a client could not be told later to ask again
        snapshot.check()
    hints: list[types.InlayHint] = []
    for excerpts in _paragraphs(document, view):
        for excerpt in excerpts:
            if len(excerpt.text) > LONGEST_SENTENCE:
                continue
            position = document.position(excerpt.places[1])
            try:
                english = await interpret(server.engine, excerpt.text, glossary, urgency=Urgency.LATER)
            except Unavailable:
                return []  # what is wrong was said when the models were loaded
            snapshot.check()
            if english.text:
                hints.append(_hint(position, english))
            if len(hints) == MOST_HINTS:
                return hints
        await asyncio.sleep(0)  # where all is remembered, or nothing is German, others have their turn
        snapshot.check()
    return hints


def _hint(position: types.Position, english: Hypothesis) -> types.InlayHint:
    if not english.unsure:
        return types.InlayHint(position, english.text, padding_left=True)
    # few editors show the tooltip, hence the mark behind the text
    return types.InlayHint(position, f"{english.text} (?)", padding_left=True, tooltip=UNSURE)


def _paragraphs(document: Document, view: types.Range) -> Iterator[list[Excerpt]]:
    """The German sentences in view, a paragraph at a time; each is read when it is asked for."""
    start, end = document.place(view.start), document.place(view.end)
    end = min(end, Place(start.line + MOST_LINES, 0))
    if is_longer_than_a_selection(document, start, end):
        return iter(())
    return paragraphs_in(document, start, end)
