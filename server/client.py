"""What the client can do: the one place that reads its capabilities."""

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability


@dataclass(frozen=True)
class ClientFlags:
    """What a client has said it can do, as questions the features ask."""

    hover_format: types.MarkupKind = types.MarkupKind.PlainText
    """The one it likes best of those we write."""
    insert_replace: bool = False
    """Whether a completion may say what inserting and what replacing would change."""
    completion_label_details: bool = False
    work_done_progress: bool = False
    """Whether it shows progress that the server begins."""
    configuration: bool = False
    """Whether the server may ask for settings."""

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> "ClientFlags":
        """Reads them; what a client leaves out it cannot do."""

        def can(name: str) -> bool:
            return bool(get_capability(capabilities, name, False))

        formats = get_capability(capabilities, "text_document.hover.content_format", None) or []
        item = "text_document.completion.completion_item"
        return cls(
            hover_format=next(iter(formats), types.MarkupKind.PlainText),
            insert_replace=can(f"{item}.insert_replace_support"),
            completion_label_details=can(f"{item}.label_details_support"),
            work_done_progress=can("window.work_done_progress"),
            configuration=can("workspace.configuration"),
        )
