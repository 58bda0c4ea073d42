"""Hover: what the word under the cursor means, and its sentence or the selected text in English."""

from lsprotocol import types

from models.translator import Hypothesis
from server.errors import Superseded, Unavailable
from server.extensions import RangeHoverParams
from server.features.markup import escaped, paragraphs, strong, with_strong
from server.interpreter import WordInSentence, interpret, interpret_word
from server.language_server import DolmetschServer
from server.text.document import Document
from server.text.german import LONGEST_SENTENCE, Reading, reading_at, selected
from server.text.words import Span

NEAR_WORDS = 5

MOST_SENTENCES = 10
"""Of a selection; what is longer does not fit beside the text, and is a matter for a code action."""

UNSURE = "The model is unsure of this."
_UNSURE_OF = "The model is unsure of “{word}”."
_NOTHING = "There is no translation of this sentence."


def register(server: DolmetschServer) -> None:
    """Makes the server answer hovers."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: RangeHoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        document = server.document(uri)
        if document is None or not server.settings_of(uri).hover.enabled:
            return None
        try:
            if (selection := params.selection) is not None:
                return await _hover_selection(server, document, selection)
            reading = reading_at(document, document.place(params.position))
            return await _hover_word(server, document, reading) if reading else None
        except Superseded:
            return None


async def _hover_word(server: DolmetschServer, document: Document, reading: Reading) -> types.Hover:
    word_range = document.range(*reading.word.places)  # now, since the document may change while we wait
    kind = server.client.hover_format
    word, sentence = reading.word.text, reading.sentence.text
    if len(sentence) > LONGEST_SENTENCE:
        answer: WordInSentence | str = _too_long(sentence)
    else:
        answer = await _interpreted(server, document.uri, reading)
    if isinstance(answer, str):
        content = [strong(kind, word), escaped(kind, answer)]
    else:
        meanings = _meanings(answer)
        heading = f"{strong(kind, word)} – {escaped(kind, meanings)}" if meanings else strong(kind, word)
        content = [heading, *_english(kind, answer.sentence, answer.counterpart)]
        if meanings and not answer.meanings and not server.engine.is_function_word(word, "de"):
            content.append(escaped(kind, _UNSURE_OF.format(word=word)))
    if near := near_words(server, word, NEAR_WORDS):
        content.append(f"Near: {escaped(kind, ', '.join(near))}")
    return types.Hover(paragraphs(kind, *content), word_range)


async def _interpreted(server: DolmetschServer, uri: str, reading: Reading) -> WordInSentence | str:
    """What is to be said, or why it is not to be had."""
    sentence, word = reading.sentence.text, reading.word_in_sentence
    work = interpret_word(server.engine, sentence, word, server.glossary_of(uri))
    try:
        return await server.engine.only_newest((sentence, word), work)
    except Unavailable as error:
        return str(error)


def _meanings(answer: WordInSentence) -> str:
    """The word's meaning in the sentence and its others; empty if none is known."""
    meanings = list(answer.meanings)
    if answer.counterpart is not None:
        here = answer.counterpart.of(answer.sentence.text)
        same = [meaning for meaning in meanings if meaning.casefold() == here.casefold()]
        if same or not answer.sentence.unsure:
            meanings = [*(same or [here]), *(meaning for meaning in meanings if meaning not in same)]
    if len(meanings) > 1:
        return f"{meanings[0]}; also {', '.join(meanings[1:])}"
    return "".join(meanings)


def _english(kind: types.MarkupKind, sentence: Hypothesis, counterpart: Span | None) -> list[str]:
    """The sentence in English, and whether that can be trusted."""
    if not sentence.text:
        return [_NOTHING]
    text = with_strong(kind, sentence.text, counterpart)
    return [text, UNSURE] if sentence.unsure else [text]


async def _hover_selection(
    server: DolmetschServer, document: Document, selection: types.Range
) -> types.Hover | None:
    """The selected sentences, and parts of sentences, in English."""
    excerpts = selected(document, document.place(selection.start), document.place(selection.end))
    if not excerpts:
        return None
    kind = server.client.hover_format
    glossary = server.glossary_of(document.uri)
    shown = document.range(excerpts[0].places[0], excerpts[-1].places[1])

    async def translated() -> list[str]:
        return [
            line
            for excerpt in excerpts[:MOST_SENTENCES]
            for line in (
                _english(kind, await interpret(server.engine, excerpt.text, glossary), None)
                if len(excerpt.text) <= LONGEST_SENTENCE
                else [_too_long(excerpt.text)]
            )
        ]

    try:
        content = await server.engine.only_newest(tuple(excerpt.text for excerpt in excerpts), translated())
    except Unavailable as error:
        content = [escaped(kind, str(error))]
    if len(excerpts) > MOST_SENTENCES:
        content.append(f"These are the first {MOST_SENTENCES} of {len(excerpts)} sentences.")
    return types.Hover(paragraphs(kind, *content), shown)


def near_words(server: DolmetschServer, word: str, count: int) -> list[str]:
    """German words of similar meaning, if the word vectors know German."""
    if "de" not in server.engine.vector_languages:
        return []
    try:
        neighbours = server.engine.neighbours(word, count, "de")
    except Unavailable:
        return []
    return [neighbour.word for neighbour in neighbours if neighbour.word[:1].isalpha()]


def _too_long(sentence: str) -> str:
    return f"This sentence has {len(sentence)} characters; Dolmetsch translates up to {LONGEST_SENTENCE}."
