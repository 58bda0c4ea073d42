"""What the model sees in the place of abbreviations, emphasis and control characters."""

import pytest

from models.placeholders import protect
from models.spelling import edits, is_shouted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tiere, z. B. Hunde und z.B. Katzen", "Tiere, zum Beispiel Hunde und zum Beispiel Katzen"),
        ("Hunde, Katzen usw.", "Hunde, Katzen und so weiter."),
        ("etwa 5 Mio. Leute", "etwa 5 Millionen Leute"),
        ("Nr. 5", "Nummer 5"),
        ("die Abc.", "die Abc."),
        ("Das ist *sehr* **gut** und __wichtig__.", "Das ist sehr gut und wichtig."),
        ("3 * 4 und snake_case", "3 * 4 und snake_case"),
        ("Steuer\x01zeichen", "Steuerzeichen"),
    ],
)
def test_text_is_spelled_out(text: str, expected: str) -> None:
    assert protect(text, [], edits(text)).text == expected


@pytest.mark.parametrize("text", ["HALLO!", "DER HUND SCHLÄFT.", "5 EUROS"])
def test_capitals_throughout_are_shouting(text: str) -> None:
    assert is_shouted(text)


@pytest.mark.parametrize("text", ["Hallo", "NATO, USA, EU", "A", "123", "", "Die UNICEF"])
def test_acronyms_and_a_few_capitals_are_not(text: str) -> None:
    assert not is_shouted(text)
