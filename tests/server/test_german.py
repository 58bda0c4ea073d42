"""Which German a document holds, at a place, in a selection and in the whole."""

import pytest

from server.text.document import Document, Place
from server.text.german import LONGEST_SELECTION, paragraphs_in, reading_at, selected, whole
from server.text.prose import REACH

MIXED = """\
# Ein schöner Titel

Das ist gut. This is a day. Wir gehen
nach Hause.

```
Das ist Code und kein Text.
```

> Auch ein Zitat ist Text.
"""


def markdown(text: str) -> Document:
    return Document("file:///brief.md", text, 1, "markdown")


def texts_in(document: Document) -> list[str]:
    return [
        sentence.text for sentences in paragraphs_in(document, *whole(document)) for sentence in sentences
    ]


def test_the_german_sentences_of_a_document_are_found_in_order() -> None:
    assert texts_in(markdown(MIXED)) == [
        "Ein schöner Titel",
        "Das ist gut.",
        "Wir gehen nach Hause.",
        "Auch ein Zitat ist Text.",
    ]


@pytest.mark.parametrize("separator", [" ", "\n", "\n\n"])
def test_no_sentence_of_a_long_text_is_lost_or_comes_twice(separator: str) -> None:
    sentences = [f"Das ist der Satz mit der Nummer {number} in dieser Reihe." for number in range(1000, 1400)]
    text = separator.join(sentences)
    assert len(text) > 5 * REACH
    assert texts_in(Document("file:///brief", text, 1)) == sentences


@pytest.mark.parametrize(
    "text", ["", "\n", "x" * 10_000, "Das ist " + "sehr " * 2_000 + "lang.", "👋 " * 3_000]
)
def test_the_search_comes_to_its_end_in_any_text(text: str) -> None:
    texts_in(Document("file:///brief", text, 1))


def test_a_selection_cuts_the_sentences_at_its_ends() -> None:
    document = Document("file:///brief", "Das ist gut. Wir gehen\nnach Hause. Es regnet sehr.", 1)
    parts = selected(document, Place(0, 3), Place(1, 4))
    assert [part.text for part in parts] == ["ist gut.", "Wir gehen nach"]
    assert parts[1].places == (Place(0, 13), Place(1, 4))


@pytest.mark.parametrize("separator", [" ", "\n"])
def test_a_selection_that_is_too_long_to_be_read_at_once_is_passed_over(separator: str) -> None:
    sentence = "Das ist ein Satz." + separator
    document = Document("file:///brief", sentence * (LONGEST_SELECTION // len(sentence) + 1), 1)
    assert selected(document, *whole(document)) == []


def test_code_and_addresses_in_a_sentence_are_known() -> None:
    reading = reading_at(markdown("Der Befehl `git push` steht auf https://example.org hier."), Place(0, 1))
    assert reading is not None
    text = reading.sentence.text
    assert [span.of(text) for span in reading.sentence.opaque] == ["git push", "https://example.org"]
    assert reading.word_in_sentence.of(text) == "Der"


def test_there_is_nothing_to_read_off_german_words() -> None:
    document = markdown("This is a day. Das ist `Code` hier.")
    for column in (0, 25):
        assert reading_at(document, Place(0, column)) is None
