"""The one exception class of this package, and its few children."""


class ModelError(Exception):
    """Something a model or its checkpoint cannot do; the message is one sentence for the user."""


class UnknownWord(ModelError):  # noqa: N818 - named for what happened
    """The word is not in the vocabulary."""

    def __init__(self, word: str) -> None:
        super().__init__(f"“{word}” is not in the vocabulary.")
        self.word = word


class Cancelled(ModelError):  # noqa: N818 - named for what happened
    """The caller asked to stop before the work was done."""

    def __init__(self) -> None:
        super().__init__("The work was cancelled.")
