"""How a sentence becomes English where some of its words are decided already: by a glossary, or by markup.

What is decided becomes a placeholder, a token that the model has learned to copy, and is put back afterwards.
A model that loses one all the same is asked for the text around them, piece by piece.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from unicodedata import is_normalized, normalize

from models.placeholders import PLACEHOLDERS
from models.translator import Hypothesis, Translation
from models.verbatim import verbatim_spans
from server.engine import Engine
from server.glossary import Fixed, Glossary
from server.text.words import Span, words_of
from server.worker import Urgency


@dataclass(frozen=True)
class WordInSentence:
    """A sentence's translation and what there is to say of one of its words."""

    sentence: Hypothesis
    counterpart: Span | None
    """Where the word's translation is in the sentence's; None where that is not known."""
    meanings: tuple[str, ...]
    """What the word means by itself, the likeliest first; none that the model is unsure of."""


LEAST_SHARE = 0.25
"""A meaning with less than this part of the best one's confidence is not worth showing: most are wrong."""


async def interpret(
    engine: Engine,
    sentence: str,
    glossary: Glossary,
    fixed: Sequence[Fixed] = (),
    urgency: Urgency = Urgency.NOW,
) -> Hypothesis:
    """The best translation of a sentence, in which the glossary and what is `fixed` hold.

    Its alignment counts in the composed form (NFC) of the sentence, as `fixed` must.

    Raises:
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    prepared = _Prepared.of(composed(sentence), glossary, fixed)
    [translation] = await engine.translate_together([prepared.text], urgency)
    return await prepared.best(engine, translation, urgency)


async def interpret_word(engine: Engine, sentence: str, word: Span, glossary: Glossary) -> WordInSentence:
    """As `interpret`, and what one word of the sentence means in it and elsewhere; both in one decoding.

    Raises:
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    composed_word = Span(*(len(composed(sentence[:end])) for end in word))
    alone = _Prepared.of(composed(word.of(sentence)), glossary)
    prepared = _Prepared.of(composed(sentence), glossary)
    # what the glossary decides needs no model
    texts = [prepared.text] if alone.is_decided else [prepared.text, alone.text]
    translations = await engine.translate_together(texts)
    best = await prepared.best(engine, translations[0])
    meanings = (alone.decided,) if alone.is_decided else _meanings(engine, alone.text, translations[1])
    return WordInSentence(best, _counterpart(best, composed_word, meanings), meanings)


