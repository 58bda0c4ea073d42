"""What is read out of a client's capabilities."""

from dataclasses import replace

import pytest
from lsprotocol.types import ClientCapabilities, MarkupKind
from pytest_lsp import client_capabilities

from server.client import ClientFlags


def test_a_client_that_says_nothing_can_do_nothing() -> None:
    assert ClientFlags.of(ClientCapabilities()) == ClientFlags()
    assert ClientFlags().hover_format is MarkupKind.PlainText


ALL = ClientFlags(
    MarkupKind.Markdown,
    work_done_progress=True,
    configuration=True,
    apply_edit=True,
    code_action_literals=True,
)
"""What all three can do."""


@pytest.mark.parametrize(
    ("client", "flags"),
    [
        (
            "visual-studio-code",
            replace(
                ALL,
                insert_replace=True,
                document_changes=True,
                create_file=True,
                show_document=True,
                lazy_code_action_edits=True,
                watch_files=True,
                watch_settings=True,
            ),
        ),
        (
            "neovim",
            replace(
                ALL,
                create_file=True,
                show_document=True,
                lazy_code_action_edits=True,
                refresh_inlay_hints=True,
            ),
        ),
        ("emacs", replace(ALL, document_changes=True, watch_files=True)),
    ],
)
def test_what_the_editors_can_do(client: str, flags: ClientFlags) -> None:
    assert ClientFlags.of(client_capabilities(client)) == flags
