"""What is prose in each kind of document: its paragraphs, in order."""

import pytest

from server.text.document import Document, Place
from server.text.formats import format_of
from server.text.hypertext import Hypertext
from server.text.latex import Latex
from server.text.markdown import Markdown
from server.text.passage import Passage
from server.text.plain import Letter, Plain
from server.text.prose import page_of, passage_at
from server.text.source_code import SourceCode
from server.text.words import word_at


def paragraphs(name: str, text: str, language: str = "") -> list[str]:
    document = Document(f"file:///{name}", text, language_id=language)
    page = page_of(document)
    found = []
    for line in range(len(page)):
        for stretch in page.stretches(line):
            passage = passage_at(document, Place(line, stretch.start))
            assert passage is not None
            if not stretch.goes_on and passage.text.strip():
                found.append(passage.text.strip())
    return found


@pytest.mark.parametrize(
    ("language", "name", "kind"),
    [
        ("markdown", "a", Markdown),
        ("latex", "a.txt", Latex),
        ("plaintext", "a.md", Markdown),
        ("plaintext", "a.txt", Plain),
        ("plaintext", "a", Plain),
        ("", "a.HTML", Hypertext),
        ("unheard-of", "a.tex", Latex),
        ("unheard-of", "a", Plain),
        ("python", "a", SourceCode),
        ("typescriptreact", "a", SourceCode),
        ("shellscript", "a.txt", SourceCode),
        ("", "a.rs", SourceCode),
        ("", "Makefile", SourceCode),
        ("git-commit", "a", Letter),
        ("", "COMMIT_EDITMSG", Letter),
        ("mail", "a.txt", Letter),
        ("", "a.unheardof", Plain),
    ],
)
def test_the_language_id_decides_then_the_name(language: str, name: str, kind: type) -> None:
    assert isinstance(format_of(Document(f"file:///{name}", language_id=language)), kind)


def test_python() -> None:
    text = '''\
#!/usr/bin/env python
# Ein Kommentar,
# der weitergeht.
#
# Ein zweiter Absatz.
import os

def f(größe):
    """Gibt die Größe zurück,
    die ``os`` kennt.

    :param größe: Die Größe
        in Metern.
    """
    x = f"Guten Tag, {os.name!r}! Wie geht es?"  # dahinter
    y = ("Das ist ein langer Satz,"
         "der weitergeht.")
    z = ["eins",
         "zwei"]
    return 1  # Ein Kommentar
              # geht weiter.
'''
    assert paragraphs("a.py", text) == [
        "Ein Kommentar, der weitergeht.",
        "Ein zweiter Absatz.",
        "Gibt die Größe zurück, die os kennt.",
        "Die Größe in Metern.",
        "Guten Tag, {os.name!r}! Wie geht es?",
        "dahinter",
        "Das ist ein langer Satz, der weitergeht.",
        "eins",
        "zwei",
        "Ein Kommentar geht weiter.",
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.c", "/*\n * Eins\n * und zwei.\n *\n * Drei.\n */\n", ["Eins und zwei.", "Drei."]),
        ("a.c", "int x; // eins\nint y; /* zwei */ int z; /* drei */\n", ["eins", "zwei", "drei"]),
        ("a.c", 'char *s = "Die Datei \\"%s\\" fehlt.\\n";\n', ['Die Datei "%s" fehlt.']),
        ("a.c", "#include <der.h>\nchar c = 'x';\n", []),
        ("a.java", "/** Liest.\n * @param name Der Name,\n *   lang.\n */\n", ["Liest.", "Der Name, lang."]),
        ("a.js", "let s = `Hallo ${name}, du`; let t = 'kurz';\n", ["Hallo ${name}, du", "kurz"]),
        ("a.js", "let r = /der Hund/;\n", []),
        ("a.rs", "/// Eins\n/// und zwei.\nfn a() {} // drei\n", ["Eins und zwei.", "drei"]),
        ("a.sh", 'echo "Hallo $USER, du" # kurz\n', ["Hallo $USER, du", "kurz"]),
        ("a.sh", "rm -rf /tmp/*\n# Ein Wort\n", ["Ein Wort"]),
        ("a.yaml", 'a: Ein Satz\nb: "Noch einer"\n', ["Ein Satz", "Noch einer"]),
        ("a.yaml", "a: |\n  Zwei\n  Zeilen\n", ["Zwei Zeilen"]),
        ("a.sql", "-- Eins\n-- und zwei\nselect 'drei';\n", ["Eins und zwei", "drei"]),
        ("a.lua", "--[[ Eins\nund zwei ]]\n-- drei\n", ["Eins und zwei", "drei"]),
        ("a.css", "/* Eins */ a { content: 'zwei' }\n", ["Eins", "zwei"]),
        ("a.po", '#. Eins\nmsgid "a"\nmsgstr "Der "\n', ["Eins", "a", "Der"]),
        ("a.json", '{"der": "Ein Satz"}\n', ["Ein Satz"]),
        ("a.php", "<?php\n// Eins\necho 'zwei';\n", ["Eins", "zwei"]),
    ],
)  # fmt: skip
def test_source_code(name: str, text: str, expected: list[str]) -> None:
    assert paragraphs(name, text) == expected


