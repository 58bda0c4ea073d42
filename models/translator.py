"""The one door to the translators: which model a name means, and what each of them gives."""

from pathlib import Path

from models import checkpoint
from models.translation import Hypothesis, Translation, Translator

__all__ = ["Hypothesis", "Translation", "Translator", "load"]


def load(model: str | Path) -> Translator:
    """The translator of a model (see `checkpoint.find`).

    Raises:
        CheckpointError: it is missing or broken.
        ModelError: it needs a package that is not installed.
    """
    opened = checkpoint.load(checkpoint.find(model, "translator"), ("transformer", "seq2seq"))
    if opened.manifest.kind == "transformer":
        from models.default_translator import DefaultTranslator

        return DefaultTranslator.open(opened)
    # torch takes two seconds to import and belongs to the `train` extra: only the lab's model asks for it
    from models.lab_translator import LabTranslator

    return LabTranslator(opened)
