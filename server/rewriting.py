"""How English takes the place of German in a document: with its markup, its line breaks and its quotes."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from models.translator import Hypothesis
from server.engine import Engine
from server.glossary import Fixed, Glossary
from server.interpreter import can_fix, composed, interpret
from server.text.document import Document, Place
from server.text.german import Excerpt
from server.text.prose import page_of
from server.text.words import Span
from server.worker import Urgency


@dataclass(frozen=True)
class Replacement:
    """A text and the part of a document whose place it takes."""

    start: Place
    end: Place
    text: str


async def rewritten(
    engine: Engine,
    document: Document,
    excerpt: Excerpt,
    glossary: Glossary,
    urgency: Urgency = Urgency.NOW,
) -> Replacement:
    """A German excerpt in English.

    Code, addresses and escapes stay as they are written; emphasis and links go with the words they were
    round; the lines break where they did, as near as words allow. A sentence with more code in it than can be
    kept stays as it is. The document is read before the first wait: the replacement is for what it is now.

    Raises:
        Unavailable: the translator is loading, could not be loaded, or failed.
    """
    layout = _Layout.of(document, excerpt)
    start, end = excerpt.places
    if not can_fix(excerpt.text, len(layout.fixed)):
        return Replacement(start, end, "".join(_between(document, start, end)))
    hypothesis = await interpret(engine, excerpt.text, glossary, layout.fixed, urgency)
    return Replacement(start, end, layout.filled(_ended_as(excerpt.text, hypothesis)))


def replaced(document: Document, replacements: Sequence[Replacement]) -> str:
    """The text of a document with the replacements made, which must be in order and apart."""
    parts: list[str] = []
    start = Place(0, 0)
    for one in replacements:
        parts += (*_between(document, start, one.start), one.text)
        start = one.end
    last = len(document.lines) - 1
    return "".join([*parts, *_between(document, start, Place(last, len(document.lines[last])))])


@dataclass(frozen=True)
class _Pair:
    """Markup round an excerpt of the text."""

    start: int
    end: int
    opening: str
    closing: str

    @property
    def is_link(self) -> bool:
        """Whether it says something that must not be lost, as an address is."""
        return bool(re.search(r"\w", self.opening + self.closing))


@dataclass(frozen=True)
class _Mark:
    """Markup at an offset of the text, the other half of which is elsewhere or nowhere."""

    offset: int
    text: str
    closes: bool


@dataclass
class _Layout:
    """What an excerpt has beside its words. Offsets count in the composed text."""

    length: int
    fixed: list[Fixed] = field(default_factory=list)
    pairs: list[_Pair] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    breaks: list[tuple[int, str]] = field(default_factory=list)
    """Offset and what stands there in the document for a space: `&nbsp;`, or the line's end and what the next
    line begins with."""
    quote: str = ""
    """The mark of the string literal it stands in."""
    spelled: Callable[[str, int], str] = str.__getitem__
    """How the document writes a character of a text."""

    @classmethod
    def of(cls, document: Document, excerpt: Excerpt) -> "_Layout":
        text = excerpt.text
        offsets = [len(composed(text[:offset])) for offset in range(len(text) + 1)]
        spelled = page_of(document).format.spelled
        layout = cls(offsets[-1], quote=_quote_before(document, excerpt), spelled=spelled)
        opaque = excerpt.opaque
        layout.fixed = [Fixed(offsets[span.start], offsets[span.end], span.of(text)) for span in opaque]
        for offset, written in _written(document, excerpt):
            if text[offset].isspace():
                layout.breaks.append((offsets[offset], written))
            elif text[offset] in _SIGNIFICANT:
                layout.fixed.append(Fixed(offsets[offset], offsets[offset + 1], written))
        found: list[tuple[int, str]] = []
        for offset, gap in _gaps(document, excerpt):
            broken = _BREAK.match(gap)
            if broken is not None:
                layout.breaks.append((offsets[offset], broken[0]))
                gap = gap[broken.end() :]
            elif "\n" in gap or "\r" in gap:  # from one string literal to the next, for instance
                layout.breaks.append((offsets[offset], gap))
                continue
            if gap == "\\":
                layout.fixed.append(Fixed(offsets[offset], offsets[offset + 1], gap + text[offset]))
            else:
                found += ((offset, mark[0]) for mark in _MARK.finditer(gap))
        layout._pair(text, offsets, found)
        layout.fixed.sort(key=lambda one: one.start)
        layout.breaks.sort()
        return layout

    def filled(self, hypothesis: Hypothesis) -> str:
        """A translation with all that laid round its words."""
        text = _without(self.quote, hypothesis.text)
        inserted: dict[int, tuple[list[tuple[int, str]], list[tuple[int, str]]]] = {}
        for start, end, pair in self._placed(hypothesis):
            # inner ones close first and open last
            inserted.setdefault(end, ([], []))[0].append((-start, pair.closing))
            inserted.setdefault(start, ([], []))[1].append((-end, pair.opening))
        for mark in self.marks:
            offset = _target_of_mark(mark, hypothesis)
            inserted.setdefault(offset, ([], []))[0 if mark.closes else 1].append((0, mark.text))
        kept = self._kept(text)
        spaces = dict(self._spaces(text))
        result = ""
        for offset in range(len(text) + 1):
            closing, opening = inserted.get(offset, ([], []))
            result += "".join(mark for _, mark in sorted(closing, key=lambda one: one[0]))
            result += "".join(mark for _, mark in sorted(opening, key=lambda one: one[0]))
            if offset in spaces:
                result += spaces[offset]
            elif offset < len(text):
                is_kept = any(span.start <= offset < span.end for span in kept)
                result += text[offset] if is_kept else self.spelled(text, offset)
        return result

    def _pair(self, text: str, offsets: Sequence[int], found: Sequence[tuple[int, str]]) -> None:
        """Finds out which marks belong together; those round something fixed are fixed with it."""
        opened: list[tuple[int, str]] = []
        for offset, mark in found:
            partner = next((i for i in reversed(range(len(opened))) if _closes(opened[i][1], mark)), None)
            if partner is None or opened[partner][0] == offset:
                opened.append((offset, mark))
                continue
            start, opening = opened[partner]
            self.marks += [_loose(text, offsets, *loose) for loose in opened[partner + 1 :]]
            del opened[partner:]
            pair = _Pair(offsets[start], offsets[offset], opening, mark)
            for index, one in enumerate(self.fixed):
                if (one.start, one.end) == (pair.start, pair.end):
                    self.fixed[index] = Fixed(one.start, one.end, opening + one.english + mark)
                    break
            else:
                self.pairs.append(pair)
        self.marks += [_loose(text, offsets, *loose) for loose in opened]

    def _placed(self, hypothesis: Hypothesis) -> Iterator[tuple[int, int, _Pair]]:
        """Where in the translation each pair goes, links first; what would cross another is left out."""
        taken: list[tuple[int, int]] = []
        for pair in sorted(self.pairs, key=lambda pair: (not pair.is_link, pair.start - pair.end)):
            targets = [
                link[2:] for link in hypothesis.alignment if link[0] < pair.end and pair.start < link[1]
            ]
            if targets:
                start, end = min(first for first, _ in targets), max(last for _, last in targets)
            elif pair.is_link and (words := list(re.finditer(r"\w+", hypothesis.text))):
                start, end = words[-1].span()
            else:
                continue
            if not any(a < start < b < end or start < a < end < b for a, b in taken):
                taken.append((start, end))
                yield start, end, pair

    def _kept(self, text: str) -> list[Span]:
        """Where in the translation it is as the document has it: code, addresses, what is escaped."""
        return [
            Span(*match.span())
            for english in {one.english for one in self.fixed}
            for match in re.finditer(re.escape(english), text)
        ]

    def _spaces(self, text: str) -> Iterator[tuple[int, str]]:
        """Which spaces of the translation become line breaks, or are written otherwise."""
        kept = self._kept(text)
        free = [
            match.start()
            for match in re.finditer(" ", text)
            if not any(span.start <= match.start() < span.end for span in kept)
        ]
        for offset, line_end in self.breaks:
            if not free:
                return
            wanted = offset * len(text) / max(1, self.length)
            space = min(free, key=lambda space: abs(space - wanted))
            free = [other for other in free if other > space]
            yield space, line_end


def _ended_as(german: str, hypothesis: Hypothesis) -> Hypothesis:
    """Without the full stop that the model puts behind what has none: a heading, a cell of a table."""
    if _SENTENCE_END.search(german) or not _FULL_STOP.search(hypothesis.text):
        return hypothesis
    text = hypothesis.text[:-1]
    links = tuple(
        (start, end, min(first, len(text)), min(last, len(text)))
        for start, end, first, last in hypothesis.alignment
    )
    return replace(hypothesis, text=text, alignment=links)


def _gaps(document: Document, excerpt: Excerpt) -> list[tuple[int, str]]:
    """What the document has between the characters of an excerpt, by the offset of the character behind it.

    A soft line break comes with its space: the offset is that of the space, or of the first of several.
    """
    letters = _letters(excerpt)
    text = excerpt.text
    gaps: list[tuple[int, str]] = []
    for offset in range(1, len(letters)):
        (_, end), (place, _) = letters[offset - 1], letters[offset]
        if place.line == end.line:
            if place > end:
                gaps.append((offset, document.content(end.line)[end.column : place.column]))
            continue
        space = offset
        while space > 0 and text[space - 1].isspace():
            space -= 1
        while gaps and gaps[-1][0] > space:  # what marks the line's break is a part of it
            gaps.pop()
        start = letters[space][0] if space < offset else end
        gaps.append((space, "".join(_between(document, start, place))))
    return gaps


def _written(document: Document, excerpt: Excerpt) -> Iterator[tuple[int, str]]:
    """The offsets of the characters that the document writes otherwise, and how: `&amp;`."""
    letters = _letters(excerpt)
    following = [*letters[1:], letters[-1]]
    for offset, ((start, end), (behind, _)) in enumerate(zip(letters, following, strict=True)):
        written = document.content(start.line)[start.column : end.column]
        if behind.line == start.line and written != excerpt.text[offset]:  # a line's end stands for itself
            yield offset, written


def _letters(excerpt: Excerpt) -> list[tuple[Place, Place]]:
    """Where each character of an excerpt begins and ends in the document: `&uuml;` is one."""
    return [
        excerpt.passage.stretch_of(Span(offset, offset + 1))
        for offset in range(excerpt.span.start, excerpt.span.end)
    ]


def _between(document: Document, start: Place, end: Place) -> list[str]:
    """The text between two places, in pieces."""
    if start.line == end.line:
        return [document.lines[start.line][start.column : end.column]]
    whole_lines = document.lines[start.line + 1 : end.line]
    return [document.lines[start.line][start.column :], *whole_lines, document.lines[end.line][: end.column]]


def _quote_before(document: Document, excerpt: Excerpt) -> str:
    """The quotation mark that a string literal in source code begins with, if the excerpt is in one."""
    start, _ = excerpt.passage.stretch_of(Span(0, 1))
    before = document.content(start.line)[: start.column]
    is_literal = before[-1:] in ("'", '"', "`") and before[-3:] != before[-1:] * 3
    return before[-1:] if is_literal else ""


def _without(quote: str, text: str) -> str:
    """A text in which a quotation mark that would end its literal is a typographic one of the same width."""
    if not quote:
        return text
    opening, closing = _TYPOGRAPHIC[quote]
    return re.sub(rf"(?<![^\s(\[]){quote}(?=\w)", opening, text).replace(quote, closing)


def _closes(opening: str, mark: str) -> bool:
    if mark.startswith("]") or (mark.endswith("]") and mark[0] in ",^"):
        return opening.endswith("[")
    if mark == ">>":
        return opening.startswith("<<")
    if mark.startswith("</"):
        return opening.startswith("<") and not opening.startswith("</")
    if mark.endswith(("`_", "`__")) or (mark[-1] == "`" and ":" in opening):
        return opening.endswith("`")
    if mark in _MIRRORED:
        return opening.endswith(_MIRRORED[mark])
    return mark == opening.rpartition("]")[2] and mark[0] in "*_~`#"


def _loose(text: str, offsets: Sequence[int], offset: int, mark: str) -> _Mark:
    closes = mark.startswith(("]", "</", "}", ">")) or (
        mark[0] in "*_~`#\\" and mark[-1] not in "{[" and not text[offset].isalnum()
    )
    return _Mark(offsets[offset], mark, closes)


def _target_of_mark(mark: _Mark, hypothesis: Hypothesis) -> int:
    """Where a closing mark goes, behind the word it was behind, or an opening one, before its word."""
    if mark.closes:
        ends = [last for start, end, _, last in hypothesis.alignment if start < mark.offset <= end]
        return max(ends) if ends else len(hypothesis.text.rstrip(".!?"))
    return min(
        (first for start, end, first, _ in hypothesis.alignment if start <= mark.offset < end), default=0
    )


_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:>|//+!?|#+|--|;+|%+|\*(?=\s))?)*[ \t]*")
"""The end of a line and what the next begins with: indentation, quotation signs, a comment's mark."""
_MARK = re.compile(
    r"\s*<[^<>]*>`_{0,2}|\]\([^()]*\)|\]\[[^\]]*\]|\[[.#%][\w.#%-]*\][*_`#]+|[,^][^\[\]]*\]|\]"
    r"|(?:\w+://[^\s\[\]<>]*|(?:link|mailto|xref):[^\s\[\]]*)?\[|!\[|<<[^<>]*,\s*|>>|:[\w:.+-]+:`"
    r"|<!--.*?-->|</?\w(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+>|</?\w[^<>]*>|<|>|\*{1,3}|_{1,3}|~~|`+|#+"
    r"|\\[A-Za-z]+\*?(?:\[[^\]]*\]|\{[^{}]*\})*+\{?|\}|[^\s\[\]<>*_~`#{}\\]+|\S"
)
_MIRRORED = {"}": "{", ">": "<", ")": "("}
_SENTENCE_END = re.compile(r"[.!?…]\W*\Z")
_FULL_STOP = re.compile(r"(?<!\.)\.\Z")
_SIGNIFICANT = frozenset("&<>\\")
"""Characters that would be markup, in English as in German, if the document did not write them otherwise."""
_TYPOGRAPHIC = {"'": ("‘", "’"), '"': ("“", "”"), "`": ("‘", "’")}
"""What opens and what closes."""