def test_restructuredtext() -> None:
    text = """\
=====
Titel
=====

Ein *schöner* Text mit ``code`` und
:ref:`einem Verweis <ziel>`.

.. note:: Eine Notiz, die
   weitergeht.

.. code-block:: python

   x = "Code"

Beispiel::

    Code

- Ein Punkt, der
  weitergeht
- Noch einer

.. Ein Kommentar
   geht weiter

:param x: Der Wert.

+------+------+
| eins | zwei |
+------+------+

Siehe `die Seite <https://example.org>`_ und Wort_ [1]_.

.. [1] Eine Fußnote.
"""
    assert paragraphs("a.rst", text) == [
        "Titel",
        "Ein schöner Text mit code und einem Verweis.",
        "Eine Notiz, die weitergeht.",
        "Beispiel",
        "Ein Punkt, der weitergeht",
        "Noch einer",
        "Der Wert.",
        "eins",
        "zwei",
        "Siehe die Seite und Wort .",
        "Eine Fußnote.",
    ]


def test_latex() -> None:
    text = r"""\documentclass{article}
\usepackage{der}
\title{Der Titel}
\begin{document}
\section{Die Einleitung}
Ein \emph{sch\"oner} Text mit $x^2$ und f"ur
eine Stra{\ss}e. % Ein Kommentar
Siehe z.\,B. Seite~5 --- oder \verb|\code|.
\begin{equation}
  der = die
\end{equation}
\begin{itemize}
  \item Ein Punkt, der
  weitergeht
  \item[x] Noch einer
\end{itemize}
% Ein Kommentar,
% der weitergeht
\[
  der
\]
"`Hallo"', sagte er.
\begin{tabular}{ll}
eins & zwei
\end{tabular}
\end{document}
Nichts
"""
    assert paragraphs("a.tex", text) == [
        "Der Titel",
        "Die Einleitung",
        "Ein schöner Text mit $x^2$ und für eine Straße. Siehe z. B. Seite 5 — oder \\code.",
        "Ein Punkt, der weitergeht",
        "Noch einer",
        "Ein Kommentar, der weitergeht",
        "„Hallo“, sagte er.",
        "eins",
        "zwei",
    ]


def test_html() -> None:
    text = """\
<!DOCTYPE html>
<title>Der Titel</title>
<script>
var x = "<p>Code";
</script>
<p class="der Hund">Ein <b>sch&ouml;ner</b> Text,
der <a
  href="x">weitergeht</a> und endet.</p><p>Noch einer.</p>
<pre>Code
</pre>
<!-- Ein Kommentar
 geht weiter -->
<ul><li>Eins<li>Zwei mit <code>Befehl</code> darin</ul>
<img alt="Ein Hund" src="a.png"> Ende <
"""
    assert paragraphs("a.html", text) == [
        "Der Titel",
        "Ein schöner Text, der weitergeht und endet.",
        "Noch einer.",
        "Eins",
        "Zwei mit Befehl darin",
        "Ende <",
    ]


