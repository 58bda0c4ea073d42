"""Where German sentences begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text.sentences import sentence_at, sentences_of

# Each list is one paragraph; its entries are its sentences.
PARAGRAPHS = [
    ["Es regnet.", "Wir gehen trotzdem hinaus!", "Kommst du mit?", "Ja …"],
    ["Ich mag Obst, z. B. Äpfel.", "Andere mögen Kuchen."],
    ["Er kam d. h. er fuhr.", "Dr. Müller grüßt Prof. Schmidt und Fr. Weber."],
    ["Wir kauften Brot, Käse usw.", "Die Kinder warteten."],
    ["Brot, Käse usw. Vorräte fehlten."],
    ["Am 3. Oktober ist frei.", "Es war 1990.", "Damals war alles anders."],
    ["Ludwig XIV. Frankreichs Sonnenkönig.", "Er tanzte gern."],
    ["J. S. Bach lebte in Leipzig.", "Dort schrieb er viel."],
    ["„Kommst du?“ fragte sie.", "„Nein!“, rief er.", "„Gut.“", "Sie ging."],
    ["(Das war schön.)", "Wir lachten."],
    ["Das kostet 3.50 Euro.", "Siehe example.com für mehr."],
    ["Ich freue mich! 😊 🎉", "Bis bald."],
    ["Was?!", "Wirklich …?", "Ja."],
    ["Er wohnt in der Goethestr. 5.", "Die Hauptstr. ist gesperrt.", "Siehe S. 12 und Nr. 5."],
    ["Herr Dr. med. Schulz kommt.", "Dipl.-Ing. Weber auch.", "Das gilt lt. § 3 Abs. 2 BGB."],
    ["Im 19. Jahrhundert war es kalt.", "Er kam als 3. ins Ziel.", "Das war am 3.", "Danach ging er."],
    ["Der 2. Weltkrieg war vorbei.", "Heinrich VIII. hatte sechs Frauen."],
    ["Das kostet 1.000 Euro.", "Um 10.30 Uhr geht es los.", "Das läuft bis zum 31.12.2024.", "Danach nicht."],
    ["»Guten Tag!«, sagte er.", "»Wie geht es?«", '"Komm her!" rief sie.'],
    ["„Ich komme“, sagte er, „wenn ich kann.“", "Sie nickte.", "Er rief „Halt!“ und lief davon."],
    ["Komm mit!", "– Nein.", "– Doch!"],
    ["Nun ja … vielleicht.", "Wer weiß …", "Niemand weiß es.", "Nun ja... vielleicht."],
    ["Wir liefern Äpfel, Birnen etc.", "Alles ist frisch.", "Der sog. Experte irrt."],
    ["Mit freundlichen Grüßen i. A. Meier"],
    ["Öffne die Datei main.py.", "Lies sie.", "Besuchen Sie www.beispiel.de.", "Dort steht alles."],
    ["Das macht 5 %.", "Am Mo., Di. und Mi. ist zu."],
    ["Kein Punkt am Ende"],
]


@pytest.mark.parametrize("sentences", PARAGRAPHS, ids=lambda sentences: sentences[0])
def test_sentences_of(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [span.of(text) for span in sentences_of(text)] == sentences


def test_sentence_at_any_offset_of_it() -> None:
    text = "Es regnet.  Wir gehen."
    for offset in range(0, 11):
        assert sentence_at(text, offset) == (0, 10)
    assert sentence_at(text, 11) is None
    for offset in range(12, 23):
        assert sentence_at(text, offset) == (12, 22)


@given(text=st.text("aA1.!? „“😊\n\u0308…"))
def test_sentences_hold_all_of_a_text_but_white_space(text: str) -> None:
    spans = sentences_of(text)
    covered = "".join(text[span.start : span.end] for span in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)


@pytest.mark.parametrize("text", ["." * 5_000 + "x", "😊" * 5_000 + "x", ".😊" * 2_500 + "x", "a." * 2_500])
def test_odd_texts_take_no_odd_time(text: str) -> None:
    assert sentences_of(text)  # a pattern that backtracks would take longer than anyone waits
