"""How the default model answers the server: CTranslate2 decodes, and what can be checked is checked."""

import math
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

import ctranslate2
import numpy as np
import sentencepiece

from models import alignment
from models.checkpoint import Checkpoint, CheckpointError
from models.errors import Cancelled
from models.placeholders import Protected, has_words
from models.preparation import Preparation
from models.translation import Hypothesis, Translation
from models.verbatim import Span, english, numbers_in, with_right_ordinals

KIND = "transformer"
PIECES = "pieces.model"
"""The SentencePiece model."""
WEIGHTS = "model.bin"
"""CTranslate2's; the other files beside it are CTranslate2's too."""

BEAM = 4
LENGTH_PENALTY = 1.4
"""The exponent of the length by which a hypothesis' logarithm is divided: with 1, too short ones win."""
SENTENCES_AT_A_TIME = 16
"""So many are decoded together."""
TARGET_PIECES_PER_SOURCE_PIECE = 3
"""A translation ends after ten pieces and so many more for each of its source's."""
REPETITION_PENALTY = 1.2
NO_REPEATED_PIECES = 3
"""Where a first search runs in circles, a second one may not use so many pieces in a row again."""
REPETITIONS = 3
"""Words that come so many times in a row are a loop, where the source has none."""
UNSURE_BELOW = 0.4
"""Nine in ten captions, which it knows best, are above this confidence, and most news below it."""
POLL_SECONDS = 0.0002
"""How often a running search is looked at."""


