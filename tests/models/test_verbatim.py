"""What is never left to the model, and how English writes it."""

import pytest

from models.placeholders import PLACEHOLDERS, protect
from models.verbatim import english, number_spans, numbers_in, verbatim_spans, with_right_ordinals

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
        ("Um 14.30 Uhr oder 9:05 Uhr", f"Um {FIRST} oder {SECOND} Uhr"),
        ("Das kostet 1.234.567,50 Euro, also 3,5 mehr.", f"Das kostet {FIRST} Euro, also {SECOND} mehr."),
        ("Es waren -3,5 Grad.", f"Es waren -{FIRST} Grad."),
        ("Die Aufgaben 1,2,3 und 4", "Die Aufgaben 1,2,3 und 4"),
        ("Seit Version 2.100 geht das.", f"Seit {FIRST} geht das."),
        ("Rechner 192.168.100.200:8080", f"Rechner {FIRST}"),
        ("Rufen Sie +49 (0)30 123456-78 oder 030/123456 an.", f"Rufen Sie {FIRST} oder {SECOND} an."),
        ("Die ISBN 978-3-16-148410-0 vom 2026-10-03", f"Die ISBN {FIRST} vom {SECOND}"),
        ("Das Konto DE89 3704 0044 0532 0130 00", f"Das Konto {FIRST}"),
        ("Er wohnt in der Bahnhofstr. 12 in Berlin.", f"Er wohnt in der {FIRST} in Berlin."),
        (
            "Die Datei bericht_2026.pdf liegt in /home/anna/Dokumente.",
            f"Die Datei {FIRST} liegt in {SECOND}.",
        ),
        (r"Siehe C:\Users\Anna und $HOME/.config", f"Siehe {FIRST} und {SECOND}"),
        ("und/oder 5 km/h", "und/oder 5 km/h"),
        ("Das Wort " + "Donau" * 21 + " ist keines.", f"Das Wort {FIRST} ist keines."),
        ("Das Wort " + "Donau" * 20 + " geht noch.", "Das Wort " + "Donau" * 20 + " geht noch."),
        ("Siehe example.org/a oder z.B. hier.", f"Siehe {FIRST} oder z.B. hier."),
        ("@anna kommt am #wochenende.", f"{FIRST} kommt am {SECOND}."),
        ("<b>Fett</b>", f"{FIRST}Fett{SECOND}"),
        ("Die 25 m² kosten 5 € oder €12,99.", f"Die 25 {FIRST} kosten {SECOND} oder {PLACEHOLDERS[2]}."),
        ("Es sind 20 °C.", f"Es sind 20 {FIRST}."),
        ("Im Jahr 1990 gab es 250 davon.", "Im Jahr 1990 gab es 250 davon."),
        ("100 % der Stimmen", "100 % der Stimmen"),
    ],
)
def test_verbatim_spans_are_what_is_to_be_copied(text: str, protected: str) -> None:
    assert protect(text, verbatim_spans(text)).text == protected


def test_spans_are_where_it_stands() -> None:
    assert verbatim_spans("Am 3. Mai an a@b.de") == [(3, 9), (13, 19)]
    assert number_spans("3 von 12,5") == [(0, 1), (6, 10)]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "1." * 150_000,
        "0 " * 150_000,
        "{" * 300_000,
        "12," * 100_000,
        "A-" * 150_000,
        "a." * 150_000,
        "/." * 150_000,
    ],
)
def test_looking_through_a_very_long_text_does_not_hang(text: str) -> None:
    verbatim_spans(text)


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
        ("5 €", "€5"),
        ("1.299,00 €", "€1,299.00"),
        ("€12,99", "€12.99"),
        ("8,45 $", "$8.45"),
        ("$37.23", "$37.23"),
    ],
)
def test_english_writes_numbers_times_and_dates_its_own_way(german: str, expected: str) -> None:
    assert english(german) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (22, "22nd")]
)
def test_english_dates_after_an_article_have_ordinals(day: int, expected: str) -> None:
    assert english(f"{day}. Mai 1949", "It was the ") == f"{expected} of May 1949"


def test_ordinals_are_mended() -> None:
    assert with_right_ordinals("the 2th, 11st, 22th and 4th") == "the 2nd, 11th, 22nd and 4th"
