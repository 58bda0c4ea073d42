"""What training sees, and in which company."""

import random
from collections import Counter

import torch

from train.subwords import BEGIN, END, PADDING
from train.token_batches import DomainSampler, batches_of, make_batch

SIZES = [[3, 4, 5, 2, 6] * 20, [1, 2] * 30]


def test_draw_takes_domains_by_weight() -> None:
    sampler = DomainSampler(SIZES, [3.0, 1.0], seed=1)
    tokens: Counter[int] = Counter()
    for domain, index in sampler.draw(0, 4_000):
        tokens[domain] += SIZES[domain][index]
    assert abs(tokens[0] - 3_000) < 10
    assert abs(tokens[1] - 1_000) < 10


def test_draw_comes_to_every_pair_before_it_comes_to_one_twice() -> None:
    drawn = DomainSampler(SIZES[:1], [1.0], seed=1).draw(0, sum(SIZES[0]))
    assert sorted(index for _, index in drawn) == list(range(100))


def test_draw_shuffles_every_pass_anew() -> None:
    sampler, once = DomainSampler(SIZES[:1], [1.0], seed=1), sum(SIZES[0])
    assert sampler.draw(0, once) != sampler.draw(once, 2 * once)


def test_draw_depends_on_the_points_alone() -> None:
    whole = DomainSampler(SIZES, [3.0, 1.0], seed=1).draw(0, 5_000)
    sampler = DomainSampler(SIZES, [3.0, 1.0], seed=1)
    pieces = sampler.draw(1_234, 5_000) + sampler.draw(0, 1_234)
    assert sorted(whole) == sorted(pieces)


def test_make_batch_shifts_the_target_by_one() -> None:
    batch = make_batch([([5, 6], [7, 8, 9]), ([5], [7])])
    assert batch.source.tolist() == [[5, 6, END], [5, END, PADDING]]
    assert batch.source_mask is not None
    assert batch.source_mask.tolist() == [[True, True, True], [True, True, False]]
    assert batch.target.tolist() == [[BEGIN, 7, 8, 9], [BEGIN, 7, PADDING, PADDING]]
    assert batch.expected.tolist() == [[7, 8, 9, END], [7, END, PADDING, PADDING]]
    assert batch.tokens == 6


def test_make_batch_of_one_length_needs_no_mask() -> None:
    assert make_batch([([5, 6], [7]), ([8, 9], [7, 8])]).source_mask is None


def test_batches_keep_to_their_budget_and_lose_nothing() -> None:
    rng = random.Random(1)
    pairs = [
        (rng.choices(range(4, 99), k=rng.randint(1, 20)), rng.choices(range(4, 99), k=rng.randint(1, 20)))
        for _ in range(500)
    ]
    batches = [make() for make in batches_of(pairs, 300, random.Random(1))]
    assert all(batch.source.numel() + batch.target.numel() <= 300 for batch in batches)
    assert sum(batch.tokens for batch in batches) == sum(len(target) + 1 for _, target in pairs)


def test_batches_are_mostly_full() -> None:
    rng = random.Random(1)
    lengths = [rng.randint(1, 20) for _ in range(2_000)]
    pairs = [([5] * length, [5] * max(1, length + rng.randint(-2, 2))) for length in lengths]
    batches = [make() for make in batches_of(pairs, 600, random.Random(1))]
    room = sum(batch.target.numel() for batch in batches)
    assert sum(batch.tokens for batch in batches) / room > 0.9
    assert sum(batch.source_mask is None for batch in batches) / len(batches) > 0.7


def test_batches_come_in_another_order_for_another_seed() -> None:
    pairs = [([5] * length, [5] * length) for length in range(1, 30)]
    first = [make().tokens for make in batches_of(pairs, 60, random.Random(1))]
    second = [make().tokens for make in batches_of(pairs, 60, random.Random(2))]
    assert first != second
    assert sorted(first) == sorted(second)


def test_one_pair_above_the_budget_still_gets_its_batch() -> None:
    (make,) = batches_of([([5] * 50, [6] * 50)], 10, random.Random(1))
    assert torch.equal(make().expected[0, :-1], torch.full((50,), 6))