def test_asciidoc() -> None:
    text = """\
= Der Titel
:toc: left

Ein *schöner* Text mit `code` und
einem https://example.org[Verweis].

[source,python]
----
Code
----

 Code

// Ein Kommentar
* Ein Punkt
** Noch einer
+
Dazu mehr.

NOTE: Das ist wichtig.

.Eine Tabelle
|===
|eins |zwei
|===

image::hund.png[Ein Hund]
"""
    assert paragraphs("a.adoc", text) == [
        "Der Titel",
        "Ein schöner Text mit code und einem Verweis.",
        "Ein Punkt",
        "Noch einer",
        "Dazu mehr.",
        "Das ist wichtig.",
        "Eine Tabelle",
        "eins",
        "zwei",
    ]


def test_org() -> None:
    text = """\
#+TITLE: Der Brief
#+OPTIONS: toc:nil
* TODO [#A] Die erste Überschrift :haus:hof:
SCHEDULED: <2024-05-01 Mi>
:PROPERTIES:
:ID: abc
:END:
Ein Absatz mit *fettem* Text und ~code~,
der weitergeht.
# Ein Kommentar.
- Eins.
- [ ] Zwei.
#+begin_src python
Der Code
#+end_src
: Auch Code
#+BEGIN_QUOTE
Ein Zitat.
#+END_QUOTE
| Hund | Ein Tier |
|------+----------|
| Katze | Noch eines |
"""
    assert paragraphs("a.org", text) == [
        "Der Brief",
        "Die erste Überschrift",
        "Ein Absatz mit fettem Text und ~code~, der weitergeht.",
        "Eins.",
        "Zwei.",
        "Ein Zitat.",
        "Hund",
        "Ein Tier",
        "Katze",
        "Noch eines",
    ]


def test_a_commit_message_and_a_mail() -> None:
    text = "Ein Titel\n\nDas Verzeichnis\nist neu.\n# Ein Kommentar\ndiff --git a/x b/x\n+Der Hund\n"
    assert paragraphs("COMMIT_EDITMSG", text) == ["Ein Titel", "Das Verzeichnis ist neu.", "Ein Kommentar"]
    text = "Subject: Ein Treffen\n\n> Wann kommst\n> du?\nUm acht.\n>> Wo?\n"
    assert paragraphs("a.eml", text) == ["Ein Treffen", "Wann kommst du?", "Um acht.", "Wo?"]


def test_markdown_tables_and_formulas() -> None:
    text = "| eins | zwei |\n|------|:----:|\n| drei | vier |\n\nEs gilt $x^2$.\n\n$$\nder\n$$\n\nEnde\n"
    assert paragraphs("a.md", text) == ["eins", "zwei", "drei", "vier", "Es gilt $x^2$.", "Ende"]


@pytest.mark.parametrize("text", ["---\n\nEin Satz.\n", "---\nEin Satz.\n"])
def test_a_rule_at_the_beginning_is_no_front_matter(text: str) -> None:
    assert paragraphs("a.md", text + "\nEnde\n")[-1] == "Ende"


@pytest.mark.parametrize(
    ("name", "line", "word", "written"),
    [
        ("a.html", "Ein sch&ouml;ner Tag", "schöner", "sch&ouml;ner"),
        ("a.tex", r"Ein sch\"oner Tag", "schöner", r"sch\"oner"),
        ("a.tex", r"Die Stra{\ss}e", "Straße", r"Stra{\ss}e"),
        ("a.py", r'"Gr\u00fcn ist"', "Grün", r"Gr\u00fcn"),
    ],
)
def test_a_word_written_otherwise_has_the_range_that_is_written(
    name: str, line: str, word: str, written: str
) -> None:
    for column in range(line.index(written), line.index(written) + len(written)):
        passage = passage_at(Document(f"file:///{name}", line), Place(0, column))
        assert passage is not None
        offset = passage.offset_at(Place(0, column))
        if offset is None:
            continue  # a brace
        span = word_at(passage.text, offset)
        assert span is not None
        assert span.of(passage.text) == word
        start = line.index(written)
        assert passage.stretch_of(span) == (Place(0, start), Place(0, start + len(written)))


