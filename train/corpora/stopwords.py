"""The stop words of the Word2Vec lab: NLTK's lists as they were in 2023, read from their archive."""

import zipfile

from train.corpora import Corpora

CORPUS = "nltk_stopwords"
ARCHIVE = "2023/nltk_data/corpora/stopwords.zip"


def words(corpora: Corpora, language: str) -> frozenset[str]:
    """The stop words of a language, named as NLTK names it: `english`, 179 words, or `german`, 232."""
    with zipfile.ZipFile(corpora.path(CORPUS, ARCHIVE)) as archive:
        return frozenset(archive.read(f"stopwords/{language}").decode("utf-8").split())
