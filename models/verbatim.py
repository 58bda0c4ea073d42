"""What in a German text is never left to the model, and how English writes it."""

import re

Span = tuple[int, int]
"""Start and end, in characters."""

MONTHS = {
    "jan": "January", "jän": "January", "feb": "February", "mär": "March", "apr": "April", "mai": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "okt": "October", "nov": "November",
    "dez": "December",
}  # fmt: skip
"""English names by the first three letters of the German ones."""

LONGEST_WORD = 100
"""Characters."""

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
"""Numbers of all kinds, the time of day among them."""

_GERMAN_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)"
_MONTH = (
    r"(?:Januar|Jänner|Februar|Feber|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|(?:Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)\.)"
)
_DATE = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH})(?:\s(?P<year>\d{{4}})\b)?")
_TIME = re.compile(r"(?P<hour>\d{1,2})\.(?P<minute>\d{2})\sUhr")
_AMOUNT = rf"(?:{_GERMAN_NUMBER}|\d+(?:\.\d\d)?)"
_PRICE = re.compile(rf"(?P<sign>[€$£])\s?(?P<after>{_AMOUNT})|(?P<before>{_AMOUNT})\s?(?P<sign_after>[€$£])")
_TOP_LEVEL_DOMAINS = "de|at|ch|eu|com|org|net|info|io"
_FILE_ENDINGS = (
    "pdf|docx?|xlsx?|pptx?|od[tsp]|txt|md|csv|json|xml|html?|css|js|ts|py|sh|c|h|cpp|java|tex|toml|ya?ml|log"
    "|zip|gz|png|jpe?g|gif|svg|mp[34]|wav|exe"
)
_VERBATIM = re.compile(
    "|".join(
        (
            # what looks like our own placeholders
            r"⟦[^⟦⟧]{0,40}⟧|[⟦⟧]",
            # web addresses, without a mark at their end; e-mail addresses; mentions and hashtags
            r"(?:https?://|www\.)[^\s<>\"„“”]*[^\s<>\"„“”.,;:!?)'\]]",
            rf"(?<![\w.@-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}})*\.(?:{_TOP_LEVEL_DOMAINS})\b(?!@)(?:/[^\s<>\"„“”,;)]+)?",
            r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+",
            r"(?<!\w)[@#]\w+",
            # code, tags, entities, {name}, ${name}, %s, %(name)d, %1$s
            r"`[^`]+`|</?[A-Za-z][^<>]{0,200}>|&#?\w{2,8};",
            r"\$?\{\{?[^\s{}]+\}?\}|%(?:\(\w+\))?[sd]\b|%\d+\$[sd]\b",
            # files: C:\Users, /usr/local/bin, $HOME/.config, report_2026.pdf; snake_case
            r"\b[A-Za-z]:\\[^\s\"<>|]+|(?<!\w)(?:~|\.{1,2})?(?:/[\w.+-]*[\w+-]){2,}/?|\$\w+(?:/[\w.+-]*[\w+-])*",
            rf"(?<![\w.])[\w-]{{1,100}}\.(?:{_FILE_ENDINGS})\b|\b[^\W_]+(?:_[^\W_]+)+\b",
            # dates, times and prices
            rf"(?<![\w.,]){_DATE.pattern}(?!\w)",
            rf"(?<![\w.,:]){_TIME.pattern}\b|(?<![\w.,:])\d{{1,2}}:\d\d(?=\sUhr\b)",
            rf"(?<![\w.,:])(?:{_PRICE.pattern})(?!\w)",
            # no number of thousands: Version 2.100
            r"\b[Vv]ersion\s\d+\.\d{3}\b(?![.,]\d)",
            # 1.234,50 and 3,5
            rf"(?<![\w.,:/])(?<!\d-){_GERMAN_NUMBER}(?![.,:/]?\d)(?!\w)",
            # IBAN; A4-123; telephones; ISBN and 2026-10-03; versions, hosts and 24.12.2019; long numbers
            r"\b[A-Z]{2}\d{2}(?:\s?\d{4}){2,}(?:\s\d{1,4})?\b",
            r"\b[A-Z]{1,4}-?\d[\dA-Z-]{2,}\b",
            r"(?<!\w)(?:\+|00)\d{1,3}[ /-]?(?:\(0\) ?)?\d[\d /-]{4,}\d\b",
            r"\b0\d{2,5}(?: ?[/-] ?| )\d[\d -]{2,}\d\b",
            r"\b\d+(?:-\d+){2,}\b",
            r"\b\d+(?:\.\d+){2,}(?:[:/]\d+)?\b",
            r"\b\d{5,}\b",
            # streets with a number
            r"\b[A-ZÄÖÜ][\w-]{0,40}(?:str\.|straße|strasse|allee|gasse|weg)\s\d{1,4}[a-z]?\b",
            # 20 °C, and the colours of a terminal
            r"°[CF]?|\x1b\[[\d;]{0,20}[A-Za-z]",
            # m², H₂O, ½: the model would see plain digits
            r"(?<![^\W_])[^\W_]{0,20}[²³¹⁰⁴-⁹₀-₉½¼¾⅓⅔][^\W_]{0,20}",
            # no word: German's longest have 80 letters, and the model would spell this one out for seconds
            rf"(?<!\S)\S{{{LONGEST_WORD + 1},}}",
        )
    )
)

