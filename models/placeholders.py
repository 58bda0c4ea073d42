"""What a translation must carry over letter by letter, and how it is taken out of the model's hands.

Before translating, an address or a code becomes a placeholder, one token of the vocabulary that the model has
learned to copy; afterwards it is put back.
"""

import re

PLACEHOLDERS = tuple(f"⟦{digit}⟧" for digit in "₁₂₃₄₅₆₇₈")
"""Tokens of the vocabulary; training uses them as it finds the same words on both sides."""

_VERBATIM = re.compile(
    r"""
      (?:https?://|www\.)[^\s<>"„“”]*[^\s<>"„“”.,;:!?)'\]]      # web addresses, without the sentence's punctuation
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                              # e-mail addresses
    | \$?\{\{?[^\s{}]+\}?\}                                     # {name}, {{name}}, ${name}
    | %(?:\(\w+\))?[sd]\b | %\d+\$[sd]\b                        # %s, %(name)d, %1$s
    | `[^`]+`                                                   # `code`
    | \b[A-Z]{1,4}-?\d[\dA-Z-]{2,}\b                            # A4-123, DIN-4711
    | \b\d+(?:\.\d+){2,}(?![\w])                                # versions and dates: 1.2.3, 24.12.2019
    | \b\d{5,}\b                                                # long numbers
    """,
    re.VERBOSE,
)
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def protect(text: str, pattern: re.Pattern[str] = _VERBATIM) -> tuple[str, dict[str, str]]:
    """The text with what must be copied replaced by placeholders, and what stands behind each.

    The same words get the same placeholder; when all placeholders are used up, the rest stays as it is.
    """
    placeholder_of: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        words = match.group()
        if words not in placeholder_of and len(placeholder_of) < len(PLACEHOLDERS):
            placeholder_of[words] = PLACEHOLDERS[len(placeholder_of)]
        return placeholder_of.get(words, words)

    if any(placeholder in text for placeholder in PLACEHOLDERS):
        return text, {}
    protected = pattern.sub(replace, text)
    return protected, {placeholder: words for words, placeholder in placeholder_of.items()}