class DefaultTranslator:
    """The default model as a `models.translation.Translator`."""

    name = "default"

    def __init__(self, pieces: sentencepiece.SentencePieceProcessor, decoder: ctranslate2.Translator) -> None:
        self._pieces = pieces
        self._decoder = decoder
        self._preparation = Preparation(pieces)

    @classmethod
    def open(cls, opened: Checkpoint, threads: int = 1) -> Self:
        """The translator of a checkpoint, which computes in so many threads.

        Raises:
            CheckpointError: the files are not what the manifest makes of them.
        """
        pieces = opened.path(PIECES)
        opened.path(WEIGHTS)
        try:
            return cls(
                sentencepiece.SentencePieceProcessor(model_file=str(pieces)),
                ctranslate2.Translator(str(opened.directory), "cpu", inter_threads=1, intra_threads=threads),
            )
        except (RuntimeError, OSError, ValueError) as error:
            raise CheckpointError(
                f"{opened.directory} cannot be opened ({error}). Install Dolmetsch again, or train it anew "
                "with dolmetsch-train."
            ) from error

    def translate(
        self,
        sentences: Sequence[str],
        *,
        count: int = 1,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Translation]:
        """See `models.translation.Translator`.

        Words may stand together twice in an alignment, where several belong to one. A sentence that is too
        long for the model is translated clause by clause.
        """
        parts = [
            _Part(number, start, sentence[start:end], self._preparation.protected(sentence[start:end]))
            for number, sentence in enumerate(sentences)
            for start, end in self._preparation.parts(sentence)
        ]
        decoded = {
            index: [_Decoded(part.copied, 1.0, 0, (), True)]
            for index, part in enumerate(parts)
            if not has_words(part.protected.text)
        }
        # neighbours in length share their padding
        order = sorted(set(range(len(parts))) - decoded.keys(), key=lambda index: len(parts[index].text))
        for start in range(0, len(order), SENTENCES_AT_A_TIME):
            chosen = order[start : start + SENTENCES_AT_A_TIME]
            results = self._translate([parts[index] for index in chosen], count, cancelled)
            decoded |= dict(zip(chosen, results, strict=True))
        of_sentence = {
            number: [(parts[index], decoded[index]) for index in group]
            for number, group in groupby(range(len(parts)), key=lambda index: parts[index].sentence)
        }
        return [
            Translation(
                sentence, _joined(of_sentence[number]) if number in of_sentence else (Hypothesis("", 1.0),)
            )
            for number, sentence in enumerate(sentences)
        ]

    def _translate(
        self, parts: Sequence["_Part"], count: int, cancelled: Callable[[], bool]
    ) -> list[list["_Decoded"]]:
        """Up to `count` translations of each part, sound ones before others.

        Where a search finds nothing sound, a more careful one follows, with numbers protected as well; if
        that loses what is protected, the text around it is translated piece by piece.
        """
        first = self._search([part.protected for part in parts], count, cancelled)
        found = [
            _Found.read(part.copied, hypotheses, count) for part, hypotheses in zip(parts, first, strict=True)
        ]
        unsound = [index for index, one in enumerate(found) if not one.sound]
        careful = self._search(
            [self._preparation.protected_with_numbers(parts[index].text) for index in unsound],
            count,
            cancelled,
            repetition_penalty=REPETITION_PENALTY,
            no_repeat_ngram_size=NO_REPEATED_PIECES,
        )
        for index, hypotheses in zip(unsound, careful, strict=True):
            part = parts[index]
            sound = _Found.read(part.copied, hypotheses, count).sound
            if not sound and part.protected.words:
                sound = [self._around(part.protected, cancelled)]
            found[index] = _Found(sound, found[index].doubtful)
        return [(one.sound + one.doubtful)[:count] for one in found]

    def _around(self, protected: Protected, cancelled: Callable[[], bool]) -> "_Decoded":
        """What stands between the placeholders translated by itself: the last resort to keep them."""
        pieces = [piece for piece in re.split(r"(⟦.⟧)", protected.text) if piece]
        prose = [
            replace(Protected.plain(piece.strip()), shouted=protected.shouted)
            for piece in pieces
            if piece not in protected.words and has_words(piece)
        ]
        translations = iter(self._search(prose, 1, cancelled))
        text, confidence = "", 1.0
        for piece in pieces:
            if piece in protected.words or not has_words(piece):
                text += english(protected.words.get(piece, piece), text)
                continue
            best = next(next(translations))
            space_after = piece[len(piece.rstrip()) :]
            text += piece[: len(piece) - len(piece.lstrip())] + best.text + space_after
            confidence = min(confidence, best.confidence)
        return _Decoded(text, confidence, len(pieces), (), True)

    def _search(
        self,
        sources: Sequence[Protected],
        count: int,
        cancelled: Callable[[], bool],
        repetition_penalty: float = 1.0,
        no_repeat_ngram_size: int = 0,
    ) -> list[Iterator["_Decoded"]]:
        """The distinct results of a beam search for each source, best first, a few more than `count`."""
        if not sources:
            return []
        encoded = [self._pieces.encode(source.text, return_type="offset_mapping") for source in sources]
        beam = max(BEAM, count + 1)
        running = self._decoder.translate_batch(
            [pieces["pieces"] for pieces in encoded],
            asynchronous=True,
            beam_size=beam,
            num_hypotheses=beam,
            length_penalty=LENGTH_PENALTY,
            repetition_penalty=repetition_penalty,
            no_repeat_ngram_size=no_repeat_ngram_size,
            max_decoding_length=10 + TARGET_PIECES_PER_SOURCE_PIECE * max(len(one["ids"]) for one in encoded),
            return_scores=True,
            return_attention=True,
        )
        while not all(result.done() for result in running):
            if cancelled():
                raise Cancelled
            time.sleep(POLL_SECONDS)
        return [
            self._read(source, pieces["offsets"], result.result())
            for source, pieces, result in zip(sources, encoded, running, strict=True)
        ]

    def _read(
        self,
        source: Protected,
        source_pieces: Sequence[tuple[int, int]],
        result: ctranslate2.TranslationResult,
    ) -> Iterator["_Decoded"]:
        """The distinct hypotheses, best first, placeholders put back and words aligned; lazily."""
        seen = set()
        for tokens, score, attention in zip(result.hypotheses, result.scores, result.attention, strict=True):
            ids = [self._pieces.piece_to_id(token) for token in tokens]
            decoded = self._pieces.decode(ids, return_type="offset_mapping")
            if decoded["text"] in seen:
                continue
            seen.add(decoded["text"])
            text, written = source.restore(with_right_ordinals(decoded["text"]))
            # [target pieces, source pieces]; the last source position is the end mark
            shares = np.array(attention, dtype=np.float32).reshape(len(tokens), -1)[:, : len(source_pieces)]
            links = alignment.align(shares, source_pieces, decoded["offsets"], source.text, decoded["text"])
            yield _Decoded(
                text=text,
                confidence=_confidence(score, len(tokens) + 1),  # the end mark is a token, too
                length=len(tokens),
                alignment=tuple(
                    (*_stood_for(source.origins, start, end), *_stood_for(written, first, last))
                    for start, end, first, last in links
                ),
                kept=source.kept_in(decoded["text"]),
            )


