"""How a file comes from a public address or a mirror to this machine: resumed, verified, whole.

What has arrived stands beside the destination as `<file>.part` and stays there when the transfer breaks off,
so that the next attempt asks for the rest alone. The checksum of the catalogue says whether the halves belong
together.
"""

import contextlib
import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
from filelock import FileLock
from tqdm import tqdm

from models.files import sha256_of
from train.corpora.catalogue import CorpusFile
from train.errors import TrainingError

ATTEMPTS = 5
"""How often a broken connection is taken up again before the user is asked."""
CHUNK = 1 << 16
TIMEOUT_SECONDS = 30.0


def fetch(file: CorpusFile, corpus: str, destination: Path, mirror: str | None) -> None:
    """Puts `file` at `destination`, from the mirror if there is one, else from its public address.

    Safe to call from several processes at once: one fetches, the others wait for it.

    Raises:
        TrainingError: no address, no connection, not found, wrong checksum, or a disk that is full or cannot
            be written.
    """
    with _explained(destination):
        destination.parent.mkdir(parents=True, exist_ok=True)
        lock = destination.with_name(f".{destination.name}.lock")
        try:
            with FileLock(lock):
                if not destination.exists():
                    _fetch_alone(file, _address(file, corpus, mirror), destination)
        finally:
            with contextlib.suppress(OSError):  # another process may be waiting at it
                lock.unlink()


def _address(file: CorpusFile, corpus: str, mirror: str | None) -> str | Path:
    if mirror is None:
        if file.url is None:
            raise TrainingError(
                f"{corpus}/{file.name} was prepared for Dolmetsch and has no public address. "
                "Name a copy with --mirror URL_OR_DIRECTORY."
            )
        return file.url
    if mirror.lower().startswith(("http://", "https://")):
        return f"{mirror.rstrip('/')}/{quote(f'{corpus}/{file.name}')}"
    if "://" in mirror:
        raise TrainingError(f"--mirror {mirror} is neither an http(s) address nor a directory.")
    return Path(mirror).expanduser() / corpus / file.name


def _fetch_alone(file: CorpusFile, address: str | Path, destination: Path) -> None:
    part = destination.with_name(f"{destination.name}.part")
    if _size(part) > file.bytes:
        part.unlink()
    resumed = _size(part) > 0
    with tqdm(
        total=file.bytes,
        initial=_size(part),
        desc=file.name,
        unit="B",
        unit_scale=True,
        disable=None,
        file=sys.stderr,
        leave=False,
    ) as bar:
        if isinstance(address, Path):
            _copy(address, part, bar)
        else:
            _download(address, part, file.bytes, bar)
    if sha256_of(part) == file.sha256:
        part.replace(destination)
        return
    part.unlink()
    if resumed:  # the half that was there may be of another file
        _fetch_alone(file, address, destination)
        return
    raise TrainingError(
        f"{address} is not the file of the catalogue: its SHA-256 differs. Nothing was kept; "
        "name another copy with --mirror URL_OR_DIRECTORY."
    )


def _copy(source: Path, part: Path, bar: tqdm) -> None:
    try:
        reader = source.open("rb")
    except FileNotFoundError as error:
        raise TrainingError(f"The mirror has no {source}. Check --mirror, or leave it out.") from error
    except OSError as error:
        raise TrainingError(f"{source} cannot be read ({error.strerror}). Check --mirror.") from error
    with reader, part.open("wb") as writer:
        bar.reset()
        while chunk := reader.read(CHUNK):
            writer.write(chunk)
            bar.update(len(chunk))


def _download(url: str, part: Path, size: int, bar: tqdm) -> None:
    attempt = 0
    while (before := _size(part)) < size:
        try:
            _download_rest(url, part, before, size, bar)
            return
        except httpx.TransportError as error:
            attempt += 1
            arrived = _size(part)
            if arrived > before and attempt < ATTEMPTS:
                continue
            host = urlsplit(url).netloc
            if arrived == 0:
                raise TrainingError(
                    f"No connection to {host} ({error}). Check the network, or name a copy with --mirror."
                ) from error
            raise TrainingError(
                f"The connection to {host} broke off after {arrived:,} of {size:,} bytes of {url}. "
                "The same command goes on from there."
            ) from error


def _download_rest(url: str, part: Path, start: int, size: int, bar: tqdm) -> None:
    # identity: a server that compresses or unpacks on the way would change the bytes that the checksum is of
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    try:
        with httpx.stream(
            "GET", url, headers=headers, follow_redirects=True, timeout=TIMEOUT_SECONDS
        ) as response:
            if start and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                part.unlink()  # it is longer than the file there
                _download_rest(url, part, 0, size, bar)
                return
            _check_status(response, url)
            continues = response.headers.get("Content-Range") == f"bytes {start}-{size - 1}/{size}"
            with part.open("ab" if continues else "wb") as writer:
                bar.n = start if continues else 0
                for chunk in response.iter_raw():
                    writer.write(chunk)
                    bar.update(len(chunk))
    except httpx.TooManyRedirects as error:
        raise TrainingError(f"{url} leads in circles. Name another copy with --mirror.") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise TrainingError(f"{url} is not an address ({error}). Check --mirror.") from error


def _check_status(response: httpx.Response, url: str) -> None:
    if response.status_code == httpx.codes.NOT_FOUND:
        raise TrainingError(f"There is no {url} (404). Name another copy with --mirror URL_OR_DIRECTORY.")
    if not response.is_success:
        raise TrainingError(
            f"{url} was refused: {response.status_code} {response.reason_phrase}. "
            "Try again later, or name another copy with --mirror URL_OR_DIRECTORY."
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextlib.contextmanager
def _explained(destination: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TrainingError(
                f"The disk is full: {destination} is incomplete. Free some space, and the same command "
                "goes on from there; or name another directory with --data."
            ) from error
        raise TrainingError(
            f"{destination} cannot be written ({error.strerror}). Name another directory with --data."
        ) from error
