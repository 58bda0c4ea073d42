"""What is hidden from the model, what it sees instead, and that everything finds its way back."""

import pytest

from models.placeholders import PLACEHOLDERS, Protected, has_words, protect
from models.verbatim import Span, verbatim_spans

FIRST, SECOND = PLACEHOLDERS[:2]


def protected(text: str) -> Protected:
    return protect(text, verbatim_spans(text))


def test_restore_puts_back_what_was_there() -> None:
    assert (
        protected("Von a@b.de an c@d.de").restore(f"To {SECOND} from {FIRST}")[0] == "To c@d.de from a@b.de"
    )


def test_every_character_knows_where_it_comes_from() -> None:
    text = "Von a@b.de an"
    hidden = protected(text)
    assert hidden.text == f"Von {FIRST} an"
    assert [text[slice(*span)] for span in hidden.origins] == [*"Von ", *["a@b.de"] * 3, *" an"]


def test_every_character_knows_what_became_of_it() -> None:
    restored, spans = protected("Am 3. Mai um").restore(f"At {FIRST}.")
    assert restored == "At 3 May."
    assert [restored[slice(*span)] for span in spans] == [*"At ", *["3 May"] * 3, "."]


def test_only_the_translation_is_written_as_in_english() -> None:
    hidden = protected("Am 3. Mai 1,5 Liter")
    assert hidden.words == {FIRST: "3. Mai", SECOND: "1,5"}
    assert hidden.restore(f"On {FIRST} {SECOND} litres")[0] == "On 3 May 1.5 litres"


def test_the_same_words_get_the_same_placeholder() -> None:
    assert protected("a@b.de und a@b.de").text == f"{FIRST} und {FIRST}"


def test_no_more_is_hidden_than_there_are_placeholders() -> None:
    addresses = [f"a{number}@b.de" for number in range(len(PLACEHOLDERS) + 1)]
    assert protected(" ".join(addresses)).text == " ".join([*PLACEHOLDERS, addresses[-1]])


@pytest.mark.parametrize("own", [FIRST, SECOND, "⟦A⟧", "⟦zwei Wörter⟧", "⟦", "⟧"])
def test_what_looks_like_a_placeholder_comes_back_unharmed(own: str) -> None:
    hidden = protected(f"{own} steht bei a@b.de")
    assert hidden.text == f"{FIRST} steht bei {SECOND}"
    assert hidden.restore(f"At {SECOND} stands {FIRST}")[0] == f"At a@b.de stands {own}"


def test_edits_are_seen_by_the_model_and_come_from_what_they_replace() -> None:
    edits: list[tuple[Span, str]] = [((0, 3), "circa"), ((3, 5), "")]
    edited = protect("ca. * a@b.de", [(6, 12)], edits)
    assert edited.text == f"circa {FIRST}"
    assert edited.origins == [*[(0, 3)] * 5, (5, 6), *[(6, 12)] * 3]


def test_what_was_shouted_is_given_back_in_capitals_but_for_what_was_hidden() -> None:
    shouted = Protected(f"an {FIRST}", {FIRST: "a@b.de"}, [], shouted=True)
    assert shouted.restore(f"straße to {FIRST}")[0] == "STRASSE TO a@b.de"


def test_kept_in_wants_every_placeholder_once() -> None:
    hidden = protected("Von a@b.de an c@d.de")
    assert hidden.kept_in(f"{SECOND}, {FIRST}")
    assert not hidden.kept_in(f"{FIRST}, {FIRST}")
    assert not hidden.kept_in(f"{FIRST}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Haus", True), (f"{FIRST} ist", True), (f"{FIRST}, 3 – {SECOND}!", False), ("", False)],
)
def test_placeholders_and_numbers_are_no_words(text: str, expected: bool) -> None:
    assert has_words(text) == expected
