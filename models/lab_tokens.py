"""How the lab's translator turns text into numbered tokens, and English tokens into text again."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import spacy

from models.seq2seq import END, START, UNKNOWN

SPECIALS = ("<unk>", "<pad>", "<sos>", "<eos>")
"""In the order of `models.seq2seq`'s UNKNOWN, PADDING, START and END."""


class Vocabulary:
    """Tokens and their numbers; the four special ones come first."""

    def __init__(self, tokens: Sequence[str]) -> None:
        if tuple(tokens[: len(SPECIALS)]) != SPECIALS:
            raise ValueError(f"a vocabulary begins with {' '.join(SPECIALS)}")
        self.tokens = tuple(tokens)
        self._ids = {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def __contains__(self, token: str) -> bool:
        return token in self._ids

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """The numbers of START, the tokens and END; unknown tokens become UNKNOWN."""
        return [START, *(self._ids.get(token, UNKNOWN) for token in tokens), END]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The tokens of these numbers."""
        return [self.tokens[number] for number in ids]

    def save(self, path: Path) -> None:
        """Writes a JSON list, one token a line."""
        path.write_text(json.dumps(self.tokens, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Reads what `save` wrote.

        Raises:
            ValueError: the file holds something else.
        """
        tokens = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
            raise ValueError(f"{path} is no list of tokens")
        return cls(tokens)


def source_tokens() -> Callable[[str], list[str]]:
    """Cuts German text into lower-case tokens, last one first (Sutskever et al. 2014, section 3.3)."""
    tokenizer = spacy.blank("de").tokenizer
    return lambda text: [token.text.lower() for token in tokenizer(text)][::-1]


def target_tokens() -> Callable[[str], list[str]]:
    """Cuts English text into lower-case tokens."""
    tokenizer = spacy.blank("en").tokenizer
    return lambda text: [token.text.lower() for token in tokenizer(text)]


def english_text(tokens: Sequence[str]) -> str:
    """Lower-case tokens as a person writes them: `it 's a t - shirt .` is `It's a t-shirt.` then."""
    text = " ".join("I" if token == "i" else token for token in tokens if not token.isspace())
    text = _CLOSING.sub(r"\1", text)
    text = _OPENING.sub(r"\1", text)
    text = _QUOTED.sub(r'"\1"', text)
    text = _JOINING.sub(r"\1", text)
    return text[:1].upper() + text[1:]


_CLOSING = re.compile(r" ([.,!?;:%)\]]|n't\b|'(?:s|re|ve|ll|d|m)?(?= |$|[.,!?;:]))")
"""What stands at the word before it."""

_OPENING = re.compile(r"([(\[$#]) ")
"""What stands at the word after it."""

_QUOTED = re.compile(r'" (.*?) "')

_JOINING = re.compile(r"(?<=\w) ([-/]) (?=\w)")
"""What stands at the words on both sides: spaCy cuts `t-shirt` into three."""
