"""What is said when an editor cannot be fetched."""


class InstallationError(Exception):
    """An editor could not be installed; the message says what to do."""
