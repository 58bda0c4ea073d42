"""The phrases that the project brings itself: how gaps are filled, and what is held out."""

import re
import tomllib

from train.corpora import phrasebook
from train.corpora.cleaning import fault
from train.corpora.parallel import key
from train.corpora.phrasebook import FILE, filled

GAPS = {"city": [["Köln", "Cologne"], "Berlin"], "few": [["zwei", "two"]]}
CONTENT = tomllib.loads(FILE.read_text(encoding="utf-8"))
TEMPLATES = [
    tuple(template)
    for kind in ("formulas", "sentences")
    for templates in CONTENT[kind].values()
    for template in templates
]


def test_a_gap_is_filled_on_both_sides_alike() -> None:
    assert set(filled(("Grüße aus {city}", "Regards from {city}"), GAPS, 5)) == {
        ("Grüße aus Köln", "Regards from Cologne"),
        ("Grüße aus Berlin", "Regards from Berlin"),
    }


def test_a_gap_at_the_beginning_gets_a_capital() -> None:
    assert filled(("{few} Tage in Rom.", "{few} days in Rome."), GAPS, 5) == [
        ("Zwei Tage in Rom.", "Two days in Rome.")
    ]


def test_a_sentence_that_ends_with_an_abbreviation_has_one_full_stop() -> None:
    gaps = {"hour": [["8 Uhr", "8 a.m."]]}
    assert filled(("Um {hour}.", "At {hour}."), gaps, 5) == [("Um 8 Uhr.", "At 8 a.m.")]


def test_a_phrase_without_gaps_comes_once_as_it_is() -> None:
    assert filled(("wie geht es dir?", "how are you?"), GAPS, 5) == [("wie geht es dir?", "how are you?")]


def test_a_gap_that_comes_twice_is_filled_twice_in_the_same_order() -> None:
    for german, english in filled(("Von {city} nach {city}", "From {city} to {city}"), GAPS, 5):
        assert english == german.replace("Von", "From").replace("nach", "to").replace("Köln", "Cologne")


def test_both_sides_of_a_template_have_the_same_gaps_which_there_are() -> None:
    gaps = {template: [sorted(re.findall(r"\{(\w*)\}", side)) for side in template] for template in TEMPLATES}
    assert [template for template, (german, english) in gaps.items() if german != english] == []
    assert {gap for german, _ in gaps.values() for gap in german} <= CONTENT["gaps"].keys()


def test_nothing_in_training_is_held_out() -> None:
    split = phrasebook.read()
    trained = {key(german) for german, _ in split.training}
    held_out = {key(german) for german, _ in (*split.development, *split.test)}
    assert len(split.development) > 20
    assert len(split.test) > 60
    assert not trained & held_out


def test_every_phrase_is_fit_to_learn_from() -> None:
    split = phrasebook.read()
    pairs = (*split.training, *split.development, *split.test)
    assert [(pair, reason) for pair in pairs if (reason := fault(*pair))] == []


def test_reading_gives_the_same_each_time() -> None:
    assert phrasebook.read() == phrasebook.read()
