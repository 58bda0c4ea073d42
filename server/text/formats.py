"""Which format a document is in: by its language identifier, else by its file name, else plain text."""

from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from server.text.document import Document
from server.text.stretches import Format

if TYPE_CHECKING:
    from server.text.source_code import SourceCode

# Identifiers as VS Code, Neovim, Emacs, Helix and Kate send them.
_BY_LANGUAGE = {
    "asciidoc": ("asciidoc", "asciidoctor", "adoc"),
    "hypertext": (
        "html", "xhtml", "xml", "xsl", "svg", "vue", "vue-html", "svelte", "astro", "handlebars", "mustache",
        "hbs", "htmldjango", "django-html", "jinja", "jinja-html", "twig", "razor", "docbook", "xliff",
    ),
    "latex": ("latex", "tex", "plaintex", "context", "doctex", "latex-expl3"),
    "letter": (
        "git-commit", "gitcommit", "git-rebase", "mail", "email", "eml", "diff", "patch", "jj-commit",
        "jjdescription", "scminput", "hgcommit",
    ),
    "markdown": (
        "markdown", "mdx", "quarto", "rmd", "gfm", "vimwiki", "github-issues", "markdown.mdx", "pandoc",
        "telekasten",
    ),
    "org": ("org",),
    "plain": ("typst", "textile", "log", "help"),
    "restructuredtext": ("restructuredtext", "rst", "rest"),
    "table": ("csv", "tsv"),
}  # fmt: skip
_FORMAT_OF = {language: name for name, languages in _BY_LANGUAGE.items() for language in languages}
_BY_SUFFIX = {
    "asciidoc": (".adoc", ".asciidoc", ".asc"),
    "hypertext": (".html", ".htm", ".xhtml", ".xml", ".xlf", ".xliff", ".vue", ".svelte", ".svg", ".dbk"),
    "latex": (".tex", ".ltx", ".latex", ".sty", ".cls", ".dtx"),
    "letter": (".eml", ".diff", ".patch"),
    "markdown": (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"),
    "org": (".org",),
    "plain": (".txt", ".text", ".typ", ".log"),
    "restructuredtext": (".rst", ".rest"),
    "table": (".csv", ".tsv"),
}
_FORMAT_OF_SUFFIX = {suffix: name for name, suffixes in _BY_SUFFIX.items() for suffix in suffixes}
_LETTERS = frozenset({"COMMIT_EDITMSG", "MERGE_MSG", "TAG_EDITMSG", "SQUASH_MSG"})

_SOURCES = (
    "cmakelists.txt", "containerfile", "dockerfile", "gemfile", "gnumakefile", "jenkinsfile", "justfile",
    "makefile", "pkgbuild", "rakefile", "vagrantfile",
)  # fmt: skip

# What editors send for a document of which they know nothing.
_UNKNOWN = frozenset({"", "plaintext", "text", "txt", "plain", "fundamental"})
# Where an editor's identifier is not a name that Pygments knows.
_LEXERS = {
    "bazel": "python", "c_sharp": "csharp", "conf": "ini", "cs": "csharp", "cuda-cpp": "cuda",
    "dockercompose": "yaml", "dosini": "ini", "elisp": "common-lisp", "emacs-lisp": "common-lisp",
    "javascript.jsx": "javascript", "javascriptreact": "javascript", "json5": "javascript",
    "jsonc": "javascript", "jsonl": "json", "objcpp": "objective-c++", "objective-cpp": "objective-c++",
    "perl6": "raku", "po": "pot", "proto3": "protobuf", "shellscript": "bash", "terraform": "hcl",
    "typescript.tsx": "typescript", "typescriptreact": "typescript", "vb": "vb.net", "viml": "vim",
    "yaml.ansible": "yaml",
}  # fmt: skip


def format_of(document: Document) -> Format[Any]:
    """The format of a document."""
    language = (document.language_id or "").lower()
    name = PurePath(document.filename or "").name
    if language in _FORMAT_OF:
        return _format(_FORMAT_OF[language])
    if language not in _UNKNOWN and (source := _source_of_language(_LEXERS.get(language, language))):
        return source
    if name in _LETTERS:
        return _format("letter")
    suffix = PurePath(name).suffix.lower()
    if name.lower() not in _SOURCES and (suffix in _FORMAT_OF_SUFFIX or not suffix):
        return _format(_FORMAT_OF_SUFFIX.get(suffix, "plain"))
    return _source_of_name(name) or _format("plain")


@cache
def _format(name: str) -> Format[Any]:
    # each is loaded with the first document of its kind: the patterns of all take a twentieth of a second
    match name:
        case "asciidoc":
            from server.text.asciidoc import Asciidoc

            return Asciidoc()
        case "hypertext":
            from server.text.hypertext import Hypertext

            return Hypertext()
        case "latex":
            from server.text.latex import Latex

            return Latex()
        case "letter":
            from server.text.plain import Letter

            return Letter()
        case "markdown":
            from server.text.markdown import Markdown

            return Markdown()
        case "org":
            from server.text.org import Org

            return Org()
        case "restructuredtext":
            from server.text.restructuredtext import RestructuredText

            return RestructuredText()
        case "table":
            from server.text.plain import Table

            return Table()
        case _:
            from server.text.plain import Plain

            return Plain()


@cache
def _source_of_language(language: str) -> "SourceCode | None":
    # Pygments takes a twentieth of a second to import, which a letter need not wait for
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    from server.text.source_code import SourceCode

    options = {"startinline": True} if language == "php" else {}
    try:
        return SourceCode(get_lexer_by_name(language, **options))
    except ClassNotFound:
        return None


def _source_of_name(name: str) -> "SourceCode | None":
    from pygments.lexers import find_lexer_class_for_filename

    lexer = find_lexer_class_for_filename(name)
    return _source_of_language(lexer.aliases[0]) if lexer is not None and lexer.aliases else None
