"""What of a document's markup, line breaks and quotes is left when English takes the place of German."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.translator import Hypothesis, Translation
from server.glossary import Glossary
from server.rewriting import Replacement, replaced, rewritten
from server.text.document import Document, Place
from server.text.german import Excerpt, paragraphs_in, whole
from server.text.passage import Passage, Piece
from server.text.words import Span
from tests.server.fakes import FakeTranslator, fake_engine


class WordByWord(FakeTranslator):
    """Translates each word in its place, so that the alignment is known."""

    words: Mapping[str, str] = {
        "der": "the", "kleine": "small", "große": "large", "hund": "dog", "schläft": "sleeps", "und": "and",
        "heute": "today", "sagt": "says", "zu": "to", "mir": "me", "nicht": "don't",
    }  # fmt: skip

    def translate(self, sentences, *, count=1, cancelled=lambda: False):  # type: ignore[no-untyped-def]
        return [self._translated(sentence) for sentence in sentences]

    def _translated(self, sentence: str) -> Translation:
        text, links = "", []
        for match in re.finditer(r"\S+", sentence):
            word, position = match[0], match.start()
            core = word.strip(".,!")
            english = word.replace(core, self.words.get(core.lower(), core))
            end = len(english.rstrip(".,!"))
            text += " " * bool(text)
            links.append((position, position + len(core), len(text), len(text) + end))
            text += english
        return Translation(sentence, (Hypothesis(text, 0.9, alignment=tuple(links)),))


class WithFullStops(WordByWord):
    """Ends every translation with a full stop, as models do that have read sentences."""

    def _translated(self, sentence: str) -> Translation:
        [hypothesis] = super()._translated(sentence).hypotheses
        return Translation(sentence, (replace(hypothesis, text=hypothesis.text.rstrip(".") + "."),))


async def english(
    text: str,
    language: str = "markdown",
    glossary: Glossary | None = None,
    translator: FakeTranslator | None = None,
) -> str:
    """A document with all its German rewritten."""
    document = Document("file:///brief", text, 1, language)
    engine = fake_engine(translator or WordByWord())
    await engine.load()
    replacements = [
        await rewritten(engine, document, excerpt, glossary or Glossary())
        for excerpts in paragraphs_in(document, *whole(document))
        for excerpt in excerpts
    ]
    lines = [document.content(number) for number in range(len(document.lines))]
    for one in reversed(replacements):
        end = lines[one.end.line][one.end.column :]
        lines[one.start.line : one.end.line + 1] = [
            lines[one.start.line][: one.start.column] + one.text + end
        ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("german", "expected"),
    [
        ("Der kleine Hund schläft.", "the small dog sleeps."),
        ("Der **kleine Hund** schläft.", "the **small dog** sleeps."),
        ("Der **kleine** *Hund* schläft.", "the **small** *dog* sleeps."),
        ("Der **kleine *Hund* und** schläft.", "the **small *dog* and** sleeps."),
        ("**Der** kleine Hund schläft.", "**the** small dog sleeps."),
        ("**Der kleine Hund schläft.**", "**the small dog sleeps.**"),
        ("Der kleine [Hund](hund.md) schläft.", "the small [dog](hund.md) sleeps."),
        ("Der [kleine](a.md) [Hund](b.md) schläft.", "the [small](a.md) [dog](b.md) sleeps."),
        ("Der kleine <b>Hund</b> schläft.", "the small <b>dog</b> sleeps."),
        ("Der Hund `ls -l` schläft heute.", "the dog `ls -l` sleeps today."),
        ("Der Hund **`ls`** schläft heute.", "the dog **`ls`** sleeps today."),
        ("Der Hund <https://example.org> schläft.", "the dog <https://example.org> sleeps."),
        (r"Der kleine Hund \* schläft.", r"the small dog \* sleeps."),
        ("# Der kleine Hund", "# the small dog"),
        ("- [ ] Der kleine Hund schläft.", "- [ ] the small dog sleeps."),
    ],
)
@pytest.mark.asyncio
async def test_markup_goes_with_its_words(german: str, expected: str) -> None:
    assert await english(german) == expected


@pytest.mark.parametrize(
    ("german", "expected"),
    [
        ("Der kleine\nHund schläft\nheute.", "the small\ndog sleeps\ntoday."),
        ("> Der kleine\n> Hund schläft.", "> the small\n> dog sleeps."),
        ("Der kleine  \nHund schläft.", "the small  \ndog sleeps."),
        ("Der **kleine\nHund** schläft.", "the **small\ndog** sleeps."),
        ("Der kleine\n**Hund** schläft.", "the small\n**dog** sleeps."),
        ("- Der kleine\n  Hund schläft.", "- the small\n  dog sleeps."),
        ("Der kleine\\\nHund schläft.", "the small\\\ndog sleeps."),
        ("Der Hund schläft. Der Hund\nschläft.", "the dog sleeps. the dog\nsleeps."),
    ],
)
@pytest.mark.asyncio
async def test_lines_break_where_they_did(german: str, expected: str) -> None:
    assert await english(german) == expected


@pytest.mark.asyncio
async def test_a_sentence_that_is_not_composed_keeps_its_markup_in_its_place() -> None:
    assert await english("Der Hund schla\u0308ft und **schla\u0308ft** heute.") == (
        "the dog sleeps and **sleeps** today."
    )


@pytest.mark.asyncio
async def test_a_glossary_and_code_hold_together() -> None:
    glossary = Glossary({"Hund": "hound"})
    assert await english("Der kleine `Hund` und Hund.", glossary=glossary) == "the small `Hund` and hound."


@pytest.mark.parametrize("kept", [" ".join(f"`a{number}`" for number in range(9)), "`a` ⟦₁⟧"])
@pytest.mark.asyncio
async def test_a_sentence_with_more_code_than_can_be_kept_stays_german(kept: str) -> None:
    sentence = f"Der kleine Hund schläft heute nicht und {kept} schläft."
    assert await english(sentence) == sentence


@pytest.mark.asyncio
async def test_quotation_marks_in_a_string_literal_open_and_close() -> None:
    literal = 'x = "Der Hund sagt \\"heute\\" zu mir."'
    assert await english(literal, "python") == 'x = "the dog says “heute” to me."'


@pytest.mark.asyncio
async def test_a_string_literal_stays_one() -> None:
    """The language is no prose, whatever the document's reader makes of it."""
    document = Document("file:///a.unknown", "x = 'Der kleine Hund schläft nicht.'", 1, "unknown")
    engine = fake_engine(WordByWord())
    await engine.load()
    passage = Passage([Piece(0, 5, document.content(0)[5:-1])])
    one = await rewritten(engine, document, Excerpt(passage, Span(0, len(passage.text))), Glossary())
    assert one.text == "the small dog sleeps don’t."
    assert one.start == Place(0, 5)


