"""What must come through a translation as it is."""

import pytest

from models.placeholders import NUMBER, PLACEHOLDERS, VERBATIM, english, numbers_in, protect, verbatim_spans

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
        ("Am 3. Mai kamen 20 Leute.", f"Am {FIRST} kamen 20 Leute."),
        ("Am 3. Mai 2026 und am 12.Okt. kam er.", f"Am {FIRST} und am {SECOND} kam er."),
        ("Der 3. Mann, am 3. Maikäfer", "Der 3. Mann, am 3. Maikäfer"),
        ("Um 14.30 Uhr oder 9:05 Uhr", f"Um {FIRST} oder {SECOND}"),
        ("Das kostet 1.234.567,50 Euro, also 3,5 mehr.", f"Das kostet {FIRST} Euro, also {SECOND} mehr."),
        ("Es waren -3,5 Grad.", f"Es waren -{FIRST} Grad."),
        ("Die Aufgaben 1,2,3 und 4", "Die Aufgaben 1,2,3 und 4"),
        ("Seit Version 2.100 geht das.", f"Seit {FIRST} geht das."),
        ("Rechner 192.168.100.200:8080", f"Rechner {FIRST}"),
        ("Rufen Sie +49 (0)30 123456-78 oder 030/123456 an.", f"Rufen Sie {FIRST} oder {SECOND} an."),
        ("Im Jahr 1990 gab es 250 davon.", "Im Jahr 1990 gab es 250 davon."),
        ("100 % der Stimmen", "100 % der Stimmen"),
    ],
)
def test_protect_replaces_what_is_to_be_copied(text: str, protected: str) -> None:
    assert protect(text, VERBATIM).text == protected


def test_restore_puts_back_what_was_there() -> None:
    protected = protect("Von a@b.de an c@d.de", VERBATIM)
    assert protected.restore_english(f"To {SECOND} from {FIRST}")[0] == "To c@d.de from a@b.de"


def test_restore_says_where_every_position_went() -> None:
    protected = protect("Von a@b.de an", VERBATIM)
    assert protected.text == f"Von {FIRST} an"
    restored, positions = protected.restore(protected.text)
    assert restored == "Von a@b.de an"
    assert (positions[4], positions[7]) == (4, 10)
    assert restored[positions[8] : positions[10]] == "an"


def test_only_the_translation_is_written_as_in_english() -> None:
    protected = protect("Am 3. Mai 1,5 Liter", VERBATIM)
    assert protected.restore(protected.text)[0] == "Am 3. Mai 1,5 Liter"
    assert protected.restore_english(f"On {FIRST} {SECOND} litres")[0] == "On 3 May 1.5 litres"


def test_no_more_is_protected_than_there_are_placeholders() -> None:
    addresses = [f"a{number}@b.de" for number in range(len(PLACEHOLDERS) + 1)]
    protected = protect(" ".join(addresses), VERBATIM)
    assert protected.text == " ".join([*PLACEHOLDERS, addresses[-1]])


@pytest.mark.parametrize("own", [FIRST, SECOND, "⟦A⟧", "⟦zwei Wörter⟧", "⟦", "⟧"])
def test_what_looks_like_a_placeholder_comes_back_unharmed(own: str) -> None:
    protected = protect(f"{own} steht bei a@b.de", VERBATIM)
    assert protected.text == f"{FIRST} steht bei {SECOND}"
    assert protected.restore_english(f"At {SECOND} stands {FIRST}")[0] == f"At a@b.de stands {own}"


def test_verbatim_spans_are_where_it_stands() -> None:
    assert verbatim_spans("Am 3. Mai an a@b.de") == [(3, 9), (13, 19)]


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "1." * 150_000, "0 " * 150_000, "{" * 300_000, "12," * 100_000]
)
def test_looking_through_a_very_long_text_does_not_hang(text: str) -> None:
    verbatim_spans(text)


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
    ("german", "expected"),
    [
        ("1.234,5", "1,234.5"),
        ("1.234,50", "1,234.50"),
        ("3,14", "3.14"),
        ("1.000.000", "1,000,000"),
        ("1.000.000.000", "1,000,000,000"),
        ("2019", "2019"),
        ("20:15", "20:15"),
        ("14.30 Uhr", "14:30"),
        ("12.50", "12.50"),
        ("3.10.2026", "3.10.2026"),
        ("1.2.3", "1.2.3"),
        ("192.168.100.200", "192.168.100.200"),
        ("Version 2.100", "Version 2.100"),
        ("3. Oktober", "3 October"),
        ("03. Okt. 2026", "3 October 2026"),
        ("1. Jänner", "1 January"),
    ],
)
def test_english_writes_numbers_times_and_dates_its_own_way(german: str, expected: str) -> None:
    assert english(german) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (22, "22nd")]
)
def test_english_dates_after_an_article_have_ordinals(day: int, expected: str) -> None:
    assert english(f"{day}. Mai 1949", "It was the ") == f"{expected} of May 1949"
