"""What of a source file is prose: comments, and what its strings say.

Pygments knows where they are in several hundred languages. It reads about half a megabyte a second and only
forwards, so what it found is kept, and an edit makes it read again from the last line that neither a comment
nor a string reaches into.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import LineFormat, Marks
from server.text.passage import Piece
from server.text.stretches import Page, Stretch, effort

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_WINDOW = 30_000
"""Characters that are given to Pygments at once; it reads of them what is asked for."""
_REACH = 60_000
"""Characters that are read to get to a line: about 100 ms, once. Behind that we begin at a likely place."""
_GUESSED = 6_000
"""Characters, about 10 ms: how far above a line that likely place is at most."""
_LONGEST_LINE = 4_000
"""Characters. What is longer was written by a program."""
_LONGEST_INTERPOLATION = 500
"""Characters of code inside a string."""

_COMMENT, _STRING, _CODE = "comment", "string", "code"
_DOC = "documentation"  # a comment in some languages, a string in others
_YAML_NAME, _YAML_BLOCK = "Token.Name.Constant", ("Literal", "Scalar", "Block")
_NO_COMMENTS = frozenset({"Preproc", "PreprocFile", "Hashbang"})
_NO_STRINGS = frozenset({"Affix", "Char", "Delimiter", "Regex", "Symbol"})
_QUOTES_OF_LINES = ('"""', "'''", "`")

_COMMENT_OPENING = re.compile(
    r"\s*(?:/\*+!?|/{2,}!?<?|<!--|\{-+\|?|\(\*+|--\[=*\[|--+(?:\s\|)?|#\||<#|#+[:!'.,~]?|;+|%+\{?|\"+|'+|!+|\|"
    r"|=\w+\b|(?:rem|dnl)\b|[Cc*](?=\s))\s*",
    re.IGNORECASE,
)
_COMMENT_INNER = re.compile(r"\s*(?:\*+(?!/)(?=\s|\Z)|[|#;](?=\s))?\s?")
_COMMENT_CLOSING = re.compile(r"\s*(?:\*+/|--+>|-+\}|\*+\)|\]=*\]|\|#|#>)?\s*\Z")
_STRING_OPENING = re.compile(r"(?:[rRbBuUfFLNcCtT@$]{1,2}8?)?(?P<hashes>#{0,3})(?P<quote>\"\"\"|'''|[\"'`])")
_HEREDOC_OPENING = re.compile(r"<<[-~]?\s*[\"']?\w*[\"']?|[|>][-+]?\s*\Z")
# What encloses several lines, in some language or other.
_SPANS = (
    ("/*", "*/"), ("<!--", "-->"), ("{-", "-}"), ("(*", "*)"), ("<#", "#>"), ("#|", "|#"), ("--[[", "]]"),
    ('"""', '"""'), ("'''", "'''"),
)  # fmt: skip

_INLINE = re.compile(
    r"(?P<ticks>`{1,2})(?P<opaque_code>[^`]+)(?P=ticks)"
    r"|\{@\w+\s+(?P<opaque_reference>[^{}]*)\}"  # {@link Name}
    r"|(?P<opaque_value>[$#]?\{[^{}\s]*\}|\$\{[^{}]*\}|%\(\w+\)[a-z]|%[-+.\d]*(?:\d\$)?[a-zA-Z](?![^\W_]))"
    r"|(?P<written>\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[\"'\\]|[nrt](?!(?:ef|eturns?|etval|hrows?|o|ote)\b)))"
    rf"|(?P<opaque_address>{ADDRESS.pattern})"
    r"|</?[A-Za-z][^<>]*>"
)
# A line of Python's prompt in a text, and what a comment says to an editor or a checker of the code.
_NO_PROSE = re.compile(
    r"\s*(?:(?:>>>|\.\.\.)\s|-\*-.*-\*-|(?:vim?|ex):\s|(?:pylint|flake8|mypy|isort|fmt|pragma|noqa):|noqa\s*\Z"
    r"|type:\s*ignore\b|(?:eslint|prettier|stylelint)-(?:disable|enable|ignore)|shellcheck\s+(?:disable|source)=)"
)
_TAG = (
    r"[@\\](?:param|arg|throws|exception|tparam|property)(?:\s*(?:\[[^\]]*\]|\{[^{}]*\}))?\s+\S+(?:\s+-(?=\s))?"
    r"|[@\\](?:returns?|brief|note|since|deprecated|see|todo|details|author|remarks?|warning|file)(?:\s*\{[^{}]*\})?"
    r"|:[^\s:`](?:[^:`]*[^\s:`])?:|(?:TODO|FIXME|NOTE|XXX|HACK)(?:\([^()]*\))?:?"
)


