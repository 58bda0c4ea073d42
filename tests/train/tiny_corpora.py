"""A tiny catalogue of corpora, a mirror that holds them, and a web server that serves it well or badly."""

import contextlib
import hashlib
import http.server
import io
import random
import re
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WORDS = (
    "sun",
    "rain",
    "snow",
    "wind",
    "storm",
    "cloud",
    "river",
    "lake",
    "forest",
    "garden",
    "bread",
    "apple",
)


def tweet_csv(rows: int, *, labelled: bool) -> bytes:
    """Tweets of eight words, of which those that stand near each other in WORDS come together."""
    draw = random.Random(7)
    lines = ["id,label,tweet" if labelled else "id,tweet"]
    for number in range(1, rows + 1):
        start = draw.randrange(len(WORDS))
        words = [WORDS[(start + draw.randrange(4)) % len(WORDS)] for _ in range(8)]
        text = " ".join(["@user", *words, "and the end"])
        lines.append(f'{number},{"0," if labelled else ""}"{text}"')
    return ("\n".join(lines) + "\n").encode()


def stop_word_archive() -> bytes:
    """An archive laid out as NLTK's, with two English stop words."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("stopwords/english"), "and\nthe\n")
    return buffer.getvalue()


FILES = {
    "tweets": {
        "train_tweet.csv": tweet_csv(120, labelled=True),
        "test_tweets.csv": tweet_csv(20, labelled=False),
    },
    "nltk_stopwords": {"2023/nltk_data/corpora/stopwords.zip": stop_word_archive()},
}


def write_mirror(directory: Path) -> Path:
    """Writes every file where a mirror has it."""
    for corpus, files in FILES.items():
        for name, content in files.items():
            path = directory / corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return directory


def write_catalogue(path: Path, url: str | None = None) -> Path:
    """Writes a catalogue of FILES; with `url`, every file has a public address below it."""
    lines = []
    for corpus, files in FILES.items():
        lines += [f"[{corpus}]", 'source = "a test"', 'licence = "CC0 1.0"', 'remarks = "Tiny."']
        for name, content in files.items():
            lines += [f'[{corpus}.files."{name}"]', f"bytes = {len(content)}"]
            lines += [f'sha256 = "{hashlib.sha256(content).hexdigest()}"']
            lines += [f'url = "{url}/{corpus}/{name}"'] if url else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Server:
    """A web server on this machine that serves the mirror."""

    url: str = ""
    requested: list[str | None] = field(default_factory=list)
    """The Range header of every request, in order."""
    breaks_after: list[int] = field(default_factory=list)
    """For each request to come, after how many bytes the connection breaks; whole once the list is empty."""
    knows_ranges: bool = True
    status: int | None = None
    """Answered to everything, if set."""


@contextlib.contextmanager
def serving(directory: Path) -> Iterator[Server]:
    """Serves a directory until the block ends."""
    server = Server()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = directory / self.path.lstrip("/")
            asked = self.headers.get("Range")
            server.requested.append(asked)
            if server.status or not path.is_file():
                self.send_error(server.status or 404)
                return
            content = path.read_bytes()
            start = int(match[1]) if (match := re.match(r"bytes=(\d+)-", asked or "")) else 0
            if start >= len(content) and server.knows_ranges:
                self.send_error(416)
                return
            if start and server.knows_ranges:
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            else:
                start = 0
                self.send_response(200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = start + server.breaks_after.pop(0) if server.breaks_after else len(content)
            self.wfile.write(content[start:end])

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
