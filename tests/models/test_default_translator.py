"""The default translator around its decoder: what it protects, checks, splits, joins and gives up."""

import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sentencepiece

from models import checkpoint
from models.checkpoint import CheckpointError, Manifest
from models.default_translator import LENGTH_PENALTY, DefaultTranslator
from models.errors import Cancelled
from models.placeholders import PLACEHOLDERS
from models.preparation import MOST_PIECES
from tests.models.checkpoints import MANIFEST
from train import subwords

TEXT = [
    "Das Haus ist alt.",
    "The house is old.",
    "Siehe bitte die Seite",
    "Please see the page",
    "12 34 56 78 90",
    f"{string.ascii_letters} äöüß , : ' @ ( )",
]
FIRST, SECOND = PLACEHOLDERS[:2]


@dataclass
class Result:
    """What CTranslate2 gives for one source."""

    hypotheses: list[list[str]]
    scores: list[float]
    attention: list[list[list[float]]]
    polls: int = 1
    """How often it says that it is not done."""

    def done(self) -> bool:
        self.polls -= 1
        return self.polls < 0

    def result(self) -> "Result":
        return self


@dataclass
class ScriptedDecoder:
    """Gives the answers it was told, best first, and each word its own word's attention."""

    pieces: sentencepiece.SentencePieceProcessor
    answers: dict[str, list[str]]
    careful_answers: dict[str, list[str]] = field(default_factory=dict)
    """What it says when it may not repeat itself."""
    polls: int = 1
    asked: list[str] = field(default_factory=list)

    def translate_batch(self, sources: list[list[str]], **options: Any) -> list[Result]:
        texts = [str(self.pieces.decode(source)) for source in sources]
        self.asked += texts
        answers = self.careful_answers if options["no_repeat_ngram_size"] else self.answers
        return [
            self._result(source, answers.get(text, ["?"]))
            for source, text in zip(sources, texts, strict=True)
        ]

    def _result(self, source: list[str], answers: list[str]) -> Result:
        hypotheses = [self.pieces.encode(answer, return_type=str) for answer in answers]
        words = _word_numbers(source)
        attention = [
            [[float(word == of) for of in words] + [0.0] for word in _word_numbers(hypothesis)]
            for hypothesis in hypotheses
        ]
        scores = [
            -0.1 * (rank + 1) / (len(hypothesis) + 1) ** (LENGTH_PENALTY - 1)
            for rank, hypothesis in enumerate(hypotheses)
        ]
        return Result(hypotheses, scores, attention, self.polls)


class Echo(ScriptedDecoder):
    """Says again what it is told, with what it has answers for replaced."""

    def translate_batch(self, sources: list[list[str]], **options: Any) -> list[Result]:
        results = []
        for source in sources:
            text = str(self.pieces.decode(source))
            self.asked.append(text)
            for phrase, answers in self.answers.items():
                text = text.replace(phrase, answers[0])
            results.append(self._result(source, [text]))
        return results


def _word_numbers(pieces: Sequence[str]) -> list[int]:
    numbers: list[int] = []
    for piece in pieces:
        numbers.append((numbers[-1] if numbers else -1) + (piece.startswith("▁") or not numbers))
    return numbers


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> sentencepiece.SentencePieceProcessor:
    path = tmp_path_factory.mktemp("pieces") / "pieces.model"
    subwords.learn(TEXT * 20, 400, path)
    return subwords.open_pieces(path)


def translator(decoder: ScriptedDecoder) -> DefaultTranslator:
    return DefaultTranslator(decoder.pieces, decoder)


