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
    apply_edit: bool = False
    """Whether it makes edits that the server asks for."""
    document_changes: bool = False
    """Whether an edit may name the version it is for."""
    create_file: bool = False
    """Whether an edit may bring a new file."""
    show_document: bool = False
    """Whether the server may ask for a document to be shown."""
    code_action_literals: bool = False
    """Whether a code action may be more than a command."""
    lazy_code_action_edits: bool = False
    """Whether it asks for a code action's edit when it is chosen, and not before."""
    watch_files: bool = False
    """Whether the server may ask to hear of changed files."""
    watch_settings: bool = False
    """Whether the server may ask to hear of changed settings."""
    refresh_inlay_hints: bool = False
    """Whether the server may say that inlay hints have changed."""

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> "ClientFlags":
        """Reads them; what a client leaves out it cannot do."""

        def can(name: str) -> bool:
            return bool(get_capability(capabilities, name, False))

        def lists(name: str, value: str) -> bool:
            return value in (get_capability(capabilities, name, None) or [])

        formats = get_capability(capabilities, "text_document.hover.content_format", None) or []
        item = "text_document.completion.completion_item"
        return cls(
            hover_format=next(iter(formats), types.MarkupKind.PlainText),
            insert_replace=can(f"{item}.insert_replace_support"),
            completion_label_details=can(f"{item}.label_details_support"),
            work_done_progress=can("window.work_done_progress"),
            configuration=can("workspace.configuration"),
            apply_edit=can("workspace.apply_edit"),
            document_changes=can("workspace.workspace_edit.document_changes"),
            create_file=lists(
                "workspace.workspace_edit.resource_operations", types.ResourceOperationKind.Create
            ),
            show_document=can("window.show_document.support"),
            code_action_literals=can("text_document.code_action.code_action_literal_support"),
            lazy_code_action_edits=can("text_document.code_action.data_support")
            and lists("text_document.code_action.resolve_support.properties", "edit"),
            watch_files=can("workspace.did_change_watched_files.dynamic_registration"),
            watch_settings=can("workspace.did_change_configuration.dynamic_registration"),
            refresh_inlay_hints=can("workspace.inlay_hint.refresh_support"),
        )
