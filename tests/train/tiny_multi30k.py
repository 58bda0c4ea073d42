"""A Multi30k of a few dozen sentence pairs, which a tiny model learns by heart in seconds."""

import gzip
import hashlib
import itertools
from pathlib import Path

PEOPLE = {"Mann": "man", "Junge": "boy", "Hund": "dog", "Läufer": "runner"}
DEEDS = {"schläft": "sleeps", "lacht": "laughs", "singt": "sings", "wartet": "waits"}

PAIRS = [
    (f"Ein {person} {deed}.", f"A {PEOPLE[person]} {DEEDS[deed]}.")
    for person, deed in itertools.product(PEOPLE, DEEDS)
]

PARTS = {"train": PAIRS * 3, "val": PAIRS[::2], "test_2016_flickr": PAIRS}


def write(directory: Path) -> Path:
    """Writes a mirror of the corpus, and gives the path of a catalogue that describes it."""
    lines = ["[multi30k]", 'source = "a test"', 'licence = "CC0 1.0"', 'remarks = "Tiny."']
    for part, pairs in PARTS.items():
        for language, side in (("de", 0), ("en", 1)):
            text = "".join(f"{pair[side]}\n" for pair in pairs)
            content = gzip.compress(text.encode(), mtime=0)
            path = directory / "mirror" / "multi30k" / f"{part}.{language}.gz"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            lines += [f'[multi30k.files."{path.name}"]', f"bytes = {len(content)}"]
            lines += [f'sha256 = "{hashlib.sha256(content).hexdigest()}"']
    catalogue = directory / "catalogue.toml"
    catalogue.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return catalogue
