"""What the vocabulary says of its words: families, what is not offered, and what holds sentences together."""

import pytest

from train.corpora import families

GERMAN = (
    "gehen gehst geht ging gegangen machen machst macht machte machten gemacht gemachten arbeiten "
    "arbeitet arbeitete gearbeitet aufstehen aufgestanden aufzustehen aufsteht verkaufen verkauft "
    "bekommen bekam übernehmen übernommen ändern geändert vorlegen vorgelegt vorgelegen handeln handelt "
    "Haus Häuser Auto Autos sein seien seit leise leisen leisten winden wand Wand letzte letzten meinen "
    "meint schön schönen"
)
ENGLISH = (
    "fin fine finer finest go went gone happy happier happiest big bigger biggest late later latest "
    "temp temper tempest for forest child children wolf wolves analysis analyses write wrote written"
)


def stems(text: str, language: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words, families.stems(words, language), strict=True))


@pytest.mark.parametrize(
    "forms",
    [
        "gehen gehst geht ging gegangen",
        "machen machst macht machte machten gemacht gemachten",
        "arbeiten arbeitet arbeitete gearbeitet",
        "aufstehen aufgestanden aufzustehen aufsteht",
        "verkaufen verkauft",
        "bekommen bekam",
        "übernehmen übernommen",
        "ändern geändert",
        "vorlegen vorgelegt",
        "handeln handelt",
        "Haus Häuser",
        "Auto Autos",
        "letzte letzten",
        "schön schönen",
    ],
)
def test_the_forms_of_a_german_word_are_one_family(forms: str) -> None:
    stem_of = stems(GERMAN, "de")

    assert len({stem_of[form] for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["sein seit", "leisen leisten", "winden Wand", "gehen machen", "aufstehen gehen"]
)
def test_other_german_words_are_other_families(pair: str) -> None:
    stem_of = stems(GERMAN, "de")

    assert len({stem_of[word] for word in pair.split()}) == 2


@pytest.mark.parametrize(
    "forms",
    ["go went gone", "happy happier happiest", "big bigger biggest", "fine finer finest", "late later latest",
     "child children", "wolf wolves", "analysis analyses", "write wrote written"],
)  # fmt: skip
def test_the_forms_of_an_english_word_are_one_family(forms: str) -> None:
    stem_of = stems(ENGLISH, "en")

    assert len({stem_of[form] for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["temp temper", "temper tempest", "for forest"])
def test_other_english_words_are_other_families(pair: str) -> None:
    stem_of = stems(ENGLISH, "en")

    assert len({stem_of[word] for word in pair.split()}) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Arschloch verarschen Scheiße Fotze Hure Hurensohn Nutte Wichser Schlampe vögeln ficken "
               "Kanake Neger Zigeuner Untermensch Pisse Missgeburt Spast"),
        ("en", "ass asshole bitch bullshit cunt dick fag faggot fart fuck FUCK motherfucker nigger nigga "
               "piss shit shitty slut spic squaw tranny wanker whore Jap Injun"),
    ],
)  # fmt: skip
def test_slurs_and_obscenities_are_hidden(language: str, words: str) -> None:
    assert families.offensive(words.split(), language) == list(range(len(words.split())))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Titel Titan Analyse schießen Schießerei Hurrikan Hurra Vögeln Nutzer Marsch Barsch Fichte "
               "Schlamperei Mongolei MongoDB Spastik Spaß spazieren Schwanz Kotelett Negation negativ Schiss "
               "Tuner Pistole Wichtel wichtig Kakao Kachel Fresko Polen Kaffee Mohr Hundert Scheit Bastard"),
        ("en", "assess class assume glass assassin cocktail cockpit peacock Dick Dickens analysis title "
               "titan titmouse farther farthest fickle squawk niggle niggardly injunction injury Lesbos "
               "Wankel retardant raccoon cumulative document pricking spice conspicuous shiitake therapist "
               "grape drape scrape Scunthorpe fagot penicillin Essex sussex cucumber snigger japan hoe dike "
               "homogeneous Homo queer"),
    ],
)  # fmt: skip
def test_innocent_words_stay(language: str, words: str) -> None:
    hidden = [words.split()[place] for place in families.offensive(words.split(), language)]

    assert hidden == []


def test_function_words_are_told_from_others() -> None:
    assert families.function_words(["Haus", "der", "Sie", "schön", "weil", "dabei"], "de") == [1, 2, 4, 5]
    assert families.function_words(["house", "the", "I", "nice", "because"], "en") == [1, 2, 4]
