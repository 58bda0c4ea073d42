"""What becomes of the words that a glossary or markup has decided."""

import pytest

from server.glossary import Fixed, Glossary
from server.interpreter import interpret, interpret_word
from server.text.words import Span
from tests.server.fakes import FakeTranslator, FakeVectors, english_of, fake_engine

pytestmark = pytest.mark.asyncio

GLOSSARY = Glossary({"Rechnung": "invoice", "offene Rechnung": "unpaid invoice"}, frozenset({"Kiez"}))


async def translated(sentence: str, glossary: Glossary = GLOSSARY, fixed: tuple[Fixed, ...] = ()) -> str:
    engine = fake_engine()
    await engine.load()
    return (await interpret(engine, sentence, glossary, fixed)).text


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Die Rechnung ist da.", "Die invoice ist da."),
        ("Eine offene Rechnung im Kiez.", "Eine unpaid invoice im Kiez."),
        ("Die Rechnungen sind da.", "Die Rechnungen sind da."),
        ("Rechnung und Rechnung.", "invoice und invoice."),
        ("Siehe https://example.org/Rechnung im Netz.", "Siehe https://example.org/Rechnung im Netz."),
    ],
)
async def test_its_words_come_out_as_the_glossary_says(sentence: str, expected: str) -> None:
    assert await translated(sentence) == english_of(expected)


async def test_a_small_word_also_counts_with_a_capital() -> None:
    assert await translated("Gern geschehen.", Glossary({"gern geschehen": "you are welcome"})) == (
        english_of("you are welcome.")
    )


async def test_addresses_are_left_to_the_translator() -> None:
    translator = FakeTranslator()
    engine = fake_engine(translator)
    await engine.load()
    hypothesis = await interpret(engine, "Die Rechnung steht auf https://example.org hier.", GLOSSARY)
    assert translator.asked == ["Die ⟦₁⟧ steht auf https://example.org hier."]
    assert hypothesis.text == english_of("Die invoice steht auf https://example.org hier.")


async def test_a_model_that_loses_a_word_is_asked_for_what_is_around_it() -> None:
    text = await translated("Bitte vergiss die Rechnung nicht.")
    assert text == f"{english_of('Bitte vergiss die')} invoice {english_of('nicht.')}"


async def test_placeholders_that_the_user_wrote_stay() -> None:
    assert await translated("Die Rechnung ⟦₁⟧ ist da.") == english_of("Die Rechnung ⟦₁⟧ ist da.")


async def test_what_markup_decides_goes_before_the_glossary() -> None:
    fixed = (Fixed(4, 12, "`Rechnung`"),)
    assert await translated("Die Rechnung ist da.", fixed=fixed) == english_of("Die `Rechnung` ist da.")


async def test_a_decomposed_sentence_meets_a_composed_glossary() -> None:
    glossary = Glossary({"schön": "lovely"})
    assert await translated("Das ist scho\u0308n.", glossary) == english_of("Das ist lovely.")


async def test_a_word_of_the_glossary_has_that_meaning_and_its_place_in_the_sentence() -> None:
    translator = FakeTranslator()
    engine = fake_engine(translator)
    await engine.load()
    answer = await interpret_word(engine, "Die Rechnung ist da.", Span(4, 12), GLOSSARY)
    assert answer.meanings == ("invoice",)
    assert answer.counterpart is not None
    assert answer.counterpart.of(answer.sentence.text) == "invoice"
    assert translator.batches == [["Die ⟦₁⟧ ist da."]]


async def test_the_alignment_counts_in_the_sentence_and_not_in_the_placeholders() -> None:
    engine = fake_engine()
    await engine.load()
    answer = await interpret_word(engine, "Der kleine Hund schläft heute.", Span(4, 10), Glossary())
    assert answer.counterpart is not None
    assert answer.counterpart.of(answer.sentence.text) == "small"


async def test_a_meaning_that_is_unsure_or_no_english_is_none() -> None:
    engine = fake_engine()
    await engine.load()
    answer = await interpret_word(engine, "Die Besprechung beginnt.", Span(4, 15), Glossary())
    assert answer.meanings == ("meeting",)


async def test_vectors_without_german_do_not_decide_what_is_english() -> None:
    engine = fake_engine(load_vectors=lambda _: FakeVectors("en"))
    await engine.load()
    answer = await interpret_word(engine, "Die Besprechung beginnt.", Span(4, 15), Glossary())
    assert answer.meanings == ("meeting", "prosperation")
