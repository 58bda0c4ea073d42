"""Which pairs are dropped and why, and how tokenised and lower-cased text is restored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from train.corpora.cleaning import Cleaner, fault, split_long
from train.corpora.parallel import key
from train.corpora.restoring import Truecaser, detokenised

GOOD = ("Der Hund schläft unter dem Tisch.", "The dog is sleeping under the table.")


@pytest.mark.parametrize(
    "pair",
    [
        GOOD,
        ("Ja, klar.", "Yes, that is right."),
        ("Im Jahr 1.999 waren es 12.500 Menschen.", "In 1999, there were 12,500 people."),
        ("Treffen wir uns um 15 Uhr?", "Shall we meet at 3 p.m.?"),
        ("Schreiben Sie an info@example.org!", "Write to info@example.org!"),
        ("„Guten Tag“, sagte sie – und ging.", "“Good day,” she said – and went."),
        ("Café & Bar, 50 % Rabatt", "Café & bar, 50% off"),
    ],
)
def test_fault_finds_nothing_wrong_with_a_translation(pair: tuple[str, str]) -> None:
    assert fault(*pair) is None


@pytest.mark.parametrize(
    ("german", "english", "reason"),
    [
        ("", "Nothing.", "empty"),
        ("12:30", "12:30", "empty"),
        (GOOD[0] * 30, GOOD[1] * 30, "too long"),
        ("GrÃ¼ÃŸe aus Berlin", "Greetings from Berlin", "broken encoding"),
        ("Gr\ufffd\ufffde aus Berlin", "Greetings from Berlin", "broken encoding"),
        ("Ein <b>fettes</b> Wort", "A bold word", "mark-up"),
        ("Ein &nbsp; Wort", "One word", "mark-up"),
        ("Die Datei %s fehlt", "File %s is missing", "mark-up"),
        ("Tom Jones, Berlin", "Tom Jones (Berlin)", "identity"),
        ("Ja.", "The weather was so bad that we decided to stay at home.", "length ratio"),
        (
            "The dog is under the table with the cat.",
            "The dog is below the table with a cat.",
            "wrong language",
        ),
        ("Das ist der Hund.", "Das ist nicht der Hund.", "wrong language"),
        ("Es geschah 1984 in Berlin.", "It happened in Berlin in 1985.", "numbers differ"),
    ],
)
def test_fault_names_what_is_wrong(german: str, english: str, reason: str) -> None:
    assert fault(german, english) == reason


def test_cleaner_counts_what_it_drops_by_reason() -> None:
    kept, dropped = Cleaner(set(), set()).clean([GOOD, GOOD, ("", ""), ("Bar", "Bar")])
    assert kept == [GOOD]
    assert dropped == {"double": 1, "empty": 1, "identity": 1}


def test_cleaner_remembers_doubles_across_corpora_whatever_their_punctuation() -> None:
    cleaner = Cleaner(set(), set())
    cleaner.clean([GOOD])
    assert cleaner.clean([(GOOD[0].upper(), GOOD[1].replace(".", "!"))]) == ([], {"double": 1})


def test_cleaner_keeps_two_translations_of_one_sentence() -> None:
    pairs = [("Danke schön!", "Thank you!"), ("Danke schön!", "Thanks a lot!")]
    assert Cleaner(set(), set()).clean(pairs)[0] == pairs


@pytest.mark.parametrize("held_out", [({key(GOOD[0])}, set()), (set(), {key(GOOD[1])})])
def test_cleaner_drops_what_is_held_out_on_either_side(held_out: tuple[set[str], set[str]]) -> None:
    assert Cleaner(*held_out).clean([(f"– {GOOD[0]}", GOOD[1].lower())]) == ([], {"held out": 1})


def test_split_long_parts_a_paragraph_into_its_sentences() -> None:
    long_german, long_english = f"Es war {'sehr ' * 90}lang.", f"It was {'very ' * 90}long."
    pair = (f"{long_german} Am 3. Mai war es kurz.", f"{long_english} On 3 May it was short.")
    assert split_long(pair) == [
        (long_german, long_english),
        ("Am 3. Mai war es kurz.", "On 3 May it was short."),
    ]


def test_split_long_leaves_a_pair_alone_whose_sides_have_not_as_many_sentences() -> None:
    pair = (f"{'sehr ' * 90}lang. Und dann war es kurz.", f"{'very ' * 90}long and then it was short.")
    assert split_long(pair) == [pair]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ('" Ja " , sagte er .', '"Ja", sagte er.'),
        ("das ist 's ( fast ) !", "das ist's (fast)!"),
        ("it 's the players ' room , isn 't it ?", "it's the players' room, isn't it?"),
        ("Russia ' s „ friends “", "Russia's „friends“"),
        ('the Union " s borders', "the Union's borders"),
        ("“ Yes , ” he said ...", "“Yes,” he said..."),
        ("und / oder 50 %", "und/oder 50%"),
        ("er kam - endlich - an", "er kam - endlich - an"),
    ],
)
def test_detokenised_puts_spaces_where_people_do(tokens: str, text: str) -> None:
    assert detokenised(tokens) == text


@given(st.text(alphabet="ab .,!?'\"()-", max_size=40))
def test_detokenised_only_takes_spaces_away(text: str) -> None:
    assert detokenised(text).replace(" ", "") == text.replace(" ", "")


TRUECASER = Truecaser(
    [
        "Ich möchte jetzt essen gehen.",
        "Wir wollen essen und trinken.",
        "Mir schmeckt das Essen in Berlin.",
        "Er mag das Essen sehr.",
        "Wie das Essen in Rom schmeckt!",
    ],
    {"essen", "das", "wollen"},
)


def test_truecaser_writes_a_word_as_its_neighbours_ask() -> None:
    assert TRUECASER.restore("heute war das essen in berlin gut.") == "Heute war das Essen in Berlin gut."
    assert TRUECASER.restore("heute wollen wir essen und trinken.") == "Heute wollen wir essen und trinken."


def test_truecaser_begins_every_sentence_of_a_line_with_a_capital() -> None:
    assert TRUECASER.restore("mag er rom? ja! er mag das.") == "Mag er Rom? Ja! Er mag das."


def test_truecaser_says_which_words_it_cannot_judge() -> None:
    assert TRUECASER.unknown("das essen in paris") == ["paris"]
    assert TRUECASER.form("berlin") == "Berlin"
    assert TRUECASER.form("paris") == "paris"