def test_hypotheses_come_best_first_with_their_confidence(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    decoder = ScriptedDecoder(pieces, {"Das Haus": ["The house", "The home"]})
    (translation,) = translator(decoder).translate(["Das Haus"], count=2)
    assert [hypothesis.text for hypothesis in translation.hypotheses] == ["The house", "The home"]
    assert translation.text == "The house"
    assert translation.hypotheses[0].confidence == pytest.approx(0.905, abs=0.001)
    assert translation.hypotheses[1].confidence == pytest.approx(0.819, abs=0.001)


def test_the_same_text_is_given_once(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Das Haus": ["The house", "The house", "The home"]})
    (translation,) = translator(decoder).translate(["Das Haus"], count=3)
    assert [hypothesis.text for hypothesis in translation.hypotheses] == ["The house", "The home"]


def test_words_are_aligned_in_characters(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Das Haus ist alt.": ["The house is old."]})
    (translation,) = translator(decoder).translate(["Das Haus ist alt."])
    assert aligned(translation.source, translation.hypotheses[0]) == [
        ("Das", "The"),
        ("Haus", "house"),
        ("ist", "is"),
        ("alt", "old"),
    ]


def test_an_empty_sentence_gives_an_empty_hypothesis(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Haus": ["house"]})
    translations = translator(decoder).translate(["", "Haus", " \n"])
    assert [translation.text for translation in translations] == ["", "house", ""]
    assert decoder.asked == ["Haus"]


def test_sentences_keep_their_order(pieces: sentencepiece.SentencePieceProcessor) -> None:
    answers = {"a" * length: ["b" * length] for length in range(1, 50)}
    sources = list(reversed(answers))
    translations = translator(ScriptedDecoder(pieces, answers)).translate(sources)
    assert [translation.text for translation in translations] == ["b" * len(source) for source in sources]


def test_an_address_goes_round_the_decoder(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {f"Siehe bitte {FIRST}.": [f"Please see {FIRST}."]})
    (translation,) = translator(decoder).translate(["Siehe bitte https://example.org/ä?b=1."])
    assert translation.text == "Please see https://example.org/ä?b=1."
    assert ("https://example.org/ä?b=1", "https://example.org/ä?b=1") in aligned(
        translation.source, translation.hypotheses[0]
    )


def test_a_hypothesis_that_keeps_the_address_comes_before_a_better_one(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    decoder = ScriptedDecoder(pieces, {f"Siehe {FIRST}": ["See page", f"See {FIRST}"]})
    (translation,) = translator(decoder).translate(["Siehe a@b.de"])
    assert translation.text == "See a@b.de"


def test_an_address_that_is_always_lost_is_put_where_it_was(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    answers = {f"Siehe {FIRST} bitte": ["See"], "Siehe": ["See"], "bitte": ["please"]}
    (translation,) = translator(ScriptedDecoder(pieces, answers)).translate(["Siehe a@b.de bitte"])
    assert translation.text == "See a@b.de please"


def test_a_wrong_number_is_translated_again_with_the_number_protected(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    decoder = ScriptedDecoder(
        pieces,
        {"Das ist Seite 1234": ["This is page 123", "This is page 34"]},
        careful_answers={f"Das ist Seite {FIRST}": [f"This is page {FIRST}"]},
    )
    (translation,) = translator(decoder).translate(["Das ist Seite 1234"])
    assert translation.text == "This is page 1234"


def test_numbers_are_written_as_in_english(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {f"Es ist {FIRST} alt": [f"It is {FIRST} old"]})
    (translation,) = translator(decoder).translate(["Es ist 1.234,5 alt"])
    assert translation.text == "It is 1,234.5 old"


def test_a_date_is_written_as_in_english(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {f"Das Haus, {FIRST}": [f"The house, {FIRST}"]})
    (translation,) = translator(decoder).translate(["Das Haus, 3. Oktober"])
    assert translation.text == "The house, 3 October"
    assert ("3. Oktober", "3 October") in aligned(translation.source, translation.hypotheses[0])


def test_a_date_that_english_writes_shorter_is_no_wrong_number(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    decoder = ScriptedDecoder(pieces, {f"Das Haus, {FIRST}": [f"The house, {FIRST}"]})
    (translation,) = translator(decoder).translate(["Das Haus, 03. Oktober"])
    assert translation.text == "The house, 3 October"
    assert len(decoder.asked) == 1


def test_the_users_own_placeholders_come_back(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {f"Siehe {FIRST} bitte {SECOND}": [f"See {SECOND} please {FIRST}"]})
    (translation,) = translator(decoder).translate(["Siehe ⟦A⟧ bitte ⟦₁⟧"])
    assert translation.text == "See ⟦₁⟧ please ⟦A⟧"


def test_more_addresses_than_placeholders_are_split_between_clauses(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    addresses = [f"{letter}@b.de" for letter in "abcdefghijkl"]
    (translation,) = translator(Echo(pieces, {})).translate([", ".join(addresses)])
    assert translation.text == ", ".join(addresses)


def test_a_long_address_does_not_make_a_sentence_long(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = Echo(pieces, {})
    (translation,) = translator(decoder).translate([f"Siehe https://example.org/{'a1' * 200} bitte"])
    assert decoder.asked == [f"Siehe {FIRST} bitte"]
    assert translation.text == translation.source


def test_running_in_circles_is_translated_again(pieces: sentencepiece.SentencePieceProcessor) -> None:
    loop = "the house the house the house the house"
    decoder = ScriptedDecoder(pieces, {"Das Haus": [loop]}, careful_answers={"Das Haus": ["the house"]})
    assert translator(decoder).translate(["Das Haus"])[0].text == "the house"


def test_what_repeats_itself_in_the_source_may_do_so(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"alt alt alt alt": ["old old old old"]})
    assert translator(decoder).translate(["alt alt alt alt"])[0].text == "old old old old"


def test_something_doubtful_is_better_than_nothing(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Seite 12": ["page 13"]})
    assert translator(decoder).translate(["Seite 12"])[0].text == "page 13"


def test_a_long_sentence_is_split_at_clauses_and_joined(pieces: sentencepiece.SentencePieceProcessor) -> None:
    clause = "Das Haus ist alt, "
    sentence = (clause * 30).strip()
    lengths = [len(pieces.encode(part)) for part in (sentence, clause)]
    assert lengths[0] > MOST_PIECES

    decoder = Echo(pieces, {"Das Haus ist alt": ["The house is old"]})
    (translation,) = translator(decoder).translate([sentence])
    assert translation.text == ("The house is old, " * 30).strip()
    assert len(decoder.asked) > 1
    assert all(len(pieces.encode(part)) <= MOST_PIECES for part in decoder.asked)
    links = aligned(translation.source, translation.hypotheses[0])
    assert links.count(("Haus", "house")) == 30


def test_cancelling_stops_between_two_looks_at_the_search(
    pieces: sentencepiece.SentencePieceProcessor,
) -> None:
    looks = iter([False, False, True])
    decoder = ScriptedDecoder(pieces, {"Haus": ["house"]}, polls=1_000_000)
    with pytest.raises(Cancelled):
        translator(decoder).translate(["Haus"], cancelled=lambda: next(looks))


def test_a_checkpoint_without_weights_is_refused(
    pieces: sentencepiece.SentencePieceProcessor, tmp_path: Path
) -> None:
    with checkpoint.writing(tmp_path / "translator", transformer_manifest()) as directory:
        (directory / "pieces.model").write_bytes(b"no model")
    with pytest.raises(CheckpointError, match=r"has no model\.bin"):
        DefaultTranslator.open(checkpoint.load(tmp_path / "translator", ("transformer",)))


def test_files_that_are_no_model_are_refused(tmp_path: Path) -> None:
    with checkpoint.writing(tmp_path / "translator", transformer_manifest()) as directory:
        (directory / "pieces.model").write_bytes(b"no model")
        (directory / "model.bin").write_bytes(b"no model")
    with pytest.raises(CheckpointError, match="cannot be opened"):
        DefaultTranslator.open(checkpoint.load(tmp_path / "translator", ("transformer",)))


def transformer_manifest() -> Manifest:
    return Manifest(**(vars(MANIFEST) | {"kind": "transformer", "languages": ["de", "en"]}))


def aligned(source: str, hypothesis: Any) -> list[tuple[str, str]]:
    return [
        (source[start:end], hypothesis.text[first:last]) for start, end, first, last in hypothesis.alignment
    ]


def test_what_has_no_words_does_not_reach_the_model(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {})
    translations = translator(decoder).translate(["1.234,5", "a@b.de", "–", "12, 34"])
    assert [translation.text for translation in translations] == ["1,234.5", "a@b.de", "–", "12, 34"]
    assert [translation.hypotheses[0].confidence for translation in translations] == [1.0] * 4
    assert not decoder.asked


def test_the_mark_of_an_item_stays(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Das Haus": ["The house"]})
    (translation,) = translator(decoder).translate(["– Das Haus"])
    assert translation.text == "– The house"
    assert aligned(translation.source, translation.hypotheses[0]) == [("Das", "The"), ("Haus", "house")]


def test_a_text_in_capitals_stays_in_capitals(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {f"siehe bitte {FIRST}": [f"please see {FIRST}"]})
    (translation,) = translator(decoder).translate(["SIEHE BITTE a@b.de"])
    assert translation.text == "PLEASE SEE a@b.de"


def test_an_abbreviation_is_aligned_as_a_whole(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Siehe Nummer alt": ["See number old"]})
    (translation,) = translator(decoder).translate(["Siehe Nr. alt"])
    assert ("Nr.", "number") in aligned(translation.source, translation.hypotheses[0])


def test_ordinals_come_out_right(pieces: sentencepiece.SentencePieceProcessor) -> None:
    decoder = ScriptedDecoder(pieces, {"Das 2. Haus": ["The 2th house"]})
    assert translator(decoder).translate(["Das 2. Haus"])[0].text == "The 2nd house"


def test_marks_around_what_is_lost_stay_where_they_were(pieces: sentencepiece.SentencePieceProcessor) -> None:
    answers = {f"Siehe ({FIRST}), bitte": ["See"], "Siehe (": ["See ("], "), bitte": ["), please"]}
    (translation,) = translator(ScriptedDecoder(pieces, answers)).translate(["Siehe (a@b.de), bitte"])
    assert translation.text == "See (a@b.de), please"
