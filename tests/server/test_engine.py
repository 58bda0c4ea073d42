"""Loading, queueing, cancelling and remembering."""

import asyncio
import threading
from pathlib import Path

import pytest

from models import checkpoint
from models.checkpoint import CheckpointError
from server import engine as engine_module
from server.engine import Engine
from server.errors import Superseded, Unavailable
from server.worker import Urgency
from tests.server.fakes import SECONDS, FakeTranslator, FakeVectors, english_of, fake_engine

pytestmark = pytest.mark.asyncio


async def loaded(translator: FakeTranslator | None = None) -> Engine:
    engine = fake_engine(translator)
    assert await engine.load() == []
    return engine


async def test_before_it_is_loaded_it_says_so() -> None:
    engine = fake_engine()
    with pytest.raises(Unavailable, match="loading"):
        await engine.translate("Hallo.")
    with pytest.raises(Unavailable, match="loading"):
        engine.neighbours("gut", 1)


async def test_a_sentence_is_translated_once() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    for _ in range(3):
        assert (await engine.translate("Ein Hund.")).text == english_of("Ein Hund.")
    assert translator.asked == ["Ein Hund."]


async def test_whoever_asks_for_the_same_sentence_meanwhile_shares_the_work() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    translations = await asyncio.gather(*(engine.translate("Ein Hund.") for _ in range(5)))
    assert {translation.text for translation in translations} == {english_of("Ein Hund.")}
    assert translator.asked == ["Ein Hund."]


async def test_the_sentences_used_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "REMEMBERED", 2)
    translator = FakeTranslator()
    engine = await loaded(translator)
    for sentence in ("a", "b", "a", "c", "a", "b"):
        await engine.translate(sentence)
    assert translator.asked == ["a", "b", "c", "b"]


async def test_a_cancelled_request_stops_the_model() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    task = asyncio.ensure_future(engine.translate("langsam"))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(translator.stopped.wait, SECONDS)
    assert (await engine.translate("schnell")).text == english_of("schnell")


async def test_shared_work_goes_on_until_nobody_waits() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    first = asyncio.ensure_future(engine.translate("langsam"))
    second = asyncio.ensure_future(engine.translate("langsam"))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    first.cancel()
    await asyncio.wait({first})
    assert not translator.stopped.is_set()
    assert not second.done()
    second.cancel()
    assert await asyncio.to_thread(translator.stopped.wait, SECONDS)


async def test_a_sentence_that_was_cancelled_can_be_asked_for_at_once() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    gate = threading.Event()
    busy = asyncio.ensure_future(engine._worker.run(lambda _: gate.wait(SECONDS)))
    first = asyncio.ensure_future(engine.translate("Ein Hund."))
    await asyncio.sleep(0)
    first.cancel()
    second = asyncio.ensure_future(engine.translate("Ein Hund."))
    await asyncio.wait({first})
    gate.set()
    await busy
    assert (await second).text == english_of("Ein Hund.")


async def test_the_newest_sentence_wins() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    older = asyncio.ensure_future(engine.only_newest(1, engine.translate("langsam")))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    newer = await asyncio.wait_for(engine.only_newest(2, engine.translate("Ein Hund.")), SECONDS)
    assert newer.text == english_of("Ein Hund.")
    with pytest.raises(Superseded):
        await older
    assert translator.stopped.is_set()


async def test_the_same_sentence_does_not_supersede_itself() -> None:
    engine = await loaded()
    both = await asyncio.gather(*(engine.only_newest(1, engine.translate("Ein Hund.")) for _ in range(2)))
    assert both[0] == both[1]


async def test_a_failing_translator_is_reported_without_the_sentence() -> None:
    engine = await loaded()
    with pytest.raises(Unavailable, match=r"translator failed \(RuntimeError\)") as caught:
        await engine.translate("kaputt und geheim")
    assert "geheim" not in str(caught.value)
    assert (await engine.translate("heil")).text == english_of("heil")


async def test_many_sentences_come_back_in_order() -> None:
    engine = await loaded()
    sentences = [f"Satz {number}." for number in range(20)]
    translations = await engine.translate_all(sentences)
    assert [translation.source for translation in translations] == sentences


async def test_of_sentences_asked_for_together_only_the_new_ones_reach_the_model() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    await engine.translate("Ein Hund.")
    translations = await engine.translate_together(["Zwei Hunde.", "Ein Hund.", "Zwei Hunde."])
    assert [one.source for one in translations] == ["Zwei Hunde.", "Ein Hund.", "Zwei Hunde."]
    assert translator.asked == ["Ein Hund.", "Zwei Hunde."]


async def test_what_is_urgent_goes_before_what_can_wait() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    busy = asyncio.ensure_future(engine.translate("langsam"))
    assert await asyncio.to_thread(translator.begun.wait, SECONDS)
    later = asyncio.ensure_future(engine.translate("später", Urgency.LATER))
    await asyncio.sleep(0)
    now = asyncio.ensure_future(engine.translate("jetzt"))
    await asyncio.sleep(0)
    busy.cancel()
    await asyncio.gather(later, now)
    assert translator.asked == ["langsam", "jetzt", "später"]


