"""What an editor talks to: the language server and its command line."""
