"""Completion: how the word that is typed may go on, and words of similar meaning in its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsprotocol import types

from server.errors import Unavailable
from server.interpreter import meanings_of
from server.language_server import DolmetschServer
from server.settings import CompletionSettings
from server.text.language import is_german
from server.text.passage import Passage
from server.text.prose import passage_at
from server.text.sentences import sentence_at
from server.text.words import Span, in_casing_of, word_at, words_of

CONTINUATIONS = 5
"""Beside words of similar meaning, so many ways to go on are offered: what a person takes in at a glance."""

_BESIDE = 3
"""Words on either side that say what fits between them."""

_NOTHING = types.CompletionList(is_incomplete=True, items=[])
"""Incomplete, so that the client asks again at the next letter."""


def register(server: DolmetschServer) -> None:
    """Makes the server answer completions."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(resolve_provider=True))
    def completion(params: types.CompletionParams) -> types.CompletionList:
        return _completion(server, params)

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    async def resolve(item: types.CompletionItem) -> types.CompletionItem:
        return await _resolved(server, item)


@dataclass(frozen=True)
class _Offer:
    """A word, and why it is offered."""

    word: str
    reason: str
    similarity: str
    """To the typed word, for reading; empty where the word goes on from it."""


def _completion(server: DolmetschServer, params: types.CompletionParams) -> types.CompletionList:
    uri = params.text_document.uri
    document, settings = server.document(uri), server.settings_of(uri).completion
    if document is None or not settings.enabled:
        return _NOTHING
    place = document.place(params.position)
    passage = passage_at(document, place)
    offset = passage.offset_at(place) if passage else None
    if passage is None or offset is None:
        return _NOTHING
    span, sentence = word_at(passage.text, offset), sentence_at(passage.text, offset)
    if span is None or sentence is None or span.start == offset or passage.touches_opaque(span):
        return _NOTHING
    language = _language(server, passage, sentence)
    start, end = passage.stretch_of(span)
    if language is None or start.line != end.line:
        return _NOTHING
    try:
        offers = list(_offers(server, settings.count, passage.text, span, sentence, offset, language))
    except Unavailable:
        return _NOTHING  # what is wrong was said when the models were loaded
    whole = document.range(start, end)
    typed_part = types.Range(whole.start, document.position(place))
    typed = span.of(passage.text)
    data = {"german_in": uri} if language == "de" else None  # German words are resolved to their English
    return types.CompletionList(
        is_incomplete=True,
        items=[
            _item(server, typed, offer, rank, _label(typed, offer, settings), typed_part, whole, data)
            for rank, offer in enumerate(offers)
        ],
    )


def _language(server: DolmetschServer, passage: Passage, sentence: Span) -> str | None:
    """The language that is written, if the model knows its words: “die” is another word in English."""
    languages = server.engine.vector_languages
    text = sentence.of(passage.text)
    # of two or three words it is hard to tell, and what stands round them is mostly of the same language
    german = is_german(text) or (len(words_of(text)) <= _BESIDE and is_german(passage.text))
    if german:
        return "de" if "de" in languages else None
    return next((language for language in languages if language != "de"), None)


def _offers(
    server: DolmetschServer, count: int, text: str, span: Span, sentence: Span, offset: int, language: str
) -> Iterator[_Offer]:
    """Words of similar meaning if what is typed is a word that has one, then the words that begin like it.

    `Da` has none: it is rather the beginning of `Dank`.
    """
    typed, begun = span.of(text), text[span.start : offset]
    before = [word.of(text) for word in words_of(text[sentence.start : span.start])]
    after = [word.of(text) for word in words_of(text[span.end : sentence.end])]
    continuations = server.engine.completions(begun, before[-_BESIDE:], after[:_BESIDE], count, language)
    offered = {typed}
    # the beginning of a word is no word yet, unless it cannot go on: then it is a rare one
    means_something = not server.engine.is_function_word(typed, language)
    if means_something and (server.engine.knows(typed, language) or not continuations):
        for near in server.engine.neighbours(typed, count, language):
            word = in_casing_of(near.word, typed)
            if near.word[:1].isalpha() and word not in offered:  # the lab's tweets have tags, too: #love
                offered.add(word)
                yield _Offer(
                    word, f"near “{typed}”, similarity {near.similarity:.2f}", f"{near.similarity:.2f}"
                )
    for continuation in continuations[: CONTINUATIONS if len(offered) > 1 else count]:
        # in capitals or with one where the beginning is so; what the word list has in capitals stays so
        word = continuation if begun.islower() else in_casing_of(continuation, begun)
        if word not in offered:
            offered.add(word)
            yield _Offer(word, f"goes on from “{begun}”", "")


def _label(typed: str, offer: _Offer, settings: CompletionSettings) -> str:
    """What is seen of an offer; some clients match that with the typed word, whatever `filterText` says."""
    begins_alike = offer.word.startswith(typed)
    return f"{typed} → {offer.word}" if settings.show_typed_word and not begins_alike else offer.word


def _item(
    server: DolmetschServer,
    typed: str,
    offer: _Offer,
    rank: int,
    label: str,
    typed_part: types.Range,
    whole: types.Range,
    data: dict[str, str] | None,
) -> types.CompletionItem:
    details = types.CompletionItemLabelDetails(description=offer.similarity or None)
    return types.CompletionItem(
        label=label,
        label_details=details if server.client.completion_label_details and offer.similarity else None,
        kind=types.CompletionItemKind.Text,
        detail=offer.reason,
        sort_text=f"{rank:03}",
        filter_text=typed,  # clients drop what does not begin like the typed word, as near words rarely do
        text_edit=types.InsertReplaceEdit(offer.word, typed_part, whole)
        if server.client.insert_replace
        else types.TextEdit(whole, offer.word),
        data=data,
    )


async def _resolved(server: DolmetschServer, item: types.CompletionItem) -> types.CompletionItem:
    """The item with the English of a German word, which takes too long to find for all items of a list."""
    uri = item.data.get("german_in") if isinstance(item.data, dict) else None
    if isinstance(uri, str):
        word = item.text_edit.new_text if item.text_edit else item.label
        try:
            meanings = await meanings_of(server.engine, word, server.glossary_of(uri))
        except Unavailable:
            return item  # what is wrong was said when the models were loaded
        item.documentation = ", ".join(meanings) or None
    return item
