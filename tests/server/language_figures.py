"""How often German is taken for German, and other languages are, by the length of the sentence.

`python -m tests.server.language_figures` prints it, with the corpora where tests/conftest.py looks for them.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from server.text.language import is_german
from server.text.words import words_of
from tests.conftest import data_directory
from tests.server.language_sets import ENGLISH, GERMAN, Pairs, measured, other_languages
from train.report import table

LENGTHS = {"1 to 3 words": (1, 3), "4 to 7": (4, 7), "8 and more": (8, 100_000)}
MOST_OF_A_SET = 3_000

# The corpora hold no sentences of these, and nothing was learnt from them. But the lists of foreign words
# were lengthened with them in view, so that they are a check rather than a measurement.
SENTENCES = {
    "Dutch": """
        De hond loopt op het strand en hij is blij.
        Ik ga morgen naar de markt.
        Wij wonen in een groot huis.
        Dat weet ik niet.
        Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.
        Waar is het station?
        Mijn zus leest elke avond een boek.
        Het weer is vandaag erg mooi.
        Kun je me helpen?
        Goedemorgen
        """,
    "Danish": """
        Hunden løber på stranden med børnene.
        Jeg har en bror og en søster.
        Vi bor i et stort hus.
        Alle mennesker er født frie og lige i værdighed og rettigheder.
        Hvor er stationen?
        Det ved jeg ikke.
        Min søster læser en bog hver aften.
        Vejret er meget smukt i dag.
        Kan du hjælpe mig?
        Godmorgen
        """,
    "Italian": """
        Il cane corre sulla spiaggia con i bambini.
        Il libro è sul tavolo.
        Abitiamo in una casa grande.
        Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.
        Dov'è la stazione?
        Non lo so.
        Mia sorella legge un libro ogni sera.
        Oggi il tempo è molto bello.
        Mi puoi aiutare?
        Buongiorno
        """,
    "Spanish": """
        El perro corre por la playa con los niños.
        Mañana voy al mercado.
        Vivimos en una casa grande.
        Todos los seres humanos nacen libres e iguales en dignidad y derechos.
        ¿Dónde está la estación?
        No lo sé.
        Mi hermana lee un libro cada noche.
        Hoy hace muy buen tiempo.
        ¿Me puedes ayudar?
        Buenos días
        """,
    "Polish": """
        Pies biegnie po plaży z dziećmi.
        Jutro idę na targ.
        Mieszkamy w dużym domu.
        Nie wiem.
        Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.
        Gdzie jest dworzec?
        Moja siostra czyta co wieczór książkę.
        Dzisiaj jest bardzo ładna pogoda.
        Pomożesz mi?
        Dzień dobry
        """,
}


def main() -> None:
    """Prints precision and recall, and how often other languages are taken for German."""
    data = data_directory()
    if data is None:
        sys.exit("no corpora: set DOLMETSCH_DATA to a directory that holds them")
    sets = {name: pairs[:MOST_OF_A_SET] for name, pairs in measured(data).items()}
    sets["all"] = [pair for pairs in sets.values() for pair in pairs]
    rows = [
        (name, length, *map(_percent, figures(pairs, *bounds)))
        for name, pairs in sets.items()
        for length, bounds in LENGTHS.items()
        if any(True for _ in of_length((pair[GERMAN] for pair in pairs), *bounds))
    ]
    print(
        table(("German against English", "length", "recall", "precision", "English taken for German"), rows)
    )
    print()
    print(table(("language", "lines", "taken for German"), list(_others(data))))


def figures(pairs: Pairs, shortest: int, longest: int) -> tuple[float, float, float]:
    """Recall, precision and the share of English taken for German, of sentences of some length in words.

    Precision is that of as many German as English sentences.
    """
    german = share(of_length((pair[GERMAN] for pair in pairs), shortest, longest))
    english = share(of_length((pair[ENGLISH] for pair in pairs), shortest, longest))
    return german, german / (german + english) if german else 0.0, english


def of_length(sentences: Iterable[str], shortest: int, longest: int) -> Iterable[str]:
    """The sentences of some length in words."""
    return (sentence for sentence in sentences if shortest <= len(words_of(sentence)) <= longest)


def share(sentences: Iterable[str]) -> float:
    """The share of sentences that are taken for German; 0 of none."""
    answers = [is_german(sentence) for sentence in sentences]
    return sum(answers) / len(answers) if answers else 0.0


def _others(data: Path) -> Iterable[Sequence[str]]:
    for language, (_, lines) in other_languages(data).items():
        yield language, f"{len(lines):,}", _percent(share(lines))
        beginnings = [" ".join(line.split()[:4]) for line in lines]
        yield f"{language}, four words of a line", f"{len(lines):,}", _percent(share(beginnings))
    for language, text in SENTENCES.items():
        sentences = [sentence.strip() for sentence in text.strip().splitlines()]
        yield language, f"{len(sentences)}", _percent(share(sentences))


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


if __name__ == "__main__":
    main()
