"""What a translation must carry over letter by letter, and how it is taken out of the model's hands.

Before translating, an address, a date or a code becomes a placeholder, one token of the vocabulary that the
model has learned to copy; afterwards it is put back, numbers and dates as English writes them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[int, int]
"""Start and end, in characters."""

PLACEHOLDERS = tuple(f"⟦{digit}⟧" for digit in "₁₂₃₄₅₆₇₈")
"""Tokens of the vocabulary; training uses them as it finds the same words on both sides."""

MONTHS = {
    "jan": "January", "jän": "January", "feb": "February", "mär": "March", "apr": "April", "mai": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "okt": "October", "nov": "November",
    "dez": "December",
}  # fmt: skip
"""English names by the first three letters of the German ones."""

_GERMAN_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)"
_MONTH = (
    r"(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|(?:Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.)"
)
_DATE = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH})(?:\s(?P<year>\d{{4}})\b)?")
_TIME = re.compile(r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})\sUhr")

VERBATIM = re.compile(
    rf"""
      ⟦[^⟦⟧]{{0,40}}⟧ | [⟦⟧]                                       # what looks like our own placeholders
    | (?:https?://|www\.)[^\s<>"„“”]*[^\s<>"„“”.,;:!?)'\]]         # web addresses, no mark at their end
    | (?<![\w.+-])[\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+              # e-mail addresses
    | \$?\{{\{{?[^\s{{}}]+\}}?\}}                                  # {{name}}, {{{{name}}}}, ${{name}}
    | %(?:\(\w+\))?[sd]\b | %\d+\$[sd]\b                           # %s, %(name)d, %1$s
    | `[^`]+`                                                      # `code`
    | \b[Vv]ersion\s\d+\.\d{{3}}\b(?![.,]\d)                       # no number of thousands: Version 2.100
    | (?<![\w.,]){_DATE.pattern}(?!\w)                             # 3. Oktober 2026
    | (?<![\w.,:/])(?<!\d-){_GERMAN_NUMBER}(?![.,:/]?\d)(?!\w)     # 1.234,50 and 3,5
    | (?<![\w.,:]){_TIME.pattern}\b                                # 14.30 Uhr
    | \b[A-Z]{{1,4}}-?\d[\dA-Z-]{{2,}}\b                           # A4-123, DIN-4711
    | (?<!\w)(?:\+|00)\d{{1,3}}[ /-]?(?:\(0\)[ ]?)?\d[\d /-]{{4,}}\d\b # telephone numbers: +49 (0)30 123456
    | \b0\d{{2,5}}(?:[ ]?[/-][ ]?|[ ])\d[\d -]{{2,}}\d\b           # and 030/123456
    | \b\d+(?:\.\d+){{2,}}(?:[:/]\d+)?\b                           # versions, dates, hosts: 1.2.3, 24.12.2019
    | \b\d{{5,}}\b                                                 # long numbers
    """,
    re.VERBOSE,
)
"""What is never left to the model."""

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
"""Numbers of all kinds, the time of day among them."""


@dataclass(frozen=True)
class Protected:
    """A text with placeholders in it, and what stands behind them."""

    text: str
    words: dict[str, str]
    """By placeholder."""

    def restore(self, text: str) -> tuple[str, list[int]]:
        """`text` with the placeholders replaced, and for every position in `text` that in what is given.

        The positions are one more than characters: the last is the end.
        """
        return self._replaced(text, lambda words, _before: words)

    def restore_english(self, text: str) -> tuple[str, list[int]]:
        """As `restore`, what stands behind the placeholders being written as in English."""
        return self._replaced(text, english)

    def kept_in(self, text: str) -> bool:
        """Whether every placeholder stands in `text` as often as in the protected text, and no other does."""
        return sorted(_PLACEHOLDER.findall(text)) == sorted(_PLACEHOLDER.findall(self.text))

    def _replaced(self, text: str, written_as: Callable[[str, str], str]) -> tuple[str, list[int]]:
        """`written_as` gives what to write for words, and is told what stands before them."""
        result, positions = "", [0] * (len(text) + 1)
        cuts = [0, *(at for match in _PLACEHOLDER.finditer(text) for at in match.span()), len(text)]
        for start, end in pairwise(cuts):
            piece = text[start:end]
            written = written_as(self.words[piece], result) if piece in self.words else piece
            for offset in range(len(piece)):
                positions[start + offset] = len(result) + (offset if written == piece else 0)
            result += written
            positions[end] = len(result)
        return result, positions


def protect(text: str, *patterns: re.Pattern[str]) -> Protected:
    """The text with what the patterns match replaced by placeholders, the first pattern's matches first.

    The same words get the same placeholder. There must be no more verbatim spans than placeholders: the rest
    would stay as it is, which is well for numbers, but not for what looks like a placeholder itself.
    """
    placeholder_of: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        words = match.group()
        if words not in placeholder_of and len(placeholder_of) < len(PLACEHOLDERS):
            placeholder_of[words] = PLACEHOLDERS[len(placeholder_of)]
        return placeholder_of.get(words, words)

    protected = text
    for pattern in patterns:
        protected = pattern.sub(replace, protected)
    return Protected(protected, {placeholder: words for words, placeholder in placeholder_of.items()})


def verbatim_spans(text: str) -> list[Span]:
    """Where something stands that is never left to the model, in order."""
    return [match.span() for match in VERBATIM.finditer(text)]


def numbers_in(text: str) -> list[str]:
    """The numbers of two digits or more, sorted, without the marks that languages set differently."""
    digits = (re.sub(r"\D", "", number) for number in NUMBER.findall(text))
    return sorted(number for number in digits if len(number) > 1)


def english(words: str, before: str = "") -> str:
    """A German number, time or date as English writes it after what stands `before`; all else as it is.

    1.234,5 becomes 1,234.5; 14.30 Uhr becomes 14:30; 3. Oktober becomes 3 October, and
    3rd of October after “the”.
    """
    if re.fullmatch(_GERMAN_NUMBER, words) and not _is_internet_address(words):
        return words.translate(str.maketrans(".,", ",."))
    if time := _TIME.fullmatch(words):
        return f"{time['hour']}:{time['minute']}"
    if date := _DATE.fullmatch(words):
        day = int(date["day"])
        after_article = re.search(r"\bthe $", before, re.IGNORECASE)
        written = f"{day}{_ordinal_ending(day)} of" if after_article else str(day)
        return " ".join(filter(None, (written, MONTHS[date["month"][:3].lower()], date["year"])))
    return words


def _is_internet_address(words: str) -> bool:
    """Whether four groups of digits are rather 192.168.100.200 than 192 thousand millions."""
    groups = words.split(".")
    return len(groups) == 4 and all(group == str(int(group)) and int(group) < 256 for group in groups)


def _ordinal_ending(number: int) -> str:
    return "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_PLACEHOLDER = re.compile("|".join(PLACEHOLDERS))
