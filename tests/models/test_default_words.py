"""The words that ship: how many, what is near them, what they go on to, and what is never offered."""

import string

import pytest

from models import checkpoint, words
from models.words import Words
from train.corpora import families


@pytest.fixture(scope="module")
def shipped() -> Words:
    return words.load("default")


def near(shipped: Words, word: str, language: str) -> list[str]:
    return [neighbour.word for neighbour in shipped.nearest(word, 10, language)]


def test_there_are_enough_of_them_and_they_are_small(shipped: Words) -> None:
    directory = checkpoint.find("default", "vectors")

    assert len(shipped.lexicon("de").vectors) >= 40_000
    assert len(shipped.lexicon("en").vectors) >= 30_000
    assert sum(path.stat().st_size for path in directory.iterdir()) <= 30_000_000


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_known_of_them_is_what_the_lists_say_now(shipped: Words, language: str) -> None:
    """A longer list of irregular or offensive words reaches the user only if the checkpoint has it, too."""
    listed = shipped.lexicon(language).vectors.words

    assert shipped.lexicon(language).vectors.vocabulary == families.vocabulary(listed, language)


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("de", "schön", {"hübsch", "wunderschön"}),
        ("de", "Montag", {"Dienstag", "Freitag"}),
        ("de", "Vater", {"Mutter", "Bruder"}),
        ("de", "lief", {"rannte", "ging"}),
        ("en", "good", {"nice"}),
        ("en", "Monday", {"Tuesday", "Friday"}),
        ("en", "father", {"mother", "brother"}),
        ("en", "buy", {"sell"}),
    ],
)
def test_near_words_make_sense(shipped: Words, language: str, word: str, expected: set[str]) -> None:
    assert expected <= set(near(shipped, word, language))


@pytest.mark.parametrize(
    ("language", "family"),
    [
        ("de", "gehst gehen geht ging gegangen"),
        ("de", "Haus Häuser Hauses Häusern"),
        ("de", "kaufen kauft gekauft kaufte"),
        ("de", "groß größer große großen"),
        ("en", "go goes went gone going"),
        ("en", "child children"),
        ("en", "big bigger biggest"),
    ],
)
def test_no_form_of_a_word_is_near_another(shipped: Words, language: str, family: str) -> None:
    for word in family.split():
        assert not set(near(shipped, word, language)) & set(family.split())


def test_only_what_could_take_a_words_place_is_near_it(shipped: Words) -> None:
    assert all(word[0].isupper() for word in near(shipped, "Schule", "de"))
    assert all(word[0].islower() for word in near(shipped, "schnell", "de"))
    assert all(word[0].islower() and "'" not in word for word in near(shipped, "good", "en"))
    assert {"die", "des"} <= set(near(shipped, "der", "de"))
    assert not {"the", "and", "very"} >= set(near(shipped, "happy", "en"))


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_slur_goes_on_from_two_letters(shipped: Words, language: str) -> None:
    vectors = shipped.lexicon(language).vectors
    slurs = {vectors.words[row] for row in vectors.vocabulary.hidden}
    beginnings = [first + second for first in string.ascii_letters for second in string.ascii_lowercase]

    offered = {
        word for beginning in beginnings for word in shipped.completions(beginning, [], [], 100, language)
    }

    assert slurs
    assert not slurs & offered


@pytest.mark.parametrize(
    ("language", "before", "typed", "expected"),
    [
        ("de", ["Vielen"], "D", "Dank"),
        ("de", ["die", "Straße", "ist"], "gr", "groß"),
        ("de", ["Sehr", "geehrte"], "D", "Damen"),
        ("en", ["Thank"], "y", "you"),
        ("en", ["I", "live", "in"], "Ger", "Germany"),
        ("en", ["as", "soon", "as"], "pos", "possible"),
    ],
)
def test_what_is_begun_goes_on_as_fits(
    shipped: Words, language: str, before: list[str], typed: str, expected: str
) -> None:
    assert expected in shipped.completions(typed, before, [], 3, language)
