"""How German text is spelled out for the model: abbreviations in full, no emphasis, no control characters."""

import re
from collections.abc import Iterator

from models.placeholders import Edit

ABBREVIATIONS = {
    "z. B.": "zum Beispiel", "Z. B.": "Zum Beispiel", "d. h.": "das heißt", "D. h.": "Das heißt",
    "u. a.": "unter anderem", "u. U.": "unter Umständen", "v. a.": "vor allem", "z. T.": "zum Teil",
    "i. d. R.": "in der Regel", "usw.": "und so weiter", "bzw.": "beziehungsweise", "ca.": "etwa",
    "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive", "vgl.": "vergleiche",
    "Nr.": "Nummer", "Tel.": "Telefon", "Abs.": "Absatz", "Mio.": "Millionen", "Mrd.": "Milliarden",
    "Std.": "Stunden", "Hr.": "Herr", "Fr.": "Frau",
}  # fmt: skip
"""What the abbreviations of German running text stand for; the full stop of one may end the sentence, too."""

LONGEST_SHORT_WORD = 4
"""A text in capitals whose words are no longer may be a list of acronyms."""


def edits(text: str) -> Iterator[Edit]:
    """What to write otherwise before the model sees the text, in order."""
    for match in _EDITED.finditer(text):
        found = match.group()
        if found[0] in "*_" or not found.isprintable():
            yield match.span(), ""
        else:
            ends_text = not text[match.end() :].strip()
            yield match.span(), _FULL[_without_spaces(found)] + ("." if ends_text else "")


def is_shouted(text: str) -> bool:
    """Whether a text is written in capitals throughout."""
    longest = max(map(len, re.findall(r"[^\W\d_]+", text)), default=0)
    return text.isupper() and longest > LONGEST_SHORT_WORD


def _without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


_FULL = {_without_spaces(short): full for short, full in ABBREVIATIONS.items()}
_EDITED = re.compile(
    "|".join(
        (
            r"[\x00-\x08\x0e-\x1f\x7f]",
            # emphasis, as chats and Markdown have it
            r"(?<![\w*_])(?:\*{1,3}|_{1,3})(?=[^\s*_])|(?<=[^\s*_])(?:\*{1,3}|_{1,3})(?![\w*_])",
            r"\b(?:" + "|".join(re.escape(short).replace(r"\ ", r"\s?") for short in ABBREVIATIONS) + ")",
        )
    )
)
