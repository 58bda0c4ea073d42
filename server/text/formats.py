"""Which format a document is in: by its language identifier, else by its file name, else plain text."""

from functools import cache
from pathlib import PurePath
from typing import Any

from server.text.asciidoc import Asciidoc
from server.text.document import Document
from server.text.hypertext import Hypertext
from server.text.latex import Latex
from server.text.markdown import Markdown
from server.text.plain import Letter, Plain
from server.text.restructuredtext import RestructuredText
from server.text.source_code import SourceCode
from server.text.stretches import Format

_FORMATS: dict[str, Format[Any]] = {
    "asciidoc": Asciidoc(),
    "hypertext": Hypertext(),
    "latex": Latex(),
    "letter": Letter(),
    "markdown": Markdown(),
    "plain": Plain(),
    "restructuredtext": RestructuredText(),
}
# Identifiers as VS Code, Neovim, Emacs, Helix and Kate send them.
_BY_LANGUAGE = {
    "asciidoc": ("asciidoc", "asciidoctor", "adoc"),
    "hypertext": (
        "html", "xhtml", "xml", "xsl",
        "svg", "vue", "vue-html", "svelte", "astro", "handlebars", "mustache", "hbs",
        "htmldjango", "django-html", "jinja", "jinja-html", "twig", "razor", "docbook", "xliff",
    ),
    "latex": ("latex", "tex", "plaintex", "context", "doctex", "latex-expl3"),
    "letter": (
        "git-commit",
        "gitcommit", "git-rebase", "mail", "email", "eml", "diff", "patch", "jj-commit", "jjdescription",
        "scminput", "hgcommit",
    ),
    "markdown": (
        "markdown",
        "mdx", "quarto", "rmd", "gfm", "vimwiki", "github-issues", "markdown.mdx", "pandoc", "telekasten",
    ),
    "plain": ("org", "typst", "textile", "csv", "tsv", "log", "help"),
    "restructuredtext": ("restructuredtext", "rst", "rest"),
}  # fmt: skip
_FORMAT_OF = {language: name for name, languages in _BY_LANGUAGE.items() for language in languages}
_BY_SUFFIX = {
    "asciidoc": (".adoc", ".asciidoc", ".asc"),
    "hypertext": (".html", ".htm", ".xhtml", ".xml", ".xlf", ".xliff", ".vue", ".svelte", ".svg", ".dbk"),
    "latex": (".tex", ".ltx", ".latex", ".sty", ".cls", ".dtx"),
    "letter": (".eml", ".diff", ".patch"),
    "markdown": (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"),
    "plain": (".txt", ".text", ".org", ".typ", ".csv", ".tsv", ".log"),
    "restructuredtext": (".rst", ".rest"),
}
_FORMAT_OF_SUFFIX = {suffix: name for name, suffixes in _BY_SUFFIX.items() for suffix in suffixes}
_LETTERS = frozenset({"COMMIT_EDITMSG", "MERGE_MSG", "TAG_EDITMSG", "SQUASH_MSG"})

# What editors send for a document of which they know nothing.
_UNKNOWN = frozenset({"", "plaintext", "text", "txt", "plain", "fundamental"})
# Where an editor's identifier is not a name that Pygments knows.
_LEXERS = {
    "bazel": "python",
    "c_sharp": "csharp", "cs": "csharp", "conf": "ini", "cuda-cpp": "cuda", "dockercompose": "yaml",
    "dosini": "ini", "javascriptreact": "javascript", "json5": "javascript", "jsonc": "javascript",
    "jsonl": "json",
    "objective-cpp": "objective-c++", "objcpp": "objective-c++", "perl6": "raku", "po": "pot",
    "proto3": "protobuf", "shellscript": "bash", "terraform": "hcl", "typescript.tsx": "typescript",
    "typescriptreact": "typescript", "javascript.jsx": "javascript", "viml": "vim", "vb": "vb.net",
    "yaml.ansible": "yaml", "emacs-lisp": "common-lisp", "elisp": "common-lisp",
}  # fmt: skip


def format_of(document: Document) -> Format[Any]:
    """The format of a document."""
    language = (document.language_id or "").lower()
    name = PurePath(document.filename or "").name
    if language in _FORMAT_OF:
        return _FORMATS[_FORMAT_OF[language]]
    if language not in _UNKNOWN and (source := _source_of_language(_LEXERS.get(language, language))):
        return source
    if name in _LETTERS:
        return _FORMATS["letter"]
    suffix = PurePath(name).suffix.lower()
    if suffix in _FORMAT_OF_SUFFIX:
        return _FORMATS[_FORMAT_OF_SUFFIX[suffix]]
    return (_source_of_name(name) if suffix or name[:1].isupper() else None) or _FORMATS["plain"]


@cache
def _source_of_language(language: str) -> SourceCode | None:
    # Pygments takes a twentieth of a second to import, which a letter need not wait for
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    options = {"startinline": True} if language == "php" else {}
    try:
        return SourceCode(get_lexer_by_name(language, **options))
    except ClassNotFound:
        return None


def _source_of_name(name: str) -> SourceCode | None:
    from pygments.lexers import find_lexer_class_for_filename

    lexer = find_lexer_class_for_filename(name)
    return _source_of_language(lexer.aliases[0]) if lexer is not None and lexer.aliases else None