def test_an_opened_comment_is_prose_as_soon_as_it_is_closed() -> None:
    from lsprotocol import types

    document = Document("file:///a.java", "int a;\n/*\nDer Hund\nbellt.\n\nint b;\n")
    assert passage_at(document, Place(5, 0)) is None
    end = types.Position(4, 0)
    document.apply_change(types.TextDocumentContentChangePartial(range=types.Range(end, end), text="*/"))
    passage = passage_at(document, Place(2, 0))
    assert isinstance(passage, Passage)
    assert passage.text.strip() == "Der Hund bellt."


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.c", "/// Eins.\n/* Zwei. */ int x; /* Drei. */\n", ["Eins. Zwei.", "Drei."]),
        ("a.py", '"""Ein Satz.\n\n>>> sage("Das ist gut.")\n"""\n', ["Ein Satz."]),
        ("a.py", "# -*- coding: utf-8 -*-\n# Ein Satz.\n", ["Ein Satz."]),
        (
            "a.py",
            "# Ein Satz.\n# pylint: disable=invalid-name\n# Noch einer.\n",
            ["Ein Satz.", "Noch einer."],
        ),
        ("a.sh", "# shellcheck disable=SC2086\n# Ein Satz.\n", ["Ein Satz."]),
        ("a.js", "// eslint-disable-next-line no-console\n// Ein Satz.\n", ["Ein Satz."]),
        (
            "a.csv",
            "Hund;Ein Tier, das bellt\nKatze;Eines\n",
            ["Hund", "Ein Tier, das bellt", "Katze", "Eines"],
        ),
        ("a.csv", 'Hund,3,"Ein Tier, das bellt."\n', ["Hund", "3", "Ein Tier, das bellt."]),
        ("a.tsv", "- Hund\tEin Tier\n", ["- Hund", "Ein Tier"]),
        ("a.rst", "Ein Beispiel::\n\n    der Code\n\nWeiter.\n", ["Ein Beispiel", "Weiter."]),
        (
            "a.adoc",
            "Hund:: Ein Tier,\ndas bellt.\nKatze::\n  Ein Tier.\n",
            ["Ein Tier, das bellt.", "Ein Tier."],
        ),
        ("a.md", 'Ein Satz.\n\n[a]: b.html "Ein Titel"\n[^1]: Die Note.\n', ["Ein Satz.", "Die Note."]),
        ("a.md", "Hund\n: Ein Tier.\n", ["Hund", "Ein Tier."]),
        ("a.md", "Eine Zeile\\\nund noch eine.\n", ["Eine Zeile und noch eine."]),
        ("a.md", "Ein Satz.\n\n    der Code\n\n\tund weiter\nAus.\n", ["Ein Satz.", "Aus."]),
        ("a.md", "- Eins.\n\n    Geht weiter.\n\n    - Zwei.\n", ["Eins.", "Geht weiter.", "Zwei."]),
        ("a.md", "Ein Satz,\n    der weitergeht.\n", ["Ein Satz, der weitergeht."]),
        ("a.md", "## Der Titel ##\n", ["Der Titel"]),
        ("a.rs", 'let a = r#"Der Hund"#;\n', ["Der Hund"]),
        ("a.vue", "<template>\n  <p>Der Hund</p>\n</template>\n<script>a</script>\n", ["Der Hund"]),
    ],
)
def test_what_only_looks_like_text_is_left_out(name: str, text: str, expected: list[str]) -> None:
    assert paragraphs(name, text) == expected