_HINT = re.compile(rf"[\d@#`<&{{%$\\/_°⟦⟧²³¹⁰⁴-⁹₀-₉½¼¾⅓⅔\x1b]|\w\.\w|(?<!\S)\S{{{LONGEST_WORD + 1},}}")
"""Every pattern wants one of these."""


def verbatim_spans(text: str) -> list[Span]:
    """Where something stands that is never left to the model, in order."""
    if not _HINT.search(text):  # most sentences, and a tenth of a millisecond saved
        return []
    return [match.span() for match in _VERBATIM.finditer(text)]


def number_spans(text: str) -> list[Span]:
    """Where the numbers stand, in order."""
    return [match.span() for match in NUMBER.finditer(text)]


def numbers_in(text: str) -> list[str]:
    """The numbers of two digits or more, sorted, without the marks that languages set differently."""
    digits = (re.sub(r"\D", "", number) for number in NUMBER.findall(text))
    return sorted(number for number in digits if len(number) > 1)


def english(words: str, before: str = "") -> str:
    """A German number, price, time or date as English writes it after what stands `before`; else as it is.

    1.234,5 becomes 1,234.5; 5 € becomes €5; 14.30 Uhr becomes 14:30; 3. Oktober becomes 3 October, and
    3rd of October after “the”.
    """
    if re.fullmatch(_GERMAN_NUMBER, words) and not _is_internet_address(words):
        return words.translate(str.maketrans(".,", ",."))
    if price := _PRICE.fullmatch(words):
        sign, amount = price["sign"] or price["sign_after"], price["after"] or price["before"]
        return f"{sign}{english(amount)}"
    if time := _TIME.fullmatch(words):
        return f"{time['hour']}:{time['minute']}"
    if date := _DATE.fullmatch(words):
        day = int(date["day"])
        after_article = re.search(r"\bthe $", before, re.IGNORECASE)
        written = f"{day}{_ordinal_ending(day)} of" if after_article else str(day)
        return " ".join(filter(None, (written, MONTHS[date["month"][:3].lower()], date["year"])))
    return words


def with_right_ordinals(text: str) -> str:
    """An English text with 2nd in the place of 2th; no longer and no shorter."""
    return re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda match: match[1] + _ordinal_ending(int(match[1])), text)


def _ordinal_ending(number: int) -> str:
    return "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _is_internet_address(words: str) -> bool:
    """Whether four groups of digits are rather 192.168.100.200 than 192 thousand millions."""
    groups = words.split(".")
    return len(groups) == 4 and all(group == str(int(group)) and int(group) < 256 for group in groups)
