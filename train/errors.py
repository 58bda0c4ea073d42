"""The one exception class of this package."""


class TrainingError(Exception):
    """Something that keeps a training command from its end; the message is one sentence for the user."""
