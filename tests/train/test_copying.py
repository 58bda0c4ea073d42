"""What training turns into placeholders."""

import random
import re

from models.placeholders import PLACEHOLDERS
from train.copying import with_placeholders

PLACEHOLDER = re.compile("|".join(PLACEHOLDERS))


def test_a_shared_word_becomes_the_same_placeholder_on_both_sides() -> None:
    source, target = with_placeholders("Gestern kam Anna nach Hause.", "Anna came home.", random.Random(1))
    (placeholder,) = PLACEHOLDER.findall(source)
    assert source == f"Gestern kam {placeholder} nach Hause."
    assert target == f"{placeholder} came home."


def test_several_shared_words_keep_apart() -> None:
    pair = ("Anna und Bernd kauften 12 Karten.", "Anna and Bernd bought 12 tickets.")
    drawn = [with_placeholders(*pair, random.Random(seed)) for seed in range(50)]
    counts = {len(PLACEHOLDER.findall(source)) for source, _ in drawn}
    assert counts == {1, 2, 3}
    assert all(
        sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(target)) for source, target in drawn
    )
    assert all(
        len(set(PLACEHOLDER.findall(source))) == len(PLACEHOLDER.findall(source)) for source, _ in drawn
    )


def test_every_placeholder_is_used() -> None:
    drawn = "".join(
        with_placeholders("Hier wohnt Anna allein.", "Anna lives here.", random.Random(seed))[0]
        for seed in range(99)
    )
    assert set(PLACEHOLDER.findall(drawn)) == set(PLACEHOLDERS)


def test_words_that_stand_more_than_once_are_left_alone() -> None:
    pair = ("Anna sieht Anna im Spiegel.", "Anna sees Anna in the mirror.")
    assert with_placeholders(*pair, random.Random(1)) == pair


def test_a_name_alone_stays_a_name() -> None:
    assert with_placeholders("Anna", "Anna", random.Random(1)) == ("Anna", "Anna")


def test_a_pair_without_shared_words_stays_as_it_is() -> None:
    pair = ("Das Haus ist alt.", "The house is old.")
    assert with_placeholders(*pair, random.Random(1)) == pair
