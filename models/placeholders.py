"""What a translation must carry over letter by letter, and how it is taken out of the model's hands.

Before translating, an address or a code becomes a placeholder, one token of the vocabulary that the model has
learned to copy; afterwards it is put back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

PLACEHOLDERS = tuple(f"⟦{digit}⟧" for digit in "₁₂₃₄₅₆₇₈")
"""Tokens of the vocabulary; training uses them as it finds the same words on both sides."""

VERBATIM = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>"„“”]*[^\s<>"„“”.,;:!?)'\]]  # web addresses, without closing punctuation
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                              # e-mail addresses
    | \$?\{\{?[^\s{}]+\}?\}                                     # {name}, {{name}}, ${name}
    | %(?:\(\w+\))?[sd]\b | %\d+\$[sd]\b                        # %s, %(name)d, %1$s
    | `[^`]+`                                                   # `code`
    | \b[A-Z]{1,4}-?\d[\dA-Z-]{2,}\b                            # A4-123, DIN-4711
    | \b\d+(?:\.\d+){2,}\b                                      # versions and dates: 1.2.3, 24.12.2019
    | \b\d{5,}\b                                                # long numbers
    """,
    re.VERBOSE,
)
"""What is never translated."""

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
"""Numbers of all kinds, the time of day among them."""


@dataclass(frozen=True)
class Protected:
    """A text with placeholders in it, and what stands behind them."""

    text: str
    words: dict[str, str]
    """By placeholder."""

    def restore(self, text: str, change: Callable[[str], str] = lambda words: words) -> tuple[str, list[int]]:
        """`text` with the placeholders replaced, and for every position in `text` that in what is given.

        The positions are one more than characters: the last is the end. What stands behind a placeholder goes
        through `change` first.
        """
        result, positions = "", [0] * (len(text) + 1)
        cuts = [0, *(at for match in _PLACEHOLDER.finditer(text) for at in match.span()), len(text)]
        for start, end in pairwise(cuts):
            piece = text[start:end]
            written = change(self.words[piece]) if piece in self.words else piece
            for offset in range(len(piece)):
                positions[start + offset] = len(result) + (offset if written == piece else 0)
            result += written
            positions[end] = len(result)
        return result, positions

    def kept_in(self, text: str) -> bool:
        """Whether every placeholder stands in `text` as often as in the protected text, and no other does."""
        return sorted(_PLACEHOLDER.findall(text)) == sorted(_PLACEHOLDER.findall(self.text))


def protect(text: str, *patterns: re.Pattern[str]) -> Protected:
    """The text with what the patterns match replaced by placeholders.

    The same words get the same placeholder; when all placeholders are used up, the rest stays as it is.
    """
    placeholder_of: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        words = match.group()
        if _PLACEHOLDER.search(words):
            return words
        if words not in placeholder_of and len(placeholder_of) < len(PLACEHOLDERS):
            placeholder_of[words] = PLACEHOLDERS[len(placeholder_of)]
        return placeholder_of.get(words, words)

    if _PLACEHOLDER.search(text):  # written by the user: nothing to tell ours from theirs
        return Protected(text, {})
    protected = text
    for pattern in patterns:
        protected = pattern.sub(replace, protected)
    return Protected(protected, {placeholder: words for words, placeholder in placeholder_of.items()})


def numbers_in(text: str) -> list[str]:
    """The numbers of two digits or more, sorted, without the marks that languages set differently."""
    digits = (re.sub(r"\D", "", number) for number in NUMBER.findall(text))
    return sorted(number for number in digits if len(number) > 1)


def english_number(number: str) -> str:
    """A German number as English writes it: 1.234,5 becomes 1,234.5; others stay as they are."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+", number):
        return number.translate(str.maketrans(".,", ",."))
    return number


_PLACEHOLDER = re.compile("|".join(PLACEHOLDERS))
