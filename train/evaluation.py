"""How good a translator is: BLEU and chrF on held-out sets, and how often it gets a single word right."""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from models.translation import Translation, Translator
from train.corpora import Corpora
from train.corpora.dictionaries import Word
from train.corpora.mix import load_mix, test_sets
from train.corpora.parallel import Pair
from train.errors import TrainingError
from train.report import table

SENTENCE_SETS = (
    "multi30k_test_2016_flickr", "tatoeba", "newstest2013", "ted_tst2012", "chat_dev", "phrasebook"
)  # fmt: skip
WORD_SETS = ("frequent_words", "kept_out_words")
SETS = (*SENTENCE_SETS, *WORD_SETS)

PUBLISHED = {
    "multi30k_test_2016_flickr": "without Multi30k: OPUS-MT 40.5, wmt19 FAIR 42.4, NLLB-1.3B 43.9; "
    "on Multi30k alone, best Transformer 41.1 (lower-cased, tokenised)",
    "tatoeba": "OPUS-MT 52.7 (on a split of its own)",
}
"""BLEU of others on the same sets, as their authors give it."""

HYPOTHESES = 3
"""A single word's translation is looked for among so many."""
BATCH = 32
"""Sentences given to the translator at a time."""


@dataclass(frozen=True)
class SentenceScore:
    """How close the translations of one set come to its references."""

    sentences: int
    bleu: float
    """0 to 100, of the whole set, cased."""
    chrf: float
    """0 to 100, of the whole set."""


@dataclass(frozen=True)
class WordScore:
    """How often a word's translation is among those that the dictionaries accept."""

    words: int
    hit_at_1: float
    """Share of the words whose best hypothesis is accepted, 0 to 100."""
    hit_at_3: float
    """Share of the words of whose three best hypotheses one is accepted, 0 to 100."""


@dataclass(frozen=True)
class Evaluation:
    """The figures of one translator, by set."""

    sentences: dict[str, SentenceScore]
    words: dict[str, WordScore]
    bleu_signature: str
    chrf_signature: str

    def figures(self) -> dict[str, Any]:
        """The figures with their scheme, for a manifest; rounded as published."""
        schemes = {"bleu": self.bleu_signature, "chrf": self.chrf_signature}
        scores = {name: vars(score) for name, score in (self.sentences | self.words).items()}
        return {"schemes": schemes} | {
            name: {key: round(value, 2) for key, value in values.items()} for name, values in scores.items()
        }

    def table(self) -> str:
        """One Markdown table of all sets, published figures beside them, signatures under it."""
        rows = [
            [
                name,
                str(score.sentences),
                f"{score.bleu:.1f}",
                f"{score.chrf:.1f}",
                "",
                "",
                PUBLISHED.get(name, ""),
            ]
            for name, score in self.sentences.items()
        ]
        rows += [
            [name, str(score.words), "", "", f"{score.hit_at_1:.1f}", f"{score.hit_at_3:.1f}", ""]
            for name, score in self.words.items()
        ]
        signatures = f"BLEU: {self.bleu_signature}\n\nchrF: {self.chrf_signature}"
        header = ["set", "count", "BLEU", "chrF", "hit@1 (%)", "hit@3 (%)", "BLEU of others, as published"]
        return f"{table(header, rows)}\n\n{signatures}"


def evaluate(
    translator: Translator,
    corpora: Corpora,
    sets: Sequence[str] = SETS,
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> Evaluation:
    """The figures of a translator on the named sets (all of them unless said).

    `progress` is told the set and how many of how many of its items are done.

    Raises:
        TrainingError: there is no such set, or a corpus is not to be had.
    """
    if unknown := [name for name in sets if name not in SETS]:
        raise TrainingError(f"There is no set {unknown[0]}. Choose from: {', '.join(SETS)}.")
    pairs = test_sets(corpora) if set(sets) & set(SENTENCE_SETS) else {}
    words: dict[str, list[Word]] = {}
    if set(sets) & set(WORD_SETS):
        mix = load_mix(corpora)
        words = {"frequent_words": mix.frequent_words, "kept_out_words": mix.kept_out_words}
    sentence_scores: dict[str, SentenceScore] = {}
    word_scores: dict[str, WordScore] = {}
    for name in sets:
        report = functools.partial(progress, name)
        if name in pairs:
            sentence_scores[name] = score_sentences(translator, pairs[name], report)
        else:
            word_scores[name] = score_words(translator, words[name], report)
    return Evaluation(sentence_scores, word_scores, *_signatures())


def score_sentences(
    translator: Translator,
    pairs: Sequence[Pair],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> SentenceScore:
    """BLEU and chrF of the translations of the German sides, the English sides being the references."""
    translations = _translate(translator, [german for german, _ in pairs], 1, progress)
    hypotheses = [translation.text for translation in translations]
    references = [[english for _, english in pairs]]
    return SentenceScore(
        sentences=len(pairs),
        bleu=float(BLEU().corpus_score(hypotheses, references).score),
        chrf=float(CHRF().corpus_score(hypotheses, references).score),
    )


def score_words(
    translator: Translator,
    words: Sequence[Word],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> WordScore:
    """How often one of the first hypotheses for a word is a translation in the dictionaries.

    Compared as `gloss` writes them: in lower case, without article, `to` and full stop.
    """
    hits = [0] * HYPOTHESES
    translations = _translate(translator, [word.german for word in words], HYPOTHESES, progress)
    for word, translation in zip(words, translations, strict=True):
        for place, hypothesis in enumerate(translation.hypotheses[:HYPOTHESES]):
            if gloss(hypothesis.text) in word.accepted:
                hits[place] += 1
                break
    return WordScore(len(words), 100 * hits[0] / len(words), 100 * sum(hits) / len(words))


def gloss(text: str) -> str:
    """A single word's translation as the dictionaries have it: `The house.` → `house`, `To go` → `go`."""
    return _LEADING.sub("", text.lower().strip(' .!?,;:"“”'))


def _translate(
    translator: Translator, sources: Sequence[str], count: int, progress: Callable[[int, int], None]
) -> list[Translation]:
    translations: list[Translation] = []
    for start in range(0, len(sources), BATCH):
        translations += translator.translate(sources[start : start + BATCH], count=count)
        progress(len(translations), len(sources))
    return translations


def _signatures() -> tuple[str, str]:
    """How BLEU and chrF were computed, as sacrebleu says it."""
    bleu, chrf = BLEU(), CHRF()
    for metric in (bleu, chrf):
        metric.corpus_score(["a"], [["a"]])  # before it has scored something, it does not know its signature
    return str(bleu.get_signature()), str(chrf.get_signature())


_LEADING = re.compile(r"^(?:to|an?|the) (?=\w)")