def _reads(written: str) -> str:
    if written[1] in "ux":
        character = chr(int(written[2:], 16))
        return "\ufffd" if "\ud800" <= character <= "\udfff" else character  # half of a pair says nothing
    return " " if written[1] in "nrt" else written[1]


class _Comments(LineFormat[None]):
    """How the text in a comment is put."""

    marks = Marks(opening=re.compile(rf"\s*(?:{_TAG})(?:\s+|$)"))


_COMMENTS = _Comments()


class Found(NamedTuple):
    """A comment, a string, or the part of one that stands on one line; in code points."""

    start: int
    end: int
    column: int
    """Where its opening mark stands; the same on all its lines."""
    is_comment: bool
    continues: bool
    """Whether it began on a line above."""
    alone: bool
    """Whether nothing but white space stands before it."""
    ends_line: bool
    """Whether nothing but white space stands behind it."""


class Lexed(NamedTuple):
    """One line, read."""

    found: tuple[Found, ...] = ()
    is_clean: bool = True
    """Whether no comment or string, nor anything else of several lines, reaches into the line from above."""


class SourceCode:
    """A programming language, or another that has comments and strings."""

    is_code = True
    first = Lexed()
    reach: int | None = _REACH
    inline = Inline(_INLINE, _reads)

    def __init__(self, lexer: "Lexer") -> None:
        self._lexer = lexer
        self._is_yaml = lexer.name == "YAML"
        self._spans = [span for span in _SPANS if self._encloses(*span)]
        openings = "|".join(re.escape(opening) for opening, _ in self._spans)
        self._opening = re.compile(openings or r"(?!)")

    def notes(self, lines: Sequence[str], number: int, note: Lexed) -> Iterator[tuple[Lexed, int]]:
        """As `Format`."""
        while number < len(lines):
            end, length = number, 0
            while end < len(lines) and length < _WINDOW:
                length += effort(lines[end])
                end += 1
            first = number
            waiting: list[Lexed] = []  # lines whose comment may go on behind the window
            for lexed in self._lex([_content(line) for line in lines[number:end]]):
                if lexed.is_clean:
                    yield from ((line, 1) for line in waiting)
                    number += len(waiting)
                    waiting.clear()
                waiting.append(lexed)
            if end == len(lines) or number == first:
                yield from ((line, 1) for line in waiting)
                number = end

    def begins(self, note: Lexed) -> bool:
        """As `Format`."""
        return note.is_clean

    def agree(self, note: Lexed, other: Lexed) -> bool:
        """As `Format`."""
        return note.is_clean and other.is_clean

    def guess(self, lines: Sequence[str], number: int) -> tuple[int, Lexed]:
        """As `Format`: the beginning of a block some way above, out of any comment that is open there."""
        start = length = 0
        for start in range(number, 0, -1):
            length += effort(lines[start])
            begins_block = not lines[start - 1].strip() and lines[start][:1].strip()
            if length > _GUESSED or (begins_block and length > _GUESSED / 4):
                break
        above = "".join(lines[max(0, start - 500) : start])
        for opening, closing in self._spans:
            opened = above.rfind(opening)
            if opening == closing:
                is_open = "".join(lines[:start]).count(opening) % 2 and opened >= 0
            else:
                is_open = opened > above.rfind(closing)
            if is_open:
                return start - above.count("\n", opened), self.first
        return start, self.first

    def stretches(self, page: Page[Lexed], number: int) -> list[Stretch]:
        """As `Format`."""
        content = page.content(number)
        result = []
        for found in page.note(number).found:
            text = content[found.start : found.end]
            if not _COMMENTS.is_text(text) or _NO_PROSE.match(text):
                continue
            before = _before(page, number, found) if found is page.note(number).found[0] else None
            goes_on = before is not None and not _COMMENTS.breaks(before, text)
            start = found.start + _COMMENTS.prefix(text, begins=not goes_on)
            result.append(Stretch(start, max(start, found.end), goes_on))
        return result

    def pieces(self, number: int, column: int, text: str) -> list[Piece]:
        """As `Format`."""
        return self.inline.pieces(number, column, text)

    def spelled(self, text: str, offset: int) -> str:
        """As `Format`."""
        return text[offset]

    def _tokens(self, text: str) -> Iterator[tuple[int, Any, str]]:
        for index, token, value in self._lexer.get_tokens_unprocessed(text):
            # the text blocks of YAML, which Pygments takes for names
            yield index, _YAML_BLOCK if self._is_yaml and str(token) == _YAML_NAME else token, value

    def _encloses(self, opening: str, closing: str) -> bool:
        """Whether a pair of marks encloses several lines of a comment or a string."""
        text = f"{opening} a\nb {closing}\n"
        runs = _runs(text, self._tokens(text))
        return any(run.kind != _CODE and "\n" in text[run.start : run.end].strip() for run in runs)

    def _lex(self, contents: list[str]) -> Iterator[Lexed]:
        """Every line read, the first of which begins outside of comments and strings."""
        contents = [content if len(content) <= _LONGEST_LINE else "" for content in contents]
        text = "\n".join(contents) + "\n"
        starts = [0, *accumulate(len(content) + 1 for content in contents)]
        found: list[list[Found]] = [[] for _ in contents]
        clean = [True] * len(contents)
        trusted = True
        line = 0
        for run in chain(_runs(text, self._tokens(text)), [_Run(_CODE, len(text), len(text))]):
            while line < len(contents) and starts[line + 1] <= run.start:
                yield Lexed(tuple(found[line]), trusted and clean[line])
                trusted = trusted and not self._is_unfinished(contents[line], found[line])
                line += 1
            end = run.start + len(text[run.start : run.end].rstrip())
            last = line
            while last < len(contents) and starts[last + 1] < end:
                last += 1
                clean[last] = False
            if run.kind != _CODE and end > run.start:
                for number, part in _parts(run._replace(end=end), text, starts, line, last):
                    found[number].append(part)

    def _is_unfinished(self, content: str, found: Sequence[Found]) -> bool:
        """Whether a line opens a comment or string of several lines that is not closed: it is read as code.

        Its end may come to be written anywhere below.
        """
        for match in self._opening.finditer(content):
            at = match.start()
            if not any((0 if part.continues else part.column) <= at < part.end + 4 for part in found):
                return True
        return False


