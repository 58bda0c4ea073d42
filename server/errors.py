"""The one exception class of this package, and its few children."""


class ServerError(Exception):
    """Something the server cannot do; the message is one sentence for the user."""


class Unavailable(ServerError):  # noqa: N818 - named for what the user sees
    """A model is loading, could not be loaded, or failed."""


class Superseded(ServerError):  # noqa: N818 - named for what happened
    """A newer request took the place of this one before it was answered."""

    def __init__(self) -> None:
        super().__init__("A newer request took the place of this one.")
