"""How sentences are parted and hidden, with the vocabulary of the model that ships."""

import pytest

from models import checkpoint
from models.default_translator import PIECES
from models.placeholders import PLACEHOLDERS
from models.preparation import Preparation
from train import subwords

FIRST, SECOND = PLACEHOLDERS[:2]


@pytest.fixture(scope="module")
def preparation() -> Preparation:
    return Preparation(subwords.open_pieces(checkpoint.find("default", "translator") / PIECES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Das ist toll 😀 und schön 🎉!", f"Das ist toll {FIRST} und schön {SECOND}!"),
        ("👨‍👩‍👧‍👦 Meine Familie", f"{FIRST} Meine Familie"),
        ("Er sagt Привет, как дела, und geht.", f"Er sagt {FIRST}, und geht."),
        ("Das heißt 日本語 dort.", f"Das heißt {FIRST} dort."),
        ("Herr Jiráček kennt Österreich.", f"Herr {FIRST} kennt Österreich."),
        ("„Das ist schön“, sagte er.", "„Das ist schön“, sagte er."),
        ("Das kostet *5 €*.", f"Das kostet {FIRST}."),
        ("DER HUND WOHNT BEI A@B.DE.", f"der hund wohnt bei {FIRST}."),
    ],
)
def test_what_the_model_does_not_know_is_hidden(preparation: Preparation, text: str, expected: str) -> None:
    assert preparation.protected(text).text == expected


def test_numbers_are_hidden_where_they_must_be(preparation: Preparation) -> None:
    assert preparation.protected("12 von a@b.de").text == f"12 von {FIRST}"
    hidden = preparation.protected_with_numbers("12 von a@b.de")
    assert hidden.restore(hidden.text)[0] == "12 von a@b.de"
    assert hidden.text == f"{SECOND} von {FIRST}"


def test_numbers_leave_the_placeholders_to_what_must_not_be_lost(preparation: Preparation) -> None:
    hidden = preparation.protected_with_numbers("10 11 12 13 14 15 16 17 an ⟦₂⟧ und ⟦₁⟧")
    assert set(hidden.words.values()) > {"⟦₁⟧", "⟦₂⟧"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Das ist kurz.", ["Das ist kurz."]),
        ("– Guten Tag!", ["–", "Guten Tag!"]),
        ("  * Ein Punkt", ["*", "Ein Punkt"]),
        ("## Überschrift", ["##", "Überschrift"]),
        ("-5 Grad", ["-5 Grad"]),
        (" ", []),
        ("–", ["–"]),
    ],
)
def test_a_leading_mark_is_a_part_of_its_own(
    preparation: Preparation, sentence: str, expected: list[str]
) -> None:
    assert [sentence[start:end] for start, end in preparation.parts(sentence)] == expected
