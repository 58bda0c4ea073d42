"""What must come through a translation as it is."""

import pytest

from models.placeholders import NUMBER, PLACEHOLDERS, VERBATIM, english_number, numbers_in, protect

FIRST, SECOND = PLACEHOLDERS[:2]


@pytest.mark.parametrize(
    ("text", "protected"),
    [
        ("Siehe https://example.org/a?b=1.", f"Siehe {FIRST}."),
        ("Siehe (www.example.org)!", f"Siehe ({FIRST})!"),
        ("Schreiben Sie an anna@example.org, bitte.", f"Schreiben Sie an {FIRST}, bitte."),
        ("{name} hat {count} Dateien", f"{FIRST} hat {SECOND} Dateien"),
        ("%s von %(total)d", f"{FIRST} von {SECOND}"),
        ("Rufen Sie `git push` auf.", f"Rufen Sie {FIRST} auf."),
        ("Version 1.2.3 vom 24.12.2019", f"Version {FIRST} vom {SECOND}"),
        ("Die Nummer 4711000 ist 4711000.", f"Die Nummer {FIRST} ist {FIRST}."),
        ("Am 3. Mai kamen 20 Leute.", "Am 3. Mai kamen 20 Leute."),
        ("100 % der Stimmen", "100 % der Stimmen"),
    ],
)
def test_protect_replaces_what_is_to_be_copied(text: str, protected: str) -> None:
    assert protect(text, VERBATIM).text == protected


def test_restore_puts_back_what_was_there() -> None:
    protected = protect("Von a@b.de an c@d.de", VERBATIM)
    assert protected.restore(f"To {SECOND} from {FIRST}")[0] == "To c@d.de from a@b.de"


def test_restore_says_where_every_position_went() -> None:
    protected = protect("Von a@b.de an", VERBATIM)
    assert protected.text == f"Von {FIRST} an"
    restored, positions = protected.restore(protected.text)
    assert restored == "Von a@b.de an"
    assert (positions[4], positions[7]) == (4, 10)
    assert restored[positions[8] : positions[10]] == "an"


def test_no_more_is_protected_than_there_are_placeholders() -> None:
    addresses = [f"a{number}@b.de" for number in range(len(PLACEHOLDERS) + 1)]
    protected = protect(" ".join(addresses), VERBATIM)
    assert protected.text == " ".join([*PLACEHOLDERS, addresses[-1]])


def test_a_text_with_placeholders_of_its_own_is_left_alone() -> None:
    text = f"{SECOND} steht bei a@b.de"
    assert protect(text, VERBATIM).text == text


def test_several_patterns_share_the_placeholders() -> None:
    assert protect("12 an a@b.de", VERBATIM, NUMBER).text == f"{SECOND} an {FIRST}"


def test_kept_in_wants_every_placeholder_once() -> None:
    protected = protect("Von a@b.de an c@d.de", VERBATIM)
    assert protected.kept_in(f"{SECOND}, {FIRST}")
    assert not protected.kept_in(f"{FIRST}, {FIRST}")
    assert not protected.kept_in(f"{FIRST}")


def test_numbers_in_leaves_out_marks_and_single_digits() -> None:
    assert numbers_in("3 Hunde, 1.234,5 Euro, 20:15 Uhr") == ["12345", "2015"]


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("1.234,5", "1,234.5"),
        ("3,14", "3.14"),
        ("1.000.000", "1,000,000"),
        ("2019", "2019"),
        ("20:15", "20:15"),
    ],
)
def test_english_number(german: str, english: str) -> None:
    assert english_number(german) == english