def _content(line: str) -> str:
    return line.rstrip("\r\n")


def _before(page: Page[Lexed], number: int, found: Found) -> str | None:
    """The text on the line above that may be of the same paragraph as the first text of a line."""
    if number == 0 or not page.note(number - 1).found:
        return None
    above = page.note(number - 1).found[-1]
    # comments of one line under each other are read as one, and so are strings that only a line break divides
    joined = found.continues or (
        found.is_comment == above.is_comment
        and found.column == above.column
        and found.alone
        and above.ends_line
        and not above.continues
    )
    text = page.content(number - 1)[above.start : above.end]
    return text if joined and _COMMENTS.is_text(text) and not _NO_PROSE.match(text) else None


class _Run(NamedTuple):
    """A comment, a string with what is interpolated in it, or a token of something else; in code points."""

    kind: str
    start: int
    end: int


def _runs(text: str, tokens: Iterable[tuple[int, Any, str]]) -> Iterator[_Run]:
    """What a text consists of, in order."""
    run = _Run(_CODE, 0, 0)
    last = ""  # what the last token of the run is
    for index, token, value in tokens:
        kind, end = _kind(token, value), index + len(value)
        quote = _open_quote(text, run, last == "Escape") if run.kind == _STRING else None
        if kind == _STRING == run.kind:
            goes_on = bool(quote) or (quote is None and index == run.end)
        else:
            goes_on = (
                kind == _COMMENT == run.kind and index == run.end and _one_comment(text, run, last, token)
            )
        if goes_on:
            run, last = run._replace(end=end), _last(token)
        elif quote and kind != _COMMENT and _is_interpolated(text, run, quote, end):
            continue  # it belongs to the run if the string goes on behind it
        else:
            yield run
            run, last = _Run(kind, index, end), _last(token)
    yield run