PIECES = (
    "Der",
    "kleine",
    "Hund",
    "schläft",
    "nicht",
    "schla\u0308ft",
    "👋",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "](a.md)",
    "]",
    "<b>",
    "</b>",
    "<",
    ">",
    "\\",
    "\\*",
    "{",
    "}",
    "https://example.org",
    "⟦₁⟧",
    ".",
    "!",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\n> ",
    "\n- ",
    "\n# ",
    "\t",
    "\ud83d",
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=40))
def test_any_markup_is_survived_and_nothing_else_is_touched(pieces: list[str]) -> None:
    document = Document("file:///brief", "".join(pieces), 1, "markdown")

    async def rewrite() -> list[Replacement]:
        engine = fake_engine(WordByWord())
        await engine.load()
        return [
            await rewritten(engine, document, excerpt, Glossary({"Hund": "hound"}))
            for excerpts in paragraphs_in(document, *whole(document))
            for excerpt in excerpts
        ]

    replacements = asyncio.run(rewrite())
    assert replaced(document, []) == document.source
    for one, following in pairwise(replacements):
        assert one.start < one.end <= following.start
    unchanged = [
        Replacement(one.start, one.end, text_between(document, one.start, one.end)) for one in replacements
    ]
    assert replaced(document, unchanged) == document.source


def text_between(document: Document, start: Place, end: Place) -> str:
    lines = list(document.lines[start.line : end.line + 1])
    lines[-1] = lines[-1][: end.column]
    lines[0] = lines[0][start.column :]
    return "".join(lines)


@pytest.mark.parametrize(
    ("german", "expected", "language"),
    [
        (
            "<p>Der kleine Hund schl&auml;ft und schl&auml;ft.</p>",
            "<p>the small dog sleeps and sleeps.</p>",
            "html",
        ),
        (r"Der kleine Hund schl\"aft heute.", "the small dog sleeps today.", "latex"),
        (r'x = "Der Hund schl\u00e4ft heute."', 'x = "the dog sleeps today."', "python"),
    ],
)
@pytest.mark.asyncio
async def test_of_a_letter_that_is_written_otherwise_nothing_is_left(
    german: str, expected: str, language: str
) -> None:
    assert await english(german, language) == expected


