"""How the Word2Vec lab turns a tweet into tokens: cleaned words without stop words, and their stems."""

import re
from collections.abc import Callable, Set
from functools import lru_cache

from nltk.stem.snowball import SnowballStemmer

_DROPPED = re.compile(r"[^a-z@# ]")


class Tokenizer:
    """Splits a tweet into the words that count, and takes words to their stems.

    Args:
        stop_words: words that are left out.
    """

    def __init__(self, stop_words: Set[str]) -> None:
        self._stop_words = stop_words
        self.stem: Callable[[str], str] = lru_cache(maxsize=None)(SnowballStemmer("english").stem)

    def words(self, tweet: str) -> list[str]:
        """The words of a tweet: lower-case, nothing but a-z, @ and #, no stop words.

        What stands around a dropped character is joined: `don't` is one word, `dont`, and no stop word.
        """
        cleaned = _DROPPED.sub("", tweet.lower())
        return [word for word in cleaned.split(" ") if word and word not in self._stop_words]
