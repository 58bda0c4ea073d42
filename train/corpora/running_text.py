"""What word vectors learn from: all running text of the catalogue, by sentence, and its translations."""

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from train.corpora import Corpora, splits
from train.corpora.cleaning import Cleaner, split_long
from train.corpora.mix import parts_of_mix
from train.corpora.parallel import Pair, key, read_lines
from train.corpora.parts import Part, select

LANGUAGES = ("de", "en")

Words = list[str]
"""The words of a sentence in their order, in their true case."""


@dataclass(frozen=True)
class RunningText:
    """Sentences by language, and which of them translate each other."""

    sentences: dict[str, list[Words]]
    sources: dict[str, list[int]]
    """For each sentence the number of the corpus that it is from."""
    pairs: list[tuple[Words, Words]]
    """A German sentence and its English one; they are among `sentences`, too."""


def read(corpora: Corpora) -> RunningText:
    """Everything that may be learnt from: no sentence of the translator's development and test sets.

    Raises:
        TrainingError: a corpus is not to be had, or not what the catalogue says.
    """
    cleaner = _cleaner(corpora)
    texts: dict[str, list[Words]] = {language: [] for language in LANGUAGES}
    sources: dict[str, list[int]] = {language: [] for language in LANGUAGES}
    pairs: list[tuple[Words, Words]] = []
    parts = [*_parts(), *_MORE_PARTS]
    for number, part in enumerate(parts):
        for german, english in _clean_pairs(corpora, part, cleaner):
            pair = words_of(german), words_of(english)
            pairs.append(pair)
            for language, words in zip(LANGUAGES, pair, strict=True):
                texts[language].append(words)
                sources[language].append(number)
    held_out = {"de": cleaner.held_out_german, "en": cleaner.held_out_english}
    lower_cased: list[Words] = []
    for number, plain in enumerate(_PLAIN, start=len(parts)):
        for sentence in _sentences(_paragraphs(corpora.path(plain.corpus, plain.file))):
            if key(sentence) not in held_out[plain.language]:
                texts[plain.language].append(words_of(sentence))
                sources[plain.language].append(number)
                if plain.lower_cased:
                    lower_cased.append(texts[plain.language][-1])
    restore_case(texts["de"], ())
    restore_case(texts["en"], lower_cased)
    return RunningText(texts, sources, pairs)


def read_plain(corpora: Corpora, language: str) -> list[Words]:
    """The texts in one language alone, in true case.

    Raises:
        TrainingError: a corpus is not to be had, or not what the catalogue says.
    """
    sentences: list[Words] = []
    lower_cased: list[Words] = []
    for plain in _PLAIN:
        if plain.language == language:
            for sentence in _sentences(_paragraphs(corpora.path(plain.corpus, plain.file))):
                sentences.append(words_of(sentence))
                if plain.lower_cased:
                    lower_cased.append(sentences[-1])
    restore_case(sentences, lower_cased)
    return sentences


def held_out_sentences(corpora: Corpora) -> dict[str, dict[str, list[str]]]:
    """Sentences that are never learnt from, by purpose (`development`, `test`) and language."""
    sets = {"development": splits.development_sets(corpora), "test": splits.test_sets(corpora)}
    return {
        purpose: {
            language: [pair[side] for pairs in named.values() for pair in pairs]
            for side, language in enumerate(LANGUAGES)
        }
        for purpose, named in sets.items()
    }


def corpora_of_text() -> list[str]:
    """The corpora that the text is from, for a manifest."""
    return list(
        dict.fromkeys(
            [*(part.corpus for part in (*_parts(), *_MORE_PARTS)), *(plain.corpus for plain in _PLAIN)]
        )
    )


def words_of(sentence: str) -> Words:
    """The words of a sentence: letters, with hyphens and apostrophes inside; no numbers."""
    return _WORD.findall(sentence)


def restore_case(sentences: Sequence[Words], lower_cased: Sequence[Words]) -> None:
    """Gives the first word of each sentence, in place, the case in which it is mostly written elsewhere.

    Sentences that are `lower_cased`, the same lists as in `sentences`, get that of all their words.
    """
    careless = {id(words) for words in lower_cased}
    written: Counter[str] = Counter()
    for words in sentences:
        if id(words) not in careless:
            written.update(words[1:])
    inside: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in written.items():
        inside[word.lower()][word] += count
    usual = {word: forms.most_common(1)[0][0] for word, forms in inside.items()}
    for words in sentences:
        restored = len(words) if id(words) in careless else 1
        words[:restored] = [usual.get(word.lower(), word) for word in words[:restored]]


def _cleaner(corpora: Corpora) -> Cleaner:
    held_out = [
        pair
        for sets in (splits.development_sets(corpora), splits.test_sets(corpora))
        for pairs in sets.values()
        for pair in pairs
    ]
    return Cleaner(
        held_out_german={key(german) for german, _ in held_out},
        held_out_english={key(english) for _, english in held_out},
    )


def _parts() -> list[Part]:
    """The translator's parallel corpora; here, the more text the better, but its case must be right."""
    return [
        replace(part, prose=False, most_per_source=None) for part in parts_of_mix() if not part.lower_cased
    ]


def _clean_pairs(corpora: Corpora, part: Part, cleaner: Cleaner) -> list[Pair]:
    pairs = select(corpora, "", part).pairs
    return cleaner.clean(piece for pair in pairs for piece in split_long(pair))[0]


def _paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of a plain text: its lines, or in NLTK's archives what blank lines part."""
    if path.suffix != ".zip":
        yield from read_lines(path)
        return
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if _TEXT_OF_ARCHIVE.search(name):
                # Latin-1 holds for all of them and reads any byte
                text = archive.read(name).decode("latin-1")
                yield from _BLANK_LINE.split(_PART_OF_SPEECH.sub("", text) if "brown/" in name else text)


def _sentences(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from _SENTENCE_END.split(paragraph)


_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_PART_OF_SPEECH = re.compile(r"/\S+")
_TEXT_OF_ARCHIVE = re.compile(r"brown/c[a-r]\d\d$|(?<!genesis)/(?!README)[^/]+\.txt$|/english-\w+\.txt$")
_MORE_PARTS = (
    Part(corpus="bible", name="nt_albrecht_bsb"),  # archaic as a translation, but each of its sides is sense
    Part(corpus="bible", name="ot_tafel_bsb"),
)


@dataclass(frozen=True)
class _Plain:
    """A text in one language."""

    language: str
    corpus: str
    file: str
    lower_cased: bool = False


_PLAIN = (
    _Plain("de", "plain_de_bundestag", "bundestag_wp18.txt.gz"),
    _Plain("de", "plain_de_eltec", "eltec_deu_1880-1920.txt.gz"),
    _Plain("de", "plain_de_10kgnad", "test.csv.gz"),
    _Plain("en", "nltk_corpora", "brown.zip"),
    _Plain("en", "nltk_corpora", "genesis.zip"),
    _Plain("en", "nltk_corpora", "inaugural.zip"),
    _Plain("en", "nltk_corpora", "movie_reviews.zip", lower_cased=True),
    _Plain("en", "nltk_corpora", "state_union.zip"),
    _Plain("en", "nltk_corpora", "webtext.zip"),
)