@pytest.mark.asyncio
async def test_what_marks_a_line_break_stays_at_it() -> None:
    assert await english("Der kleine +\nHund schläft.", "asciidoc") == "the small +\ndog sleeps."


@pytest.mark.parametrize(
    ("german", "expected", "language"),
    [
        (
            "Der kleine https://a.example[Hund] schläft.",
            "the small https://a.example[dog] sleeps.",
            "asciidoc",
        ),
        (
            "Der link:a.html[kleine Hund,window=_blank] schläft.",
            "the link:a.html[small dog,window=_blank] sleeps.",
            "asciidoc",
        ),
        ("Der kleine <<hund,Hund>> schläft.", "the small <<hund,dog>> sleeps.", "asciidoc"),
        ("Der [.lead]#kleine# Hund schläft.", "the [.lead]#small# dog sleeps.", "asciidoc"),
        ("Der kleine :ref:`Hund <hund>` schläft.", "the small :ref:`dog <hund>` sleeps.", "restructuredtext"),
        ("Der kleine `Hund <a.html>`__ schläft.", "the small `dog <a.html>`__ sleeps.", "restructuredtext"),
        (
            r"Der kleine \href{https://a.example}{Hund} schläft.",
            r"the small \href{https://a.example}{dog} sleeps.",
            "latex",
        ),
        (r"Der \textcolor{red}{kleine} Hund schläft.", r"the \textcolor{red}{small} dog sleeps.", "latex"),
        (
            r"Der Hund\footnote{Ein kleines Tier.} schläft heute.",
            r"the dog\footnote{Ein kleines Tier.} sleeps today.",
            "latex",
        ),
        (
            'Der <a title="a > b">kleine</a> Hund schläft.',
            'the <a title="a > b">small</a> dog sleeps.',
            "html",
        ),
    ],
)
@pytest.mark.asyncio
async def test_a_link_goes_with_its_words_in_every_format(german: str, expected: str, language: str) -> None:
    assert await english(german, language) == expected


@pytest.mark.parametrize(
    ("german", "expected", "language"),
    [
        ("<p>Der kleine &amp; &lt;große&gt; Hund.</p>", "<p>the small &amp; &lt;große&gt; dog.</p>", "html"),
        ("<p>Der kleine&nbsp;Hund schläft.</p>", "<p>the small&nbsp;dog sleeps.</p>", "html"),
        (r'"Der kleine,\nHund schläft und schläft."', r'"the small,\ndog sleeps and sleeps."', "c"),
        (r'"Der kleine \\ Hund schläft."', r'"the small \\ dog sleeps."', "c"),
        (r"Der kleine~Hund schläft zu 5\,\%.", r"the small~dog sleeps to 5\,\%.", "latex"),
        ("Der kleine Hund\nschläft. % heute", "the small dog\nsleeps. % heute", "latex"),
    ],
)
@pytest.mark.asyncio
async def test_what_must_be_written_otherwise_is(german: str, expected: str, language: str) -> None:
    assert await english(german, language) == expected


@pytest.mark.parametrize(
    ("word", "written", "language"),
    [
        ("R&D <dogs>", "R&amp;D &lt;dogs&gt;", "html"),
        ('50 % of "dogs"', r"50 \% of ``dogs''", "latex"),
        ("R&D", "R&D", "markdown"),
    ],
)
@pytest.mark.asyncio
async def test_a_translation_is_written_as_its_format_writes_text(
    word: str, written: str, language: str
) -> None:
    glossary = Glossary({"Hund": word})
    assert await english("Der kleine Hund schläft.", language, glossary) == f"the small {written} sleeps."


@pytest.mark.parametrize(
    ("german", "expected"),
    [
        ("# Der kleine Hund", "# the small dog"),
        ("| Der **Hund** | Der Hund schläft. |", "| the **dog** | the dog sleeps. |"),
        ("Der kleine Hund schläft.", "the small dog sleeps."),
        ("Der kleine Hund schläft!", "the small dog sleeps!."),
    ],
)
@pytest.mark.asyncio
async def test_a_heading_gets_no_full_stop(german: str, expected: str) -> None:
    assert await english(german, translator=WithFullStops()) == expected
