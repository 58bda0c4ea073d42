"""The lab's network: its size, what its decoder may see, and that calls over many steps change nothing."""

import pytest
import torch
from torch import Tensor

from models.seq2seq import END, PADDING, START, Seq2Seq, Seq2SeqConfig, initialise, runs_between_guesses

LAB = Seq2SeqConfig(7_853, 5_893, embedding=256, hidden=512, layers=2, dropout=0.5)
TINY = Seq2SeqConfig(11, 13, embedding=6, hidden=8, layers=2, dropout=0.0)


@pytest.fixture
def model() -> Seq2Seq:
    torch.manual_seed(1)
    model = Seq2Seq(TINY)
    initialise(model, 1.0)  # wide enough for guesses to differ
    return model.eval()


def source_of(*sentences: list[int]) -> tuple[Tensor, Tensor]:
    tensors = [torch.tensor(sentence) for sentence in sentences]
    return torch.nn.utils.rnn.pad_sequence(tensors, padding_value=PADDING), torch.tensor(
        [len(sentence) for sentence in sentences]
    )


def target_of(length: int, batch: int) -> Tensor:
    words = torch.randint(END + 1, TINY.target_vocabulary, (length - 1, batch))
    return torch.cat([torch.full((1, batch), START), words])


def test_the_labs_model_has_13_898_501_parameters() -> None:
    with torch.device("meta"):
        model = Seq2Seq(LAB)

    assert sum(parameter.numel() for parameter in model.parameters()) == 13_898_501


def test_every_parameter_is_drawn_evenly_from_the_range() -> None:
    torch.manual_seed(1)
    model = Seq2Seq(Seq2SeqConfig(500, 500, 32, 64, 2, 0.5))

    initialise(model, 0.08)

    values = torch.cat([parameter.detach().flatten() for parameter in model.parameters()])
    assert float(values.abs().max()) <= 0.08
    assert float(values.std()) == pytest.approx(0.16 / 12**0.5, rel=0.02)  # of an even distribution


@pytest.mark.parametrize(
    ("forced", "runs"),
    [
        ([True, True, True, True], [(0, 4)]),
        ([False, False, False], [(0, 1), (1, 2), (2, 3)]),
        ([True, False, True, True, False], [(0, 1), (1, 4), (4, 5)]),
        ([False, True], [(0, 2)]),  # the first input is START in any case
        ([True], [(0, 1)]),
    ],
)
def test_a_run_ends_where_the_next_input_is_a_guess(forced: list[bool], runs: list[tuple[int, int]]) -> None:
    assert runs_between_guesses(forced, len(forced)) == runs


@pytest.mark.parametrize("number", range(16))
def test_runs_give_what_one_step_at_a_time_gives(model: Seq2Seq, number: int) -> None:
    forced = [True, *(bool(number >> bit & 1) for bit in range(4))]
    source, lengths = source_of([2, 5, 6, 3], [2, 7, 3])
    target = target_of(6, 2)

    scores = model(source, lengths, target, forced)

    state = model.encoder(source, lengths)
    tokens = target[:1]
    for step in range(5):
        if step > 0:
            tokens = target[step : step + 1] if forced[step] else scores[step - 1 : step].argmax(-1)
        features, state = model.decoder(tokens, state)
        torch.testing.assert_close(scores[step], model.decoder.score(features[0]))


def test_without_forcing_the_decoder_sees_nothing_of_the_reference(model: Seq2Seq) -> None:
    source, lengths = source_of([2, 5, 6, 3], [2, 7, 8, 3])
    never = [False] * 5

    one, other = (model(source, lengths, target, never) for target in (target_of(6, 2), target_of(6, 2)))

    torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_with_forcing_the_decoder_sees_the_reference_so_far_and_no_further(model: Seq2Seq) -> None:
    source, lengths = source_of([2, 5, 6, 3])
    always = [True] * 5
    target = target_of(6, 1)
    changed = target.clone()
    changed[3] = PADDING

    one, other = (model(source, lengths, words, always) for words in (target, changed))

    torch.testing.assert_close(one[:3], other[:3])
    assert not torch.allclose(one[3], other[3])


def test_padding_after_a_sentence_does_not_change_how_it_is_read(model: Seq2Seq) -> None:
    short = [2, 7, 3]

    alone = model.encoder(*source_of(short))
    in_company = model.encoder(*source_of(short, [2, 5, 6, 8, 9, 3]))

    for state, expected in zip(in_company, alone, strict=True):
        torch.testing.assert_close(state[:, :1], expected)
