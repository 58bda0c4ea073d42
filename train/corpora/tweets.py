"""The tweets of the Word2Vec lab: the texts of its two files."""

import csv

from train.corpora import Corpora

CORPUS = "tweets"
TRAIN = "train_tweet.csv"
TEST = "test_tweets.csv"


def texts(corpora: Corpora, file: str) -> list[str]:
    """The text of every tweet of one file, in its order."""
    with corpora.path(CORPUS, file).open(encoding="utf-8", newline="") as reader:
        return [row["tweet"] for row in csv.DictReader(reader)]
