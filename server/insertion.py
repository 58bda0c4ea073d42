"""Where a translation goes that is put below its original, and what makes it fit in there.

In Markdown and reStructuredText it is a quotation below the paragraph; in source code, HTML, LaTeX and
AsciiDoc a comment below the line; elsewhere a line of its own.
"""

import re

from server.rewriting import Replacement
from server.text.document import Document, Place
from server.text.german import Excerpt
from server.text.prose import page_of
from server.text.words import Span


def has_room(document: Document) -> bool:
    """Whether a translation can stand below its original; in code without comments, as JSON is, it cannot."""
    return document.language_id in COMMENTS or not page_of(document).format.is_code


def below(document: Document, excerpt: Excerpt, english: str) -> Replacement:
    """The insertion of a translation below an excerpt."""
    if document.language_id in _QUOTATIONS:
        return _quotation(document, excerpt, _QUOTATIONS[document.language_id] + english)
    _, end = excerpt.places
    marks = COMMENTS.get(document.language_id or "")
    if marks is None:
        return _inserted(document, end.line, _indentation(document, end) + english)
    comment = _comment(document, excerpt, end, marks, english)
    return _inserted(document, _last_continuation(document, end.line), comment)


def _quotation(document: Document, excerpt: Excerpt, quotation: str) -> Replacement:
    passage = excerpt.passage
    first, last = passage.stretch_of(Span(0, len(passage.text)))
    inside = _BEFORE.match(document.content(first.line))
    prefix = re.sub(r"[^\s>]", " ", inside[0]) if inside else ""
    line, following = last.line, _content_below(document, last.line)
    if _UNDERLINE.fullmatch(following):  # the paragraph is a heading
        line, following = line + 1, _content_below(document, line + 1)
    elif _ROW.fullmatch(document.content(line)):
        while _ROW.fullmatch(following):
            line, following = line + 1, _content_below(document, line + 1)
    lines = [prefix.rstrip(), prefix + quotation]
    if following.strip(" \t>"):
        lines.append(prefix.rstrip())
    return _inserted(document, line, _line_end(document, line).join(lines))


def _content_below(document: Document, line: int) -> str:
    return document.content(line + 1) if line + 1 < len(document.lines) else ""


def _comment(document: Document, excerpt: Excerpt, end: Place, marks: tuple[str, str], english: str) -> str:
    """The line of source code that says the same below; where the line is all comment, one like it."""
    content = document.content(end.line)
    column = next(
        column
        for column in range(len(content))
        if excerpt.passage.offset_at(Place(end.line, column)) is not None
    )
    before, after = content[:column], content[end.column :]
    indentation = _indentation(document, end)
    opening, closing = marks
    mark = _COMMENT_MARK.match(before)
    if mark is not None and "*/" in after:
        mark = None  # the comment that it stands in ends here
    if mark is not None and (document.language_id not in _MARKUP or mark[0].lstrip().startswith(opening)):
        return mark[0] + english
    if document.language_id not in _MARKUP and before.strip() in _BLOCK_OPENINGS and not after.strip():
        return indentation + english  # inside a comment or a text of several lines
    return f"{indentation}{opening} {english}{closing and f' {closing}'}"


def _last_continuation(document: Document, line: int) -> int:
    """The last of the lines that are one to a program; a comment between them would cut it in two."""
    if document.language_id in _MARKUP:
        return line
    while line + 1 < len(document.lines) and document.content(line).endswith("\\"):
        line += 1
    return line


def _indentation(document: Document, place: Place) -> str:
    content = document.content(place.line)
    return content[: len(content) - len(content.lstrip())]


def _inserted(document: Document, line: int, text: str) -> Replacement:
    """The insertion of whole lines behind a line."""
    end = Place(line, len(document.content(line)))
    return Replacement(end, end, _line_end(document, line) + text)


def _line_end(document: Document, line: int) -> str:
    """What ends the lines there."""
    for number in (line, line - 1):
        if number >= 0 and (end := document.lines[number][len(document.content(number)) :]):
            return end
    return "\n"


_QUOTATIONS = dict.fromkeys(("markdown", "mdx", "quarto", "rmd", "gfm"), "> ") | dict.fromkeys(
    ("restructuredtext", "rst"), "   "
)
"""What a quotation begins with, by language id."""
_UNDERLINE = re.compile(r"[ \t]*([!-/:-@\[-`{-~])\1+[ \t]*")
_ROW = re.compile(r"[\s>]*(?:\|.*\||\+[-=+]+\+)\s*")
"""A line of a table, which a quotation in its middle would cut in two."""
_BEFORE = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+•–]|\d{1,9}[.)])\s+)?")
"""What stands before the text of a Markdown line and holds for the lines below it as well."""
_COMMENT_MARK = re.compile(r"[ \t]*(?://+!?|#+:?|--+\|?|;+|%+|\*)[ \t]+")
_BLOCK_OPENINGS = ("", '"""', "'''", "/*", "/**", "<!--", "(*", "{-", "=begin", "--[[")

_C = ("//", "")
_HASH = ("#", "")
_MARKUP = (
    dict.fromkeys(("latex", "tex", "bibtex"), ("%", ""))
    | dict.fromkeys(("html", "xml", "svelte", "vue", "xsl"), ("<!--", "-->"))
    | dict.fromkeys(("asciidoc", "asciidoctor", "adoc"), ("//", ""))
)
"""Where text that is in no comment is shown to the reader."""
COMMENTS = {
    **dict.fromkeys(
        (
            "c", "cpp", "csharp", "cuda-cpp", "d", "dart", "fsharp", "glsl", "go", "groovy", "java",
            "javascript", "javascriptreact", "jsonc", "kotlin", "less", "objective-c", "objective-cpp", "php",
            "rust", "scala", "scss", "solidity", "swift", "typescript", "typescriptreact", "zig",
        ),
        _C,
    ),
    **dict.fromkeys(
        (
            "cmake", "coffeescript", "dockerfile", "elixir", "gdscript", "julia", "makefile", "nim", "nix",
            "perl", "powershell", "python", "r", "ruby", "sh", "bash", "zsh", "fish", "shellscript", "toml",
            "yaml", "properties", "graphql", "terraform",
        ),
        _HASH,
    ),
    **dict.fromkeys(("ada", "elm", "haskell", "lua", "sql", "vhdl"), ("--", "")),
    **dict.fromkeys(("clojure", "elisp", "ini", "lisp", "scheme"), (";", "")),
    **dict.fromkeys(("erlang", "matlab", "prolog"), ("%", "")),
    **_MARKUP,
    "css": ("/*", "*/"),
    "ocaml": ("(*", "*)"),
    "vb": ("'", ""),
}  # fmt: skip
"""How a comment of one line is written, by the protocol's language ids and those of the editors."""
