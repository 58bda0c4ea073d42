"""The one door to the models: loads them in the background, queues, cancels and remembers."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from unicodedata import normalize

from models import checkpoint
from models.errors import ModelError, UnknownWord
from models.translator import Translation, Translator
from server.errors import Superseded, Unavailable
from server.worker import Cancelled, Urgency, Worker

if TYPE_CHECKING:
    from models.vectors import Neighbour
    from models.words import Words

_log = logging.getLogger(__name__)
T = TypeVar("T")

REMEMBERED = 1_000
"""Translations that are kept: some six megabytes, and more sentences than a person reads at a time."""

HYPOTHESES = 3
"""So many meanings of a word are worth reading; the search looks at more anyway."""

_LOADING = "Dolmetsch is still loading its {part}; ask again in a moment."
_FAILED = "Dolmetsch's {part} failed ({kind}). Run `dolmetsch check` to see what is wrong."


class Engine:
    """Answers questions about sentences and words, or says why it cannot."""

    def __init__(
        self,
        load_translator: Callable[[str | Path], Translator] | None = None,
        load_vectors: "Callable[[str | Path], Words] | None" = None,
    ) -> None:
        self._load_translator = load_translator or _load_translator
        self._load_vectors = load_vectors or _load_vectors
        self._worker = Worker()
        self._loading = asyncio.Lock()
        self._settled = asyncio.Event()
        # a model, or the sentence that says why there is none
        self._translator: Translator | str = _LOADING.format(part="translator")
        self._vectors: Words | str = _LOADING.format(part="vectors")
        self._names: dict[str, str | Path] = {}
        self._generation = 0  # how often models were loaded
        self._remembered: OrderedDict[tuple[int, str], Translation] = OrderedDict()
        self._under_way: dict[_Question, _Shared] = {}
        self._newest: tuple[Hashable, asyncio.Future[None]] | None = None

    async def load(
        self, model: str | Path | None = None, parts: Sequence[str] = checkpoint.PARTS
    ) -> list[str]:
        """Loads a model, or the preferred ones, and gives what is wrong with it: nothing, if all is well.

        What is wrong with several parts in the same words, as with a directory that is not there, comes once.
        Loading goes on if nobody waits for it any more: a model that is half loaded would be of no use.
        """
        return await asyncio.shield(asyncio.ensure_future(self._load(model, parts)))

    async def settled(self) -> None:
        """Waits until the models are loaded, or it is known why they are not."""
        await self._settled.wait()

    async def translate(self, sentence: str, urgency: Urgency = Urgency.NOW) -> Translation:
        """The translation of one sentence; see `translate_together`."""
        [translation] = await self.translate_together([sentence], urgency)
        return translation

    async def translate_together(
        self, sentences: Sequence[str], urgency: Urgency = Urgency.NOW
    ) -> list[Translation]:
        """The translations of a few sentences, decoded side by side, with up to `HYPOTHESES` hypotheses.

        Whoever asks for the same ones meanwhile shares the work; what was translated before is remembered.

        Raises:
            Unavailable: the translator is loading, could not be loaded, or failed.
        """
        translator = self._ready_translator()
        generation = self._generation
        asked = [well_formed(sentence) for sentence in sentences]
        new = tuple(dict.fromkeys(text for text in asked if (generation, text) not in self._remembered))
        answers = {text: self._recall((generation, text)) for text in asked if text not in new}
        if new:
            answers |= await self._shared((generation, new), translator, urgency)
        return [answers[text] for text in asked]

    async def only_newest(self, question: Hashable, answer: Coroutine[Any, Any, T]) -> T:
        """What `answer` gives; gives up the answer to the question before, unless that was the same.

        Raises:
            Superseded: another question came before this one was answered.
        """
        superseded = self._become_newest(question)
        task = asyncio.ensure_future(answer)
        try:
            both: set[asyncio.Future[Any]] = {task, superseded}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise Superseded
            return task.result()
        finally:
            task.cancel()  # nothing, if it is done

    async def translate_all(self, sentences: Sequence[str]) -> list[Translation]:
        """The best translations of many sentences, in order, in one piece of work; nothing is remembered.

        Raises:
            Unavailable: as `translate`.
        """
        translator = self._ready_translator()
        batch = [well_formed(sentence) for sentence in sentences]
        return await self._worker.run(lambda cancelled: _translated(translator, batch, 1, cancelled))

    def neighbours(self, word: str, count: int, language: str | None = None) -> "list[Neighbour]":
        """The words of a language, or of any, most similar to `word`, nearest first; none if it is not known.

        This runs where it is called: a look-up takes less than a millisecond and must not wait behind a
        sentence.

        Raises:
            Unavailable: the word vectors are loading, could not be loaded, or failed.
        """
        if isinstance(self._vectors, str):
            raise Unavailable(self._vectors)
        try:
            return self._vectors.nearest(well_formed(word), count, language)
        except UnknownWord:
            return []
        except Exception as error:
            raise Unavailable(_reason("vectors", error)) from error

    def knows(self, word: str, language: str) -> bool:
        """Whether a language has the word; no language has any while there are no vectors."""
        return not isinstance(self._vectors, str) and self._vectors.knows(well_formed(word), language)

    def is_function_word(self, word: str, language: str) -> bool:
        """Whether a language has the word as one that holds sentences together (`der`, `and`)."""
        return not isinstance(self._vectors, str) and self._vectors.is_function_word(
            well_formed(word), language
        )

    def completions(
        self, typed: str, before: Sequence[str], after: Sequence[str], count: int, language: str
    ) -> list[str]:
        """The likeliest words of a language that begin with `typed`, given those on either side of it.

        Raises:
            Unavailable: as `neighbours`.
        """
        if isinstance(self._vectors, str):
            raise Unavailable(self._vectors)
        try:
            return self._vectors.completions(
                well_formed(typed),
                [well_formed(word) for word in before],
                [well_formed(word) for word in after],
                count,
                language,
            )
        except Exception as error:
            raise Unavailable(_reason("vectors", error)) from error

    @property
    def vector_languages(self) -> tuple[str, ...]:
        """The languages of the word vectors as ISO 639-1 codes; none while there are no vectors."""
        return () if isinstance(self._vectors, str) else self._vectors.languages

    def status(self) -> dict[str, str]:
        """What each part is: the name of its model, or why there is none."""
        loaded = {"translator": self._translator, "vectors": self._vectors}
        return {
            part: model if isinstance(model, str) else str(self._names[part])
            for part, model in loaded.items()
        }

    async def _load(self, model: str | Path | None, parts: Sequence[str]) -> list[str]:
        async with self._loading:
            self._settled.clear()
            self._generation += 1
            self._remembered.clear()
            self._translator = _LOADING.format(part="translator")
            self._vectors = _LOADING.format(part="vectors")
            if "vectors" in parts:  # first, since they are there in no time
                self._vectors = await self._loaded("vectors", model, self._load_vectors)
            if "translator" in parts:
                self._translator = await self._loaded("translator", model, self._load_translator)
            self._settled.set()
        loaded = {"vectors": self._vectors, "translator": self._translator}
        return list(dict.fromkeys(problem for part in parts if isinstance(problem := loaded[part], str)))

    def _ready_translator(self) -> Translator:
        if isinstance(self._translator, str):
            raise Unavailable(self._translator)
        return self._translator

    def _recall(self, known: tuple[int, str]) -> Translation:
        self._remembered.move_to_end(known)
        return self._remembered[known]

    async def _shared(
        self, question: "_Question", translator: Translator, urgency: Urgency
    ) -> dict[str, Translation]:
        """Answers a question together with all who ask the same, until nobody waits for it any more."""
        shared = self._under_way.get(question)
        if shared is None:
            shared = _Shared(asyncio.ensure_future(self._answer(translator, question, urgency)))
            self._under_way[question] = shared
        shared.waiting += 1
        try:
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if shared.waiting == 0 and self._under_way.get(question) is shared:
                del self._under_way[question]
                shared.task.cancel()  # nothing, if it is done

    async def _answer(
        self, translator: Translator, question: "_Question", urgency: Urgency
    ) -> dict[str, Translation]:
        generation, sentences = question
        translations = await self._worker.run(
            lambda cancelled: _translated(translator, sentences, HYPOTHESES, cancelled), urgency
        )
        for sentence, translation in zip(sentences, translations, strict=True):
            self._remembered[generation, sentence] = translation
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return dict(zip(sentences, translations, strict=True))

    def _become_newest(self, question: Hashable) -> asyncio.Future[None]:
        """A future that is set when another question becomes the newest."""
        if self._newest is not None:
            newest, superseded = self._newest
            if newest == question:
                return superseded
            superseded.set_result(None)
        superseded = asyncio.get_running_loop().create_future()
        self._newest = (question, superseded)
        return superseded

    async def _loaded(self, part: str, model: str | Path | None, load: Callable[[str | Path], T]) -> T | str:
        started = time.perf_counter()
        try:
            name = _model_with(part, model)
            loaded = await self._worker.run(lambda _: load(name))
        except Exception as error:  # whatever a broken checkpoint brings about, the server stays up
            return _reason(part, error)
        self._names[part] = name
        _log.info("%s of %s ready after %.0f ms", part, name, 1000 * (time.perf_counter() - started))
        return loaded


def _model_with(part: str, model: str | Path | None) -> str | Path:
    """The model that was asked for, or the preferred one if none was or if it has other parts alone."""
    if model is None:
        return checkpoint.preferred(part)
    parts = checkpoint.parts_of(model)
    return checkpoint.preferred(part) if parts and part not in parts else model


_Question = tuple[int, tuple[str, ...]]  # which loading brought the model, the sentences


@dataclass
class _Shared:
    """Work, and how many wait for it."""

    task: asyncio.Task[dict[str, Translation]]
    waiting: int = 0


def _translated(
    translator: Translator, sentences: Sequence[str], count: int, cancelled: Cancelled
) -> list[Translation]:
    try:
        return translator.translate(sentences, count=count, cancelled=cancelled)
    except Exception as error:  # whatever a model does with a sentence, the server stays up
        raise Unavailable(_reason("translator", error)) from error


def _reason(part: str, error: Exception) -> str:
    """What to tell the user of a failure; only our own errors speak to them."""
    if isinstance(error, ModelError):
        return str(error)
    _log.error("the %s failed", part, exc_info=error)
    return _FAILED.format(part=part, kind=type(error).__name__)


def well_formed(text: str) -> str:
    """The text as models know text: composed, and without half surrogate pairs, which JSON can bring."""
    return normalize("NFC", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _load_translator(model: str | Path) -> Translator:
    from models import translator

    return translator.load(model)


def _load_vectors(model: str | Path) -> "Words":
    # numpy alone takes a tenth of a second to import, which `initialize` must not wait for
    from models import words

    return words.load(model)
