"""Hover: the word under the cursor and the English of its sentence."""

from lsprotocol import types

from server.errors import Superseded, Unavailable
from server.features.markup import escaped, paragraphs, strong
from server.language_server import DolmetschServer
from server.text.language import is_german
from server.text.prose import passage_at
from server.text.sentences import sentence_at
from server.text.words import word_at

LONGEST_SENTENCE = 1_000
"""Characters. What is longer is no sentence, and would hold up the model for seconds."""


NEAR_WORDS = 5


def register(server: DolmetschServer) -> None:
    """Makes the server answer hovers."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await _hover(server, params)


async def _hover(server: DolmetschServer, params: types.HoverParams) -> types.Hover | None:
    document = server.document(params.text_document.uri)
    if document is None or not server.settings.hover.enabled:
        return None
    place = document.place(params.position)
    passage = passage_at(document, place)
    offset = passage.offset_at(place) if passage else None
    if passage is None or offset is None:
        return None
    word, sentence = word_at(passage.text, offset), sentence_at(passage.text, offset)
    if word is None or sentence is None or passage.touches_opaque(word):
        return None
    text = sentence.of(passage.text)
    if not is_german(text):
        return None
    word_range = document.range(*passage.stretch_of(word))  # now, since the document may change while we wait
    try:
        lines = await _english(server, text)
    except Superseded:
        return None
    kind = server.client.hover_format
    content = [strong(kind, word.of(passage.text)), *(escaped(kind, line) for line in lines)]
    if near := _near_words(server, word.of(passage.text)):
        content.append(f"Near: {escaped(kind, ', '.join(near))}")
    return types.Hover(paragraphs(kind, *content), word_range)


def _near_words(server: DolmetschServer, word: str) -> list[str]:
    """German words of similar meaning, if the word vectors know German."""
    if "de" not in server.engine.vector_languages:
        return []
    try:
        return [neighbour.word for neighbour in server.engine.neighbours(word, NEAR_WORDS)]
    except Unavailable:
        return []


async def _english(server: DolmetschServer, sentence: str) -> list[str]:
    """The sentence in English and what is to be said of it, or why it is not to be had."""
    if len(sentence) > LONGEST_SENTENCE:
        return [
            f"This sentence has {len(sentence)} characters; Dolmetsch translates up to {LONGEST_SENTENCE}."
        ]
    try:
        best = (await server.engine.translate_newest(sentence)).hypotheses[0]
    except Unavailable as error:
        return [str(error)]
    if not best.text:
        return ["There is no translation of this sentence."]
    return [best.text, "The model is unsure of this."] if best.unsure else [best.text]
