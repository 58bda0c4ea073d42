"""One file per command of `dolmetsch-train`; each has NAME, SUMMARY, add_arguments(parser) and run(options).

The heavy imports (torch, spacy, nltk) stand inside `run`, so that `--help` answers at once.
"""

from train.commands import benchmark, evaluate, export, fetch, mix, report, seq2seq, transformer, word2vec

ALL = (benchmark, evaluate, export, fetch, mix, report, seq2seq, transformer, word2vec)
