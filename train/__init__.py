"""Reproduces every model that ships: corpora, training, evaluation and export."""
