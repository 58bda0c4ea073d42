"""How the lab's model finds its translations: greedily, or with a beam that a full enumeration confirms."""

import itertools
import math

import pytest
import torch
from torch import Tensor

from models.errors import Cancelled
from models.seq2seq import END, START, UNKNOWN, Seq2Seq, Seq2SeqConfig, initialise
from models.seq2seq_search import NEVER_WRITTEN, search

VOCABULARY = 7
SOURCE = torch.tensor([[2, 2], [5, 8], [6, 9], [3, 3]])  # [source length, batch]
LENGTHS = torch.tensor([4, 4])


@pytest.fixture
def model() -> Seq2Seq:
    torch.manual_seed(3)
    model = Seq2Seq(Seq2SeqConfig(11, VOCABULARY, embedding=6, hidden=8, layers=2, dropout=0.5))
    initialise(model, 1.0)
    return model.eval()


@torch.inference_mode()
def log_probability(model: Seq2Seq, column: int, tokens: tuple[int, ...]) -> float:
    """The mean log-probability of these tokens as a translation of one sentence of SOURCE."""
    source = SOURCE[:, column : column + 1]
    target = torch.tensor([START, *tokens])[:, None]
    scores = model(source, LENGTHS[:1], target, [True] * len(tokens)).log_softmax(
        -1
    )  # [tokens, 1, vocabulary]
    return float(scores[:, 0].gather(1, target[1:]).mean())


def prefer(model: Seq2Seq, token: int) -> None:
    """Makes the model want this token everywhere."""
    model.decoder.output.bias.data[token] = 100.0


def test_a_width_of_one_takes_the_best_token_at_every_step(model: Seq2Seq) -> None:
    (found,), _ = search(model, SOURCE, LENGTHS, width=1, maximum_length=8)

    state = model.encoder(SOURCE[:, :1], LENGTHS[:1])
    last: Tensor = torch.tensor([[START]])
    for token in found.tokens:
        features, state = model.decoder(last, state)
        scores = model.decoder.score(features[0, 0])
        scores[list(NEVER_WRITTEN)] = -math.inf
        last = scores.argmax().view(1, 1)
        assert token == int(last)


def test_a_wide_beam_finds_the_best_of_all_sentences(model: Seq2Seq) -> None:
    words = [token for token in range(VOCABULARY) if token not in (*NEVER_WRITTEN, END)]
    ended = [(*start, END) for length in range(3) for start in itertools.product(words, repeat=length)]
    everything = [*ended, *itertools.product(words, repeat=3)]  # cut off after three tokens

    for column, found in enumerate(search(model, SOURCE, LENGTHS, width=len(everything), maximum_length=3)):
        expected = sorted((log_probability(model, column, tokens) for tokens in everything), reverse=True)
        assert [one.log_probability for one in found] == pytest.approx(expected, abs=1e-5)


def test_hypotheses_come_best_first_and_no_two_are_the_same(model: Seq2Seq) -> None:
    for found in search(model, SOURCE, LENGTHS, width=4, maximum_length=6):
        assert [one.log_probability for one in found] == sorted(
            (one.log_probability for one in found), reverse=True
        )
        assert len({one.tokens for one in found}) == 4


def test_a_sentence_is_translated_the_same_alone_and_in_company(model: Seq2Seq) -> None:
    together = search(model, SOURCE, LENGTHS, width=3, maximum_length=6)
    alone = search(model, SOURCE[:, 1:], LENGTHS[1:], width=3, maximum_length=6)

    assert [one.tokens for one in together[1]] == [one.tokens for one in alone[0]]


def test_unknown_is_never_written_and_its_share_lowers_the_confidence(model: Seq2Seq) -> None:
    prefer(model, UNKNOWN)

    (found,), _ = search(model, SOURCE, LENGTHS, width=1, maximum_length=5)

    assert UNKNOWN not in found.tokens
    assert found.log_probability < -50


def test_a_translation_ends_at_end(model: Seq2Seq) -> None:
    prefer(model, END)

    (found,), _ = search(model, SOURCE, LENGTHS, width=1, maximum_length=5)

    assert found.tokens == ()
    assert found.log_probability == pytest.approx(0.0, abs=1e-6)


def test_a_translation_without_end_stops_at_the_maximum_length(model: Seq2Seq) -> None:
    prefer(model, 5)

    (found,), _ = search(model, SOURCE, LENGTHS, width=1, maximum_length=5)

    assert found.tokens == (5,) * 5


def test_the_search_asks_at_every_step_whether_to_go_on(model: Seq2Seq) -> None:
    prefer(model, 5)
    answers = iter([False, False, True])

    with pytest.raises(Cancelled):
        search(model, SOURCE, LENGTHS, width=1, maximum_length=50, cancelled=lambda: next(answers))
