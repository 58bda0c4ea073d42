"""Where a German sentence begins and ends.

A full stop ends a sentence unless it belongs to an abbreviation, an ordinal or an initial. German writes its
nouns with a capital, so what follows the stop says little: after an abbreviation that may end a sentence
(“usw.”) and after a number (“am 3. Oktober”) the sentence ends only where one of the common first words of a
sentence comes next.
"""

import re
from collections.abc import Iterator

from server.text.lists import words_in
from server.text.words import Span

# What may follow the last mark and still belong to the sentence: closing quotes and brackets, footnote signs,
# an emoji.
_CLOSING = r"[\"'“”’»«›‹)\]}*]*"
_EMOJI = r"[\u200d\u2600-\u27bf\u2b50\ufe0f\U0001f000-\U0001faff]++"
_END = re.compile(rf"(?P<marks>[.!?…]++){_CLOSING}(?:\s*+{_EMOJI})*+(?=\s|\Z)")
_NEXT = re.compile(r"\s+[\"'„“‚»«›‹(\[*–—-]*\s*(?P<word>[^\W_]+)?")
_TOKEN = re.compile(r"[^\s(\[„“\"»«‚'/]*\Z")

_ABBREVIATIONS = words_in("abbreviations")
_FINAL_ABBREVIATIONS = words_in("final_abbreviations")
_OPENERS = words_in("openers")
_ROMAN = re.compile(r"[IVXLC]+")


def sentences_of(text: str) -> list[Span]:
    """The sentences of one paragraph, in order, without the white space between them."""
    spans = []
    start = 0
    for end in _ends(text):
        spans.append(_trimmed(text, start, end))
        start = end
    if text[start:].strip():
        spans.append(_trimmed(text, start, len(text)))
    return spans


def sentence_at(text: str, offset: int) -> Span | None:
    """The sentence of a paragraph that `offset` lies in or at the end of."""
    for span in sentences_of(text):
        if offset <= span.end:
            return span if span.start <= offset else None
    return None


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        following = _NEXT.match(text, match.end())
        word = following["word"] if following else None
        if word is None and following is not None and following.end() < len(text):
            word = ""
        if word and word[0].islower():
            continue  # „Kommst du?“ fragte sie.
        if match["marks"] != "." or _ends_sentence(text, match.start(), word):
            yield match.end()


def _ends_sentence(text: str, stop: int, following: str | None) -> bool:
    """Whether the full stop at `stop` ends a sentence.

    `following` is the word after it, empty for anything else, None at the end of the text.
    """
    if following is None:
        return True
    match = _TOKEN.search(text, max(0, stop - 40), stop)
    token = (match[0] if match else "").rpartition("-")[2]  # Dipl.-Ing.
    opener = following.lower() in _OPENERS
    if token.lower() in _ABBREVIATIONS:
        return False
    if len(token) == 1 and token.isalpha():
        return False  # an initial: J. S. Bach; also the parts of “z. B.”
    if token.lower() in _FINAL_ABBREVIATIONS or token.lower().endswith("str") or _ROMAN.fullmatch(token):
        return opener
    if token.isdigit() and len(token) <= 3:
        return opener
    return True


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip()))
