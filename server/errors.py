"""The one exception class of this package, and its few children."""


class ServerError(Exception):
    """Something the server cannot do; the message is one sentence for the user."""


class Unavailable(ServerError):  # noqa: N818 - named for what the user sees
    """A model is loading, could not be loaded, or failed."""


class Superseded(ServerError):  # noqa: N818 - named for what happened
    """A newer request took the place of this one before it was answered."""

    def __init__(self) -> None:
        super().__init__("A newer request took the place of this one.")


class OutOfDate(ServerError):  # noqa: N818 - named for what happened
    """A document is no longer what it was when something was asked about it."""

    def __init__(self) -> None:
        super().__init__("The document has changed since. Ask again.")
