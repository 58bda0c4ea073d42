"""The lab's translator as the server sees it: sentences in, readable English out, and clear errors."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
import safetensors.torch
import torch

from models import checkpoint, translator
from models.checkpoint import CheckpointError, Manifest
from models.errors import Cancelled, ModelError
from models.lab_tokens import SPECIALS, Vocabulary, english_text, source_tokens, target_tokens
from models.lab_translator import BATCH, LabTranslator
from models.seq2seq import UNKNOWN, Seq2Seq, Seq2SeqConfig, initialise

SOURCE = Vocabulary([*SPECIALS, "zwei", "junge", "männer", "."])
TARGET = Vocabulary([*SPECIALS, "two", "young", "men", "."])
CONFIG = Seq2SeqConfig(len(SOURCE), len(TARGET), embedding=6, hidden=8, layers=2, dropout=0.5)


def write(directory: Path, **changes: object) -> Path:
    """A checkpoint of a tiny untrained model that would rather write `<unk>` than anything."""
    torch.manual_seed(2)
    model = Seq2Seq(CONFIG)
    initialise(model, 2.0)  # wide enough for sentences to differ
    model.decoder.output.bias.data[UNKNOWN] = 5.0
    architecture = {**asdict(CONFIG), "maximum_length": 9, **changes}
    manifest = Manifest(
        kind="seq2seq",
        languages=["de", "en"],
        architecture=architecture,
        hyperparameters={},
        vocabulary={"source": len(SOURCE), "target": len(TARGET)},
        corpora=[],
        metrics={},
        revision="unknown",
        device="a test",
        wall_time_seconds=0.0,
    )
    with checkpoint.writing(directory, manifest) as files:
        weights = {name: weight.half() for name, weight in model.state_dict().items()}
        (files / "weights.safetensors").write_bytes(safetensors.torch.save(weights))
        SOURCE.save(files / "source.json")
        TARGET.save(files / "target.json")
    return directory


@pytest.fixture
def lab(tmp_path: Path) -> LabTranslator:
    loaded = translator.load(write(tmp_path / "translator"))
    assert isinstance(loaded, LabTranslator)
    return loaded


# translating


def test_every_sentence_is_answered_in_its_place(lab: LabTranslator) -> None:
    sentences = ["Zwei Männer.", "", "Junge Männer!"] * BATCH  # more than one batch

    translations = lab.translate(sentences)

    assert [translation.source for translation in translations] == sentences
    assert translations[:3] == translations[-3:]
    assert translations[0].text != translations[2].text


@pytest.mark.parametrize("sentence", ["", "   ", "\n"])
def test_an_empty_sentence_gives_an_empty_hypothesis(lab: LabTranslator, sentence: str) -> None:
    (translation,) = lab.translate([sentence], count=3)

    assert [hypothesis.text for hypothesis in translation.hypotheses] == [""]


def test_nothing_to_translate_gives_nothing(lab: LabTranslator) -> None:
    assert lab.translate([]) == []


def test_special_tokens_are_never_shown(lab: LabTranslator) -> None:
    for translation in lab.translate(["Zwei Männer.", "Ein Nilpferd?"], count=5):
        for hypothesis in translation.hypotheses:
            assert "<" not in hypothesis.text


def test_as_many_hypotheses_as_asked_for_best_first(lab: LabTranslator) -> None:
    (translation,) = lab.translate(["Zwei junge Männer."], count=3)

    confidences = [hypothesis.confidence for hypothesis in translation.hypotheses]
    assert len(confidences) == len({hypothesis.text for hypothesis in translation.hypotheses}) == 3
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence < 1 for confidence in confidences)


def test_cancelling_ends_the_work_at_the_next_step(lab: LabTranslator) -> None:
    asked: list[None] = []

    def after_two_steps() -> bool:
        asked.append(None)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        lab.translate(["Zwei junge Männer."], cancelled=after_two_steps)
    assert len(asked) == 3


def test_the_number_of_threads_is_what_it_was(lab: LabTranslator) -> None:
    before = torch.get_num_threads()
    seen: list[int] = []

    def look() -> bool:
        seen.append(torch.get_num_threads())
        return False

    lab.translate(["Zwei junge Männer."], cancelled=look)

    assert set(seen) == {1}
    assert torch.get_num_threads() == before


# tokens


def test_german_is_cut_lower_cased_and_turned_round() -> None:
    cut = source_tokens()

    assert cut("Zwei Männer, im Freien.") == [".", "freien", "im", ",", "männer", "zwei"]


def test_english_is_cut_and_lower_cased() -> None:
    assert target_tokens()("It's a T-shirt.") == ["it", "'s", "a", "t", "-", "shirt", "."]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("two men , one hat .", "Two men, one hat."),
        ("it 's a t - shirt .", "It's a t-shirt."),
        ("they do n't know , i think !", "They don't know, I think!"),
        ("the boys ' dog", "The boys' dog"),
        ('a sign says " stop " here', 'A sign says "stop" here'),
        ("a man ( left ) waits", "A man (left) waits"),
        ("", ""),
    ],
)
def test_tokens_become_text_for_reading(tokens: str, text: str) -> None:
    assert english_text(tokens.split()) == text


def test_a_vocabulary_survives_its_file(tmp_path: Path) -> None:
    vocabulary = Vocabulary([*SPECIALS, "straße", "\xa0", '"'])

    vocabulary.save(tmp_path / "vocabulary.json")

    assert Vocabulary.load(tmp_path / "vocabulary.json").tokens == vocabulary.tokens


def test_a_word_not_in_the_vocabulary_is_unknown() -> None:
    assert SOURCE.encode(["zwei", "nilpferde"]) == [2, 4, UNKNOWN, 3]


# errors


@pytest.mark.parametrize(
    "changes",
    [{"hidden": 9}, {"layers": "two"}, {"source_vocabulary": 7}, {"colour": "red"}, {"maximum_length": None}],
)
def test_a_manifest_that_describes_another_model_is_one_clear_error(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    directory = write(tmp_path / "translator", **changes)

    with pytest.raises(CheckpointError, match="does not hold the model that its manifest describes"):
        translator.load(directory)


def test_truncated_weights_are_one_clear_error(tmp_path: Path) -> None:
    directory = write(tmp_path / "translator")
    weights = directory / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])

    with pytest.raises(CheckpointError, match=r"weights\.safetensors is truncated or altered"):
        translator.load(directory)


@pytest.mark.parametrize("package", ["torch", "spacy"])
def test_without_the_train_extra_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    directory = write(tmp_path / "translator")
    for name in ("models.lab_translator", "models.lab_tokens"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)  # what Python does for a package that is not there

    with pytest.raises(ModelError, match=rf"needs {package}.*`train` extra"):
        translator.load(directory)


# what ships


@pytest.fixture(scope="module")
def shipped() -> Path:
    return checkpoint.find("lab", "translator")


def test_the_shipped_checkpoint_is_as_small_as_promised(shipped: Path) -> None:
    assert sum(file.stat().st_size for file in shipped.iterdir()) <= 28_000_000


def test_the_shipped_checkpoint_is_as_good_as_the_labs(shipped: Path) -> None:
    metrics = json.loads((shipped / "manifest.json").read_text(encoding="utf-8"))["metrics"]

    assert metrics["training_loss"]["value"] < 4.0
    assert metrics["validation_loss"]["value"] <= 4.285
    assert metrics["test_loss"]["value"] <= 4.259


def test_the_shipped_translator_knows_two_young_men() -> None:
    (translation,) = translator.load("lab").translate(["Zwei junge Männer stehen im Freien."])

    assert translation.text.startswith("Two young men")
    assert translation.text.endswith(".")
