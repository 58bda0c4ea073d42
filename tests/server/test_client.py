"""What is read out of a client's capabilities."""

import pytest
from lsprotocol.types import ClientCapabilities, MarkupKind
from pytest_lsp import client_capabilities

from server.client import ClientFlags


def test_a_client_that_says_nothing_can_do_nothing() -> None:
    assert ClientFlags.of(ClientCapabilities()) == ClientFlags()
    assert ClientFlags().hover_format is MarkupKind.PlainText


@pytest.mark.parametrize(
    ("client", "flags"),
    [
        (
            "visual-studio-code",
            ClientFlags(
                MarkupKind.Markdown, insert_replace=True, work_done_progress=True, configuration=True
            ),
        ),
        ("neovim", ClientFlags(MarkupKind.Markdown, work_done_progress=True, configuration=True)),
        ("emacs", ClientFlags(MarkupKind.Markdown, work_done_progress=True, configuration=True)),
    ],
)
def test_what_the_editors_can_do(client: str, flags: ClientFlags) -> None:
    assert ClientFlags.of(client_capabilities(client)) == flags
