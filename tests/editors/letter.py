"""The letter that every editor opens."""

SENTENCE = "Ein Hund läuft am Strand."
"""The sentence whose translation every editor must show, word for word."""

LETTER = f"""\
# Ein Brief aus Bremen

Liebe Jana,

zwei junge Männer stehen im Freien. {SENTENCE}

This is a good day.
"""
