"""How the letter groups that tell German from other languages were learnt.

`python -m tests.server.language_learning DATA_DIRECTORY` writes them to server/text/lists; it takes a minute.
Logistic regression on the groups of two to four letters of a sentence's words, and on whole words, beside the
points of the lists of frequent words. First of all groups, then again of those that weigh most.
"""

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import torch

from server.text.language import groups_of, word_points
from tests.server.language_sets import ENGLISH, GERMAN, learnt, other_languages

GROUPS = 4_000
LEAST_SENTENCES = 25
"""In how many sentences a group must be found."""
MOST_OF_A_CORPUS = 12_000
GERMAN_SENTENCES, ENGLISH_SENTENCES = 60_000, 45_000
BATCH = 2_048
WHOLE = 0.35
"""The share of sentences that are taken as they are; of the others a few words, since short is difficult."""
TARGET = Path(__file__).parents[2] / "server" / "text" / "lists" / "letter_groups.txt"

Example = tuple[set[str], float, float]  # groups, points, 1 for German


def main() -> None:
    """Learns and writes the groups."""
    random.seed(1)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    examples = [
        (groups_of(text), word_points(text), float(is_german))
        for text, is_german in _texts(Path(sys.argv[1]))
    ]
    counts = Counter(group for groups, _, _ in examples for group in groups)
    candidates = sorted(group for group, count in counts.items() if count >= LEAST_SENTENCES)
    weights, _, _ = _fitted(examples, candidates, epochs=4)
    candidates.sort(key=lambda group: -abs(weights[group]) * math.sqrt(counts[group]))
    weights, bias, scale = _fitted(examples, candidates[:GROUPS], epochs=6)
    print(f"bias {bias:.2f}, weight of the points {scale:.2f}")
    TARGET.write_text(_written(weights), encoding="utf-8")


def _texts(data: Path) -> list[tuple[str, bool]]:
    german, english = [], []
    for pairs in learnt(data).values():
        some = random.sample(pairs, min(len(pairs), MOST_OF_A_CORPUS))
        german += [_cut(pair[GERMAN]) for pair in some]
        english += [_cut(pair[ENGLISH]) for pair in some]
    others = [_cut(line) for lines, _ in other_languages(data).values() for line in lines for _ in range(3)]
    texts = [(text, True) for text in random.sample(german, GERMAN_SENTENCES)]
    texts += [(text, False) for text in random.sample(english, ENGLISH_SENTENCES) + others]
    random.shuffle(texts)
    return texts


def _cut(sentence: str) -> str:
    """A sentence, or a few words of it."""
    words = sentence.split()
    if random.random() < WHOLE or len(words) < 4:
        return sentence
    count = random.choice((1, 2, 2, 3, 3, 4, 5, 6))
    start = random.randrange(max(1, len(words) - count + 1))
    return " ".join(words[start : start + count])


def _fitted(
    examples: Sequence[Example], groups: Sequence[str], epochs: int
) -> tuple[dict[str, float], float, float]:
    """The weight of each group, the bias, and the weight of the points."""
    numbers = {group: number for number, group in enumerate(groups)}
    found = [
        torch.tensor([numbers[group] for group in sorted(some) if group in numbers], dtype=torch.long)
        for some, _, _ in examples
    ]
    points = torch.tensor([points for _, points, _ in examples])
    wanted = torch.tensor([german for _, _, german in examples])
    table = torch.nn.EmbeddingBag(len(groups), 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    rest = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.Adam([*table.parameters(), rest], lr=0.02)
    for _ in range(epochs):
        for start in range(0, len(examples), BATCH):
            batch = slice(start, start + BATCH)
            offsets = torch.tensor([0, *map(len, found[batch][:-1])]).cumsum(0)
            scores = table(torch.cat(found[batch]), offsets)[:, 0] + rest[0] + rest[1] * points[batch]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted[batch])
            optimizer.zero_grad()
            (loss + 2e-6 * table.weight.abs().sum()).backward()
            optimizer.step()
    weights = table.weight.detach()[:, 0].tolist()
    return dict(zip(groups, weights, strict=True)), rest[0].item(), rest[1].item()


def _written(weights: dict[str, float]) -> str:
    """The groups as text, a line for each weight."""
    by_weight = defaultdict(list)
    for group, weight in weights.items():
        by_weight[round(weight, 1)].append(group)
    lines = ["# Written by tests/server/language_learning.py: a weight, and the letter groups that have it."]
    lines += [
        f"{weight:+.1f} {' '.join(sorted(groups))}" for weight, groups in sorted(by_weight.items()) if weight
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
