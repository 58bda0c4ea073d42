"""What an editor talks to: the language server and its command line."""

__version__ = "0.1.0"
"""Kept here rather than in the package's metadata, which take a twentieth of a second to read."""
