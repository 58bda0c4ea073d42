"""What a glossary file says, what is told of a broken one, and what is written into it."""

import os
from pathlib import Path

import pytest

from server import glossary
from server.errors import ServerError
from server.glossary import FILE_NAME, Fixed, Glossaries, Glossary

CONTENT = """\
# our words
keep = ["Jana"]  # the boss

[translations]
"Rechnung" = "invoice"  # not: bill
"""


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_it_holds_translations_and_words_to_keep(tmp_path: Path) -> None:
    read = glossary.read(write(tmp_path / FILE_NAME, CONTENT))
    assert read == Glossary({"Rechnung": "invoice"}, frozenset({"Jana"}))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('[translations]\n"a" = \n', "line 2: this is not TOML"),
        ("keep = [", "line 1: this is not TOML"),
        ("words = 1\n", "line 1: “words” is unknown here"),
        ("keep = 5", "line 1: “keep” must be a list of words"),
        ("keep = [5]", "line 1: “keep” must be a list of words"),
        ("translations = 5", "line 1: “translations” must be a table"),
        ('[translations]\n"Hund" = 5', "line 2: “Hund” must have its translation in quotes"),
        ('[translations]\n"Hund" = " "', "line 2: “Hund” must have its translation in quotes"),
        ('[translations]\n"" = "x"', "must begin with a letter"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(ServerError) as caught:
        glossary.read(write(tmp_path / FILE_NAME, content))
    assert problem in str(caught.value)
    assert FILE_NAME in str(caught.value)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"# \nkeep = ['\xff']")
    with pytest.raises(ServerError, match="line 2: this is not UTF-8"):
        glossary.read(path)
    path.write_bytes(b"#" * (glossary.LARGEST + 1))
    with pytest.raises(ServerError, match="larger than"):
        glossary.read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE_NAME)
    with pytest.raises(ServerError, match="is no file"):
        glossary.read(tmp_path / FILE_NAME)


def test_a_folders_glossary_goes_before_the_users_own(tmp_path: Path) -> None:
    own = write(tmp_path / "own.toml", 'keep = ["Kiez"]\n[translations]\n"Rechnung" = "bill"\n"Hund" = "dog"')
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / FILE_NAME, 'keep = ["Hund"]\n[translations]\n"Rechnung" = "invoice"\n"Kiez" = "hood"')
    glossaries = Glossaries(pytest.fail, own)
    assert glossaries.of(None) == Glossary({"Rechnung": "bill", "Hund": "dog"}, frozenset({"Kiez"}))
    assert glossaries.of(folder) == Glossary({"Rechnung": "invoice", "Kiez": "hood"}, frozenset({"Hund"}))
    assert glossaries.of(folder) is glossaries.of(folder)


def test_a_changed_file_is_read_again_and_a_broken_one_is_told_once(tmp_path: Path) -> None:
    told: list[str] = []
    path = write(tmp_path / FILE_NAME, CONTENT)
    glossaries = Glossaries(told.append, path)
    assert glossaries.of(None).translations == {"Rechnung": "invoice"}
    write(path, "broken")
    for _ in range(2):
        assert glossaries.of(None).translations == {"Rechnung": "invoice"}
    assert len(told) == 1
    assert told[0].endswith("What it said before stays in force.")
    write(path, '[translations]\nHund = "dog"')
    assert glossaries.of(None).translations == {"Hund": "dog"}
    path.unlink()
    assert glossaries.of(None) == Glossary()
    assert len(told) == 1


def test_a_new_word_leaves_comments_and_order_as_they_are(tmp_path: Path) -> None:
    path = write(tmp_path / FILE_NAME, CONTENT)
    glossary.add_translation(path, "Der „Kiez“", "the “hood”")
    glossary.add_to_keep(path, "Käthe")
    assert path.read_text(encoding="utf-8") == (
        CONTENT.replace('["Jana"]', '["Jana", "Käthe"]') + '"Der „Kiez“" = "the “hood”"\n'
    )
    assert glossary.line_of(path, "Kiez") == 5


def test_a_word_changes_sides_and_its_translation(tmp_path: Path) -> None:
    path = write(tmp_path / FILE_NAME, CONTENT)
    glossary.add_to_keep(path, "Rechnung")
    assert glossary.read(path) == Glossary({}, frozenset({"Jana", "Rechnung"}))
    glossary.add_translation(path, "Rechnung", "bill")
    glossary.add_translation(path, "Rechnung", "account")
    assert glossary.read(path) == Glossary({"Rechnung": "account"}, frozenset({"Jana"}))


def test_the_first_word_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / FILE_NAME
    glossary.add_translation(path, "Rechnung", 'an "invoice"')
    glossary.add_to_keep(path, "Jana")
    assert glossary.read(path) == Glossary({"Rechnung": 'an "invoice"'}, frozenset({"Jana"}))


def test_a_broken_file_is_not_written(tmp_path: Path) -> None:
    path = write(tmp_path / FILE_NAME, "broken")
    with pytest.raises(ServerError, match="line 1"):
        glossary.add_to_keep(path, "Jana")
    assert path.read_text() == "broken"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_glossary_stays_a_link(tmp_path: Path) -> None:
    target = write(tmp_path / "real.toml", CONTENT)
    link = tmp_path / FILE_NAME
    link.symlink_to(target)
    glossary.add_to_keep(link, "Käthe")
    assert link.is_symlink()
    assert "Käthe" in target.read_text(encoding="utf-8")


def test_the_longest_term_counts_and_only_whole_words() -> None:
    words = Glossary({"Hund": "dog", "Hund und Katze": "pets"}, frozenset({"Jana"}))
    assert words.fixed_in("Jana hat Hund und Katze, Hunde, einen Hund.") == [
        Fixed(0, 4, "Jana"),
        Fixed(9, 23, "pets"),
        Fixed(38, 42, "dog"),
    ]
