"""`dolmetsch translate` line by line, and the other commands on the models that ship."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.commands.translate import MOST_CHARACTERS
from tests.conftest import ROOT, needs_the_train_extra
from tests.server.fakes import english_of

STAGED = [sys.executable, "-m", "tests.e2e.staged_command"]
DOLMETSCH = [sys.executable, "-m", "server"]
SECONDS = 180


def run(command: list[str], text: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, input=text, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, timeout=SECONDS
    )


def lines(data: bytes) -> list[str]:
    return data.decode("utf-8").split("\n")


def test_translate_writes_one_line_for_each_in_order_and_blank_ones_stay() -> None:
    text = "Hallo.\n\nEin Hund. Eine Katze.\r\n   \nZ. B. dies, Dr. Müller!".encode()
    result = run([*STAGED, "translate"], text)
    assert result.returncode == 0, result.stderr
    assert lines(result.stdout) == [
        english_of("Hallo."),
        "",
        f"{english_of('Ein Hund.')} {english_of('Eine Katze.')}",
        "",
        english_of("Z. B. dies, Dr. Müller!"),
        "",
    ]


def test_translate_leaves_what_has_no_words_as_it_is() -> None:
    result = run([*STAGED, "translate"], "😀😀\n...\n3.141\nHallo.\n".encode())
    assert lines(result.stdout) == ["😀😀", "...", "3.141", english_of("Hallo."), ""]


def test_translate_keeps_the_order_of_many_lines() -> None:
    sentences = [f"Satz Nummer {number} ist da." for number in range(200)]
    result = run([*STAGED, "translate"], "\n".join(sentences).encode())
    assert lines(result.stdout) == [*map(english_of, sentences), ""]


def test_translate_takes_its_arguments_as_one_text() -> None:
    result = run([*STAGED, "translate", "Guten", "Tag."])
    assert lines(result.stdout) == [english_of("Guten Tag."), ""]


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_translate_speaks_utf_8_whatever_the_locale(locale: str) -> None:
    result = run(
        [*STAGED, "translate"], "\ufeffGrüße 🐕.\n".encode(), LC_ALL=locale, PYTHONIOENCODING="latin-1"
    )
    assert lines(result.stdout) == [english_of("Grüße 🐕."), ""]


def test_translate_survives_bytes_that_are_no_utf_8() -> None:
    result = run([*STAGED, "translate"], b"Gr\xfc\xdfe.\nHallo.\n")
    assert lines(result.stdout) == [english_of("Gr\ufffd\ufffde."), english_of("Hallo."), ""]


@pytest.mark.parametrize(
    ("redirection", "message"),
    [
        ("translate <&-", "There is no standard input to read"),
        ("translate Hallo. >&-", "There is no standard output to write to"),
        ("translate Hallo. >/dev/full", "The output cannot be written"),
        ("similar good >/dev/full", "The output cannot be written"),
        ("serve <&-", "There is no standard input to read"),
        ("serve >&-", "There is no standard output to write to"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_what_stands_in_the_way_of_input_or_output_is_one_sentence(redirection: str, message: str) -> None:
    result = run(["sh", "-c", f"exec {shlex.join(STAGED)} {redirection}"])
    assert result.returncode == 1
    [sentence] = result.stderr.decode().splitlines()
    assert sentence.startswith(f"dolmetsch: {message}")


def test_translate_needs_no_stderr() -> None:
    result = run(["sh", "-c", f"exec {shlex.join(STAGED)} translate Hallo. 2>&-"])
    assert result.returncode == 0
    assert lines(result.stdout) == [english_of("Hallo."), ""]


def test_translate_keeps_what_libraries_print_out_of_its_lines() -> None:
    result = run([*STAGED, "translate"], b"Ich drucke das.\n")
    assert lines(result.stdout) == [english_of("Ich drucke das."), ""]
    assert b"a library prints" in result.stderr


def test_translate_says_what_failed_and_ends_with_1() -> None:
    result = run([*STAGED, "translate"], b"Das ist kaputt.\n")
    assert result.returncode == 1
    assert result.stdout == b""
    assert result.stderr.decode().splitlines()[-1].startswith("dolmetsch: Dolmetsch's translator failed")


@pytest.fixture
def translating() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [*STAGED, "translate"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def test_translate_answers_each_line_before_the_next_comes(translating: subprocess.Popen[bytes]) -> None:
    assert translating.stdin is not None
    assert translating.stdout is not None
    for sentence in ("Hallo.", "Ein Hund."):
        translating.stdin.write(sentence.encode() + b"\n")
        translating.stdin.flush()
        assert translating.stdout.readline().decode() == english_of(sentence) + "\n"


def test_translate_answers_a_very_long_line_part_by_part_on_one_line(
    translating: subprocess.Popen[bytes],
) -> None:
    assert translating.stdin is not None
    assert translating.stdout is not None
    sentence = "Das ist ein Satz."
    sentences = [sentence] * (MOST_CHARACTERS // len(sentence))
    translating.stdin.write(" ".join(sentences).encode())
    translating.stdin.flush()
    begun = translating.stdout.read(len(english_of(sentence)))
    translating.stdin.write(b" Ende.\nHallo.")
    translating.stdin.close()
    rest = translating.stdout.read()
    assert lines(begun + rest) == [
        " ".join(map(english_of, [*sentences, "Ende."])),
        english_of("Hallo."),
        "",
    ]


def test_translate_is_quiet_when_its_reader_leaves(translating: subprocess.Popen[bytes]) -> None:
    assert translating.stdin is not None
    assert translating.stdout is not None
    assert translating.stderr is not None
    translating.stdin.write(b"Hallo.\n")
    translating.stdin.flush()
    translating.stdout.readline()
    translating.stdout.close()
    translating.stdin.write(b"Ein Hund.\n")
    translating.stdin.flush()
    assert translating.wait(SECONDS) == 0
    assert translating.stderr.read() == b""


def test_translate_ends_at_once_and_quietly_when_interrupted(translating: subprocess.Popen[bytes]) -> None:
    assert translating.stdin is not None
    assert translating.stdout is not None
    assert translating.stderr is not None
    translating.stdin.write(b"Hallo.\n")
    translating.stdin.flush()
    translating.stdout.readline()
    translating.send_signal(signal.SIGINT)
    assert translating.wait(SECONDS) == 130
    assert translating.stderr.read() == b""


@needs_the_train_extra
def test_translate_by_the_labs_model() -> None:
    result = run(
        [*DOLMETSCH, "translate", "--model", "lab"], "Zwei junge Männer stehen im Freien.\n".encode()
    )
    assert result.returncode == 0, result.stderr
    assert "men" in result.stdout.decode()


def test_similar_by_the_labs_model() -> None:
    result = run([*DOLMETSCH, "similar", "--model", "lab", "good"])
    assert result.returncode == 0, result.stderr
    words = [line.split("\t") for line in result.stdout.decode().splitlines()]
    similarities = [float(similarity) for _, similarity in words]
    assert len(words) == 10
    assert similarities == sorted(similarities, reverse=True)
    assert "great" in {word for word, _ in words}


def test_check_says_that_what_ships_works() -> None:
    result = run([*DOLMETSCH, "check"])
    assert result.returncode == 0, result.stdout.decode()
    assert result.stdout.decode().endswith("All is well.\n")


def test_check_names_the_file_that_is_broken(tmp_path: object) -> None:
    result = run([*DOLMETSCH, "check", "--model", str(tmp_path)])
    assert result.returncode == 1
    assert str(tmp_path) in result.stdout.decode()
