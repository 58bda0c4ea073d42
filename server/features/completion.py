"""Completion: words of similar meaning in place of the one that is typed."""

from typing import TYPE_CHECKING

from lsprotocol import types

from server.errors import Unavailable
from server.language_server import DolmetschServer
from server.text.language import is_german
from server.text.prose import passage_at
from server.text.sentences import sentence_at
from server.text.words import in_casing_of, word_at

if TYPE_CHECKING:
    from models.vectors import Neighbour

_NOTHING = types.CompletionList(is_incomplete=True, items=[])
"""Incomplete, so that the client asks again at the next letter."""


def register(server: DolmetschServer) -> None:
    """Makes the server answer completions."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions())
    def completion(params: types.CompletionParams) -> types.CompletionList:
        return _completion(server, params)


def _completion(server: DolmetschServer, params: types.CompletionParams) -> types.CompletionList:
    document = server.document(params.text_document.uri)
    if document is None or not server.settings.completion.enabled:
        return _NOTHING
    place = document.place(params.position)
    passage = passage_at(document, place)
    offset = passage.offset_at(place) if passage else None
    if passage is None or offset is None:
        return _NOTHING
    span, sentence = word_at(passage.text, offset), sentence_at(passage.text, offset)
    if span is None or sentence is None or span.start == offset or passage.touches_opaque(span):
        return _NOTHING
    if not _knows_language_of(server, sentence.of(passage.text)):
        return _NOTHING
    start, end = passage.stretch_of(span)
    if start.line != end.line:
        return _NOTHING
    typed = span.of(passage.text)
    try:
        neighbours = server.engine.neighbours(typed, server.settings.completion.count)
    except Unavailable:
        return _NOTHING  # what is wrong was said when the models were loaded
    whole = document.range(start, end)
    typed_part = types.Range(whole.start, document.position(place))
    return types.CompletionList(
        is_incomplete=True,
        items=[
            _item(server, typed, neighbour, rank, typed_part, whole)
            for rank, neighbour in enumerate(neighbours)
            if neighbour.word[:1].isalpha()  # the lab's tweets also have tags and names: #love, @user
        ],
    )


def _knows_language_of(server: DolmetschServer, sentence: str) -> bool:
    """Whether the word vectors are of the sentence's language: “die” is another word in English."""
    languages = server.engine.vector_languages
    return "de" in languages if is_german(sentence) else any(language != "de" for language in languages)


def _item(
    server: DolmetschServer,
    typed: str,
    neighbour: "Neighbour",
    rank: int,
    typed_part: types.Range,
    whole: types.Range,
) -> types.CompletionItem:
    word = in_casing_of(neighbour.word, typed)
    similarity = f"{neighbour.similarity:.2f}"
    details = types.CompletionItemLabelDetails(description=similarity)
    return types.CompletionItem(
        label=word,
        label_details=details if server.client.completion_label_details else None,
        kind=types.CompletionItemKind.Text,
        detail=f"near “{typed}”, similarity {similarity}",
        sort_text=f"{rank:03}",
        filter_text=typed,  # clients drop what does not begin like the typed word, as near words rarely do
        text_edit=types.InsertReplaceEdit(word, typed_part, whole)
        if server.client.insert_replace
        else types.TextEdit(whole, word),
    )