@dataclass(frozen=True)
class _Part:
    """A sentence or a clause of one."""

    sentence: int
    """Its number."""
    start: int
    """Where it stands in its sentence, in characters."""
    text: str
    protected: Protected
    """The text as the model sees it."""

    @property
    def copied(self) -> str:
        """The text with numbers and dates as English writes them, and German all the same."""
        return self.protected.restore(self.protected.text)[0]


@dataclass(frozen=True)
class _Decoded:
    """A translation of a part, before it is known what the sentence becomes."""

    text: str
    confidence: float
    length: int
    """Tokens."""
    alignment: tuple[tuple[int, int, int, int], ...]
    kept: bool
    """Whether its placeholders are those of the source."""


@dataclass(frozen=True)
class _Found:
    """What a search found for one text, best first."""

    sound: list[_Decoded]
    doubtful: list[_Decoded]

    @classmethod
    def read(cls, text: str, hypotheses: Iterable[_Decoded], count: int) -> Self:
        """Reads hypotheses until `count` of them are sound."""
        found = cls([], [])
        for hypothesis in hypotheses:
            (found.sound if _is_sound(hypothesis, text) else found.doubtful).append(hypothesis)
            if len(found.sound) == count:
                break
        return found


def _stood_for(spans: Sequence[Span], start: int, end: int) -> Span:
    """What the characters from `start` to `end` stand for, given what each of them does."""
    return spans[start][0], spans[end - 1][1]


def _confidence(score: float, length: int) -> float:
    """The geometric mean of a hypothesis' token probabilities; `score` is their logarithms' penalised sum."""
    return math.exp(min(0.0, score * length ** (LENGTH_PENALTY - 1)))


def _is_sound(translation: _Decoded, source: str) -> bool:
    """Whether what can be checked is right: it says something, not over and over, with the same numbers."""
    return (
        translation.kept
        and bool(translation.text)
        and (not _is_loop(translation.text) or _is_loop(source))
        and numbers_in(translation.text) == numbers_in(source)
    )


def _is_loop(text: str) -> bool:
    """Whether up to four words, or a few letters, come again and again."""
    return bool(_LOOP.search(text.lower()))


def _joined(parts: Sequence[tuple[_Part, list[_Decoded]]]) -> tuple[Hypothesis, ...]:
    """A sentence's hypotheses from those of its parts: the best of each, then the second best, and so on."""
    most = max(len(decoded) for _, decoded in parts)
    hypotheses = []
    for rank in range(most):
        text, links, logarithms, length = "", [], 0.0, 0
        for part, decoded in parts:
            chosen = decoded[min(rank, len(decoded) - 1)]
            text += " " * bool(text)
            links += [
                (part.start + start, part.start + end, len(text) + first, len(text) + last)
                for start, end, first, last in chosen.alignment
            ]
            text += chosen.text
            logarithms += math.log(max(chosen.confidence, 1e-9)) * chosen.length
            length += chosen.length
        confidence = math.exp(logarithms / max(length, 1))
        hypotheses.append(Hypothesis(text, confidence, confidence < UNSURE_BELOW, tuple(links)))
    return tuple(hypotheses)


_LOOP = re.compile(rf"\b(\w+(?:\W+\w+){{0,3}})(?:\W+\1\b){{{REPETITIONS - 1},}}|(\w{{2,5}})\2{{3,}}")
