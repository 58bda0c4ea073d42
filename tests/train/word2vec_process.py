"""One process of `dolmetsch-train` on a tiny catalogue: `python word2vec_process.py CATALOGUE ARGUMENTS…`."""

import sys
from pathlib import Path

from train.__main__ import main
from train.corpora import catalogue

if __name__ == "__main__":
    catalogue.FILE = Path(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