async def test_half_a_surrogate_pair_does_not_reach_the_model() -> None:
    translator = FakeTranslator()
    engine = await loaded(translator)
    await engine.translate("Ein \ud83d Hund.")
    assert translator.asked == ["Ein \ufffd Hund."]


async def test_a_broken_part_is_reported_and_the_other_works() -> None:
    def broken(_: str | Path) -> FakeTranslator:
        raise CheckpointError("It is broken. Install it again.")

    engine = fake_engine(load_translator=broken)
    assert await engine.load() == ["It is broken. Install it again."]
    with pytest.raises(Unavailable, match="It is broken"):
        await engine.translate("Hallo.")
    assert engine.neighbours("good", 1)


async def test_loading_again_recovers() -> None:
    def only_good(model: str | Path) -> FakeTranslator:
        if model != "good":
            raise CheckpointError("It is broken.")
        return FakeTranslator()

    engine = fake_engine(load_translator=only_good)
    assert await engine.load("bad") == ["It is broken."]
    assert await engine.load("good") == []
    assert (await engine.translate("Hallo.")).text == english_of("Hallo.")


async def test_another_model_answers_anew() -> None:
    translators = [FakeTranslator(), FakeTranslator()]
    engine = fake_engine(load_translator=lambda model: translators[int(str(model))])
    for model in ("0", "1"):
        await engine.load(model)
        await engine.translate("Hallo.")
    assert [translator.asked for translator in translators] == [["Hallo."], ["Hallo."]]


async def test_loading_happens_beside_the_loop() -> None:
    gate = threading.Event()

    def slowly(_: str | Path) -> FakeVectors:
        gate.wait(SECONDS)
        return FakeVectors()

    engine = fake_engine(load_vectors=slowly)
    loading = asyncio.ensure_future(engine.load())
    await asyncio.sleep(0)
    assert not loading.done()
    gate.set()
    assert await asyncio.wait_for(loading, SECONDS) == []


async def test_loading_goes_on_when_whoever_asked_for_it_has_gone() -> None:
    gate = threading.Event()

    def slowly(_: str | Path) -> FakeTranslator:
        gate.wait(SECONDS)
        return FakeTranslator()

    engine = fake_engine(load_translator=slowly)
    loading = asyncio.ensure_future(engine.load())
    await asyncio.sleep(0)
    loading.cancel()
    gate.set()
    async with asyncio.timeout(SECONDS):
        while "loading" in engine.status()["translator"]:
            await asyncio.sleep(0)
    assert (await engine.translate("Hallo.")).source == "Hallo."


async def test_only_the_parts_asked_for_are_loaded() -> None:
    engine = fake_engine()
    assert await engine.load(parts=["vectors"]) == []
    assert engine.neighbours("good", 1)
    with pytest.raises(Unavailable):
        await engine.translate("Hallo.")


@pytest.mark.parametrize(
    ("shipped", "preferred"), [([], "lab"), (["lab"], "lab"), (["lab", "default"], "default")]
)
async def test_the_default_model_is_preferred_where_it_ships(
    shipped: list[str], preferred: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in shipped:
        (tmp_path / model / "translator").mkdir(parents=True)
        (tmp_path / model / "translator" / "manifest.json").touch()
    monkeypatch.setattr(checkpoint, "SHIPPED", tmp_path)
    assert checkpoint.preferred("translator") == preferred


async def test_an_unknown_word_has_no_neighbours() -> None:
    engine = await loaded()
    assert engine.neighbours("Xyzzy", 5) == []
    assert [neighbour.word for neighbour in engine.neighbours("good", 5)] == ["great", "nice"]


async def test_the_vectors_are_asked_for_composed_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, list[str], list[str]]] = []

    def completions(
        self: FakeVectors, typed: str, before: list[str], after: list[str], *_: object
    ) -> list[str]:
        asked.append((typed, before, after))
        return []

    monkeypatch.setattr(FakeVectors, "completions", completions)
    engine = await loaded()
    engine.completions("scho\u0308", ["fu\u0308r"], ["u\u0308ber"], 5, "de")

    assert asked == [("schö", ["für"], ["über"])]


@pytest.mark.parametrize(
    ("files", "parts"),
    [
        ({}, []),
        ({"translator/manifest.json": "broken"}, ["translator"]),
        ({"translator/x": "", "vectors/x": ""}, ["translator", "vectors"]),
        ({"manifest.json": "broken"}, ["translator", "vectors"]),
    ],
)
async def test_a_broken_part_counts_as_one_that_is_there(
    files: dict[str, str], parts: list[str], tmp_path: Path
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert checkpoint.parts_of(tmp_path) == parts


async def test_what_a_model_lacks_comes_from_the_preferred_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(checkpoint, "parts_of", lambda _: ["translator"])
    monkeypatch.setattr(checkpoint, "preferred", lambda part: f"preferred {part}")

    def load_vectors(model: object) -> FakeVectors:
        asked.append(model)
        return FakeVectors()

    def load_translator(model: object) -> FakeTranslator:
        asked.append(model)
        return FakeTranslator()

    engine = fake_engine(load_translator=load_translator, load_vectors=load_vectors)
    assert await engine.load("mine") == []
    assert asked == ["preferred vectors", "mine"]
