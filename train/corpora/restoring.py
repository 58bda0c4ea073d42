"""How tokenised and lower-cased text is made to look like what people write: spaces and capitals put back."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Set


def detokenised(text: str) -> str:
    """The text with the spaces that a tokenizer of Moses' kind put in taken out again.

    `" Ja " , sagte er .` → `"Ja", sagte er.`; straight quotation marks are taken to open and close in turn.
    """
    result = ""
    glue = True  # whether the next token joins what stands before it
    is_open = dict.fromkeys(_STRAIGHT_QUOTES, False)
    tokens = _joined_clitics(text.split())
    for token in tokens:
        joins_left = bool(_CLOSING.fullmatch(token) or _CLITIC.fullmatch(token) or token in ("/", "”", "’"))
        joins_right = bool(_OPENING.fullmatch(token)) or token == "/"
        if token in is_open:
            if token == "'" and not is_open[token] and tokens.count(token) % 2 and result.endswith("s"):
                joins_left = True  # a plural's genitive: the players' room
            else:
                joins_left, joins_right = is_open[token], not is_open[token]
                is_open[token] = not is_open[token]
        elif token == "“":  # closes in German and opens in English
            joins_left, joins_right = ("„" in result, "„" not in result)
        result += token if glue or joins_left else f" {token}"
        glue = joins_right
    return result


class Truecaser:
    """Capitals for lower-cased text, by how often a word is written which way beside which neighbours.

    A naive Bayes classifier per word: the share of each way of writing it, times the share of the word before
    and of the word after, given the way of writing; a neighbour's share is smoothed with its share beside the
    word in any way of writing, so that one never seen there says nothing.
    """

    def __init__(self, sentences: Iterable[str], vocabulary: Set[str]) -> None:
        """Learns from well-written sentences; neighbours are counted of the words of `vocabulary` alone."""
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._beside: dict[tuple[str, str, int], int] = defaultdict(int)
        for sentence in sentences:
            self._count(sentence, counts, vocabulary)
        self._forms = {word: _without_rare(forms) for word, forms in counts.items()}

    def restore(self, sentence: str) -> str:
        """The sentence with capitals at its start and wherever they are likelier than not."""
        matches = list(_WORD.finditer(sentence))
        lowered = ["", *(match.group().lower() for match in matches), ""]
        starts = _sentence_starts(sentence)
        result, end = "", 0
        for place, match in enumerate(matches):
            word = self._best_form(*lowered[place : place + 3])
            if match.start() in starts:
                word = word[0].upper() + word[1:]
            result += sentence[end : match.start()] + word
            end = match.end()
        return result + sentence[end:]

    def knows(self, word: str) -> bool:
        """Whether it has seen a lower-cased word, and so can say whether it has a capital."""
        return word in self._forms

    def unknown(self, sentence: str) -> list[str]:
        """The words of a lower-cased sentence that it has never seen."""
        return [word for word in _WORD.findall(sentence) if word.isalpha() and word not in self._forms]

    def form(self, word: str) -> str:
        """The most frequent way of writing a lower-cased word; as given where it was never seen."""
        forms = self._forms.get(word)
        return max(forms, key=lambda form: forms[form]) if forms else word

    def _count(self, sentence: str, counts: dict[str, dict[str, int]], vocabulary: Set[str]) -> None:
        if sentence.isupper():
            return  # a headline
        matches = list(_WORD.finditer(sentence))
        words = ["", *(match.group() for match in matches), ""]
        starts = _sentence_starts(sentence)
        for place, match in enumerate(matches, 1):
            if match.start() in starts:
                continue  # every word has a capital here, so this one says nothing
            word = words[place]
            lowered = word.lower()
            counts[lowered][word] += 1
            if lowered in vocabulary:
                self._beside[word, words[place - 1].lower(), -1] += 1
                self._beside[word, words[place + 1].lower(), 1] += 1

    def _best_form(self, before: str, word: str, after: str) -> str:
        forms = self._forms.get(word)
        if not forms:
            return word
        if len(forms) == 1:
            return next(iter(forms))
        total = sum(forms.values())
        scores = {form: math.log(count) for form, count in forms.items()}
        for neighbour, side in ((before, -1), (after, 1)):
            beside = {form: self._beside.get((form, neighbour, side), 0) for form in forms}
            expected = _SMOOTHING * sum(beside.values()) / total
            if expected:
                for form, count in forms.items():
                    scores[form] += math.log((beside[form] + expected) / (count + _SMOOTHING))
        return max(scores, key=lambda form: scores[form])


def words_of(text: str) -> list[str]:
    """The words of a text, as a truecaser counts them."""
    return _WORD.findall(text)


def _without_rare(forms: dict[str, int]) -> dict[str, int]:
    least = _LEAST_SHARE * sum(forms.values())
    return {form: count for form, count in forms.items() if count >= least}


def _joined_clitics(tokens: list[str]) -> list[str]:
    """The tokens with `' s` made `'s`, which some tokenizers part twice; some have `"` for the apostrophe."""
    result: list[str] = []
    for token in tokens:
        if len(result) > 1 and result[-1] in _APOSTROPHES and token in _CLITICS:
            result[-1] = f"'{token}"
        else:
            result.append(token)
    return result


def _sentence_starts(sentence: str) -> set[int]:
    """Where the first words of the sentences in a line begin."""
    return {match.start(1) for match in _START.finditer(sentence)}


_CLOSING = re.compile(r"[,.;:!?)\]}%…]+[,.;:!?)\]}\"”“…]*")
_OPENING = re.compile(r"[(\[{„‚¿]+[\"„]?")
_CLITIC = re.compile(r"['’][A-Za-zÀ-ÿ]{1,8}")
_WORD = re.compile(r"\w+(?:['’.]\w+)*")
_STRAIGHT_QUOTES = ('"', "'")
_APOSTROPHES = ("'", "’", '"')
_CLITICS = ("s", "t", "re", "ve", "ll", "m", "d")
_LEAST_SHARE = 0.02
"""A way of writing a word that is rarer among its forms is a slip or a headline."""
_SMOOTHING = 5.0
_START = re.compile(r"(?:^|[.!?…][\"“”»]?\s+)\W*(\w)")