def _kind(token: Any, value: str) -> str:
    """What a token is a part of."""
    kind = _kind_of(token)
    return kind if kind != _DOC else _STRING if _STRING_OPENING.match(value) else _COMMENT


@cache
def _kind_of(token: Any) -> str:
    names = tuple(token)
    if names[:1] == ("Comment",):
        return _CODE if names[-1] in _NO_COMMENTS else _COMMENT
    if names[:2] not in (("Literal", "String"), ("Literal", "Scalar")):
        return _CODE
    if names[-1] == "Doc":
        return _DOC
    return _CODE if names[-1] in _NO_STRINGS else _STRING


def _last(token: Any) -> str:
    """The last part of a token's name."""
    return str(token[-1]) if token else ""


def _one_comment(text: str, run: _Run, last: str, token: Any) -> bool:
    """Whether a token right behind a comment is a part of it, and not the next line's comment."""
    return text[run.end - 1] != "\n" or last == _last(token) == "Multiline"


def _open_quote(text: str, run: _Run, escaped: bool) -> str | None:
    """The quotation mark that a string waits for; empty if it has ended, None if it has none."""
    opening = _STRING_OPENING.match(text, run.start, run.end)
    if opening is None:
        return None
    quote = opening["quote"]
    closed = not escaped and run.end - opening.end() >= len(quote) and text.endswith(quote, 0, run.end)
    return "" if closed else quote


def _is_interpolated(text: str, run: _Run, quote: str, end: int) -> bool:
    """Whether code behind an open string may stand inside of it: `"Hallo {name}"`."""
    if end - run.end > _LONGEST_INTERPOLATION:
        return False
    return quote in _QUOTES_OF_LINES or "\n" not in text[run.end : end]


def _parts(run: _Run, text: str, starts: Sequence[int], first: int, last: int) -> Iterator[tuple[int, Found]]:
    """The numbers of the lines that a comment or a string stands on, and the part of it that is text."""
    column = run.start - starts[first]
    alone = not text[starts[first] : run.start].strip()
    quote = _STRING_OPENING.match(text, run.start, run.end) if run.kind == _STRING else None
    for number in range(first, last + 1):
        start, end = max(run.start, starts[number]), min(run.end, starts[number + 1] - 1)
        ends_line = number == last and not text[end : starts[last + 1]].strip()
        if number == last:
            if run.kind == _COMMENT and (closing := _COMMENT_CLOSING.search(text, start, end)):
                end = closing.start()
            elif quote and text.endswith(closing_quote := quote["quote"] + quote["hashes"], quote.end(), end):
                end -= len(closing_quote)
        if run.kind == _COMMENT:
            mark = (_COMMENT_OPENING if number == first else _COMMENT_INNER).match(text, start, end)
            start = mark.end() if mark else start
        elif number == first and (mark := quote or _HEREDOC_OPENING.match(text, start, end)):
            start = mark.end()
        yield (
            number,
            Found(
                start=start - starts[number],
                end=max(start, end) - starts[number],
                column=column,
                is_comment=run.kind == _COMMENT,
                continues=number > first,
                alone=alone,
                ends_line=ends_line,
            ),
        )
