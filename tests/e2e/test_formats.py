"""Hover in every kind of document, through a real server process."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.pipes import STAGED, ServerProcess
from tests.server.fakes import english_of

PYTHON = '''\
import os

# Der Hund läuft am Strand
# und bellt laut.
name = "Der Hund"


def lauf(hund):
    """Lässt den Hund
    wieder laufen."""
    return os.path.join("der", "hund")  # Das war es schon.
'''
C = """\
/*
 * Der Hund läuft am Strand
 * und bellt laut.
 */
int der_hund = 1; // Das war es schon.
"""
LATEX = r"""\documentclass{article}
\begin{document}
\section{Der Hund}
Der \emph{Hund} l\"auft am Strand
und bellt $n^2$-mal. % Das ist geheim.
\begin{verbatim}
Der Hund ist Code.
\end{verbatim}
\end{document}
"""
RST = """\
Der Hund läuft am *Strand*
und bellt ``laut``.

.. code-block:: text

   Der Hund ist Code.
"""
HTML = """\
<p title="Der Hund ist versteckt">Der <b>Hund</b>
l&auml;uft am Strand.</p>
<script>
// Der Hund ist Code.
</script>
"""
ASCIIDOC = """\
= Der Hund

Der *Hund* läuft am Strand
und bellt `laut`.

----
Der Hund ist Code.
----
"""


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with ServerProcess(STAGED) as process:
        process.open("")
        yield process


@pytest.mark.parametrize(
    ("name", "language", "text", "word", "sentence"),
    [
        ("a.py", "python", PYTHON, "läuft am", "Der Hund läuft am Strand und bellt laut."),
        ("b.py", "python", PYTHON, "bellt", "Der Hund läuft am Strand und bellt laut."),
        ("c.py", "python", PYTHON, "wieder", "Lässt den Hund wieder laufen."),
        ("d.py", "python", PYTHON, "schon", "Das war es schon."),
        ("a.c", "c", C, "läuft am", "Der Hund läuft am Strand und bellt laut."),
        ("b.c", "c", C, "bellt", "Der Hund läuft am Strand und bellt laut."),
        ("a.tex", "latex", LATEX, "Strand", "Der Hund läuft am Strand und bellt $n^2$-mal."),
        ("a.rst", "restructuredtext", RST, "Strand", "Der Hund läuft am Strand und bellt laut."),
        ("a.html", "html", HTML, "Strand", "Der Hund läuft am Strand."),
        ("a.adoc", "asciidoc", ASCIIDOC, "Strand", "Der Hund läuft am Strand und bellt laut."),
    ],
)
def test_prose_is_translated(
    server: ServerProcess, name: str, language: str, text: str, word: str, sentence: str
) -> None:
    hovered = hover(server, name, language, text, word)
    assert hovered is not None
    assert english_of(sentence) in hovered["contents"]["value"].replace("\\", "")
    line, column = place(text, word)
    assert hovered["range"]["start"] == {"line": line, "character": column}


@pytest.mark.parametrize(
    ("name", "language", "text", "words"),
    [
        ("a.py", "python", PYTHON, "hund):"),
        ("a.c", "c", C, "der_hund"),
        ("a.tex", "latex", LATEX, "Hund ist Code"),
        ("b.tex", "latex", LATEX, "ist geheim"),
        ("a.rst", "restructuredtext", RST, "Hund ist Code"),
        ("a.html", "html", HTML, "Hund ist Code"),
        ("b.html", "html", HTML, "Hund ist versteckt"),
        ("a.adoc", "asciidoc", ASCIIDOC, "Hund ist Code"),
    ],
)
def test_code_is_left_alone(server: ServerProcess, name: str, language: str, text: str, words: str) -> None:
    assert hover(server, name, language, text, words) is None


def hover(server: ServerProcess, name: str, language: str, text: str, words: str) -> dict[str, Any] | None:
    """The hover over the first of some words of a document."""
    uri = f"file:///{name}"
    item = {"uri": uri, "languageId": language, "version": 1, "text": text}
    server.send(method="textDocument/didOpen", params={"textDocument": item})
    line, column = place(text, words)
    position = {"line": line, "character": column}
    answer = server.request(words, "textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
    server.send(method="textDocument/didClose", params={"textDocument": {"uri": uri}})
    result: dict[str, Any] | None = answer["result"]
    return result


def place(text: str, words: str) -> tuple[int, int]:
    """The line and the column of some words."""
    before = text[: text.index(words)]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)