async def meanings_of(engine: Engine, term: str, glossary: Glossary) -> tuple[str, ...]:
    """What a term by itself means, the likeliest first; none if the model is sure of nothing.

    Raises:
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    prepared = _Prepared.of(composed(term), glossary)
    if prepared.is_decided:
        return (prepared.decided,)
    return _meanings(engine, prepared.text, await engine.translate(prepared.text))


def can_fix(sentence: str, count: int) -> bool:
    """Whether so many stretches of a sentence can be fixed."""
    return count <= len(PLACEHOLDERS) and not (count and any(one in sentence for one in PLACEHOLDERS))


def composed(text: str) -> str:
    """The text as models and glossaries know text."""
    return text if is_normalized("NFC", text) else normalize("NFC", text)


@dataclass(frozen=True)
class _Prepared:
    """A sentence with placeholders, and what they stand for."""

    text: str
    german: Mapping[str, str] = field(default_factory=dict)
    """What stands behind the placeholders."""
    english: Mapping[str, str] = field(default_factory=dict)
    """What they become."""

    @classmethod
    def of(cls, sentence: str, glossary: Glossary, fixed: Sequence[Fixed] = ()) -> "_Prepared":
        words = glossary.fixed_in(sentence)
        if words:  # but a word in an address is none
            addresses = verbatim_spans(sentence)
            words = [one for one in words if not any(_is_inside(one, span) for span in addresses)]
        decided = _together(fixed, words)
        if not decided or not can_fix(sentence, 1):
            return cls(sentence)
        text, position = "", 0
        german: dict[str, str] = {}
        english: dict[str, str] = {}
        for one in decided[: len(PLACEHOLDERS)]:
            placeholder = PLACEHOLDERS[len(german)]
            german[placeholder], english[placeholder] = sentence[one.start : one.end], one.english
            text += sentence[position : one.start] + placeholder
            position = one.end
        text += sentence[position:]
        return cls(text, german, english)

    @property
    def is_decided(self) -> bool:
        """Whether nothing is left to translate."""
        return self.text in self.english

    @property
    def decided(self) -> str:
        return self.english[self.text]

    async def best(
        self, engine: Engine, translation: Translation, urgency: Urgency = Urgency.NOW
    ) -> Hypothesis:
        """The best hypothesis that keeps the placeholders, with their words in it."""
        if not self.english:
            return translation.hypotheses[0]
        wanted = sorted(self.english)
        kept = [one for one in translation.hypotheses if sorted(_PLACEHOLDER.findall(one.text)) == wanted]
        return self._restored(kept[0]) if kept else await self._around(engine, urgency)

    def _restored(self, hypothesis: Hypothesis) -> Hypothesis:
        _, source_at = _restored(self.text, self.german)
        text, target_at = _restored(hypothesis.text, self.english)
        if hypothesis.text.startswith(PLACEHOLDERS):
            text = text[:1].upper() + text[1:]
        links = tuple(
            (source_at[start], source_at[end], target_at[first], target_at[last])
            for start, end, first, last in hypothesis.alignment
        )
        return replace(hypothesis, text=text, alignment=links)

    async def _around(self, engine: Engine, urgency: Urgency) -> Hypothesis:
        """What stands between the placeholders, translated by itself."""
        pieces = [piece for piece in _PLACEHOLDER.split(self.text) if piece.strip()]
        wanted = [piece.strip() for piece in pieces if piece not in self.english and _WORD.search(piece)]
        translations = dict(zip(wanted, await engine.translate_together(wanted, urgency), strict=True))
        text, confidence = "", 1.0
        for piece in pieces:
            translation = translations.get(piece.strip())
            words = translation.text if translation else self.english.get(piece, piece.strip())
            if translation:
                confidence = min(confidence, translation.hypotheses[0].confidence)
            text += words if not text or words[:1] in _CLOSING else f" {words}"
        return Hypothesis(text[:1].upper() + text[1:], confidence, unsure=True)


def _is_inside(one: Fixed, span: tuple[int, int]) -> bool:
    """Whether a stretch is a part of another, and not all of it."""
    return span[0] <= one.start and one.end <= span[1] and span != (one.start, one.end)


def _restored(text: str, words: Mapping[str, str]) -> tuple[str, list[int]]:
    """A text with words for its placeholders, and for each of its positions that in the result."""
    result, positions = "", list[int]()
    for piece in _PLACEHOLDER_OR_CHARACTER.findall(text):
        positions += [len(result)] * len(piece)
        result += words.get(piece, piece)
    return result, [*positions, len(result)]


def _together(first: Sequence[Fixed], second: Sequence[Fixed]) -> list[Fixed]:
    """Both in order; where two overlap, the one of `first`."""
    free = [
        one for one in second if not any(one.start < taken.end and taken.start < one.end for taken in first)
    ]
    return sorted((*first, *free), key=lambda one: one.start)


def _meanings(engine: Engine, word: str, translation: Translation) -> tuple[str, ...]:
    """The translations of a single word that can be trusted.

    The model makes up what it does not know, piece by piece, of what the word sounds like: it is unsure of
    that, or it is no English word.
    """
    least = LEAST_SHARE * translation.hypotheses[0].confidence
    meanings: dict[str, str] = {}
    for hypothesis in translation.hypotheses:
        text = hypothesis.text.strip(" .!?")
        sure = not hypothesis.unsure and hypothesis.confidence >= least
        if text and sure and (text == word or _is_english(engine, text)):
            meanings.setdefault(text.casefold(), text)
    return tuple(meanings.values())


def _is_english(engine: Engine, text: str) -> bool:
    """Whether all its words are English, so far as the vectors tell; the lab's know but those of tweets."""
    if "de" not in engine.vector_languages:
        return True
    return all(engine.knows(word.of(text), "en") for word in words_of(text))


def _counterpart(hypothesis: Hypothesis, word: Span, meanings: Sequence[str]) -> Span | None:
    """Where a word's translation is: a meaning of it that the sentence has, else what is aligned with it.

    The alignment is read off the model's attention, which is often a word too early or too late.
    """
    aligned = sorted(
        (first, last)
        for start, end, first, last in hypothesis.alignment
        if start < word.end and word.start < end
    )
    near = aligned[0][0] if aligned else 0
    for meaning in meanings:
        pattern = rf"(?<!\w){re.escape(meaning)}(?!\w)"
        found = [Span(*match.span()) for match in re.finditer(pattern, hypothesis.text, re.IGNORECASE)]
        if found:
            return min(found, key=lambda span: abs(span.start - near))
    if not aligned:
        return None
    start, end = aligned[0]
    for first, last in aligned[1:]:
        # “are standing”, but not words from all over the sentence
        if not hypothesis.text[end:first].strip():
            end = max(end, last)
    return Span(start, end)


_PLACEHOLDER = re.compile(f"({'|'.join(PLACEHOLDERS)})")
_PLACEHOLDER_OR_CHARACTER = re.compile(f"{'|'.join(PLACEHOLDERS)}|.", re.DOTALL)
_WORD = re.compile(r"[^\W_]")
_CLOSING = tuple(".,;:!?)]}…”’")
