"""How edits are written for the client, and what keeps them from a document that has changed since."""

from collections.abc import Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from server.errors import OutOfDate
from server.language_server import DolmetschServer
from server.rewriting import Replacement
from server.text.document import Document


class Snapshot:
    """A document as it was when something was asked about it."""

    def __init__(self, server: DolmetschServer, document: Document) -> None:
        self._server = server
        self.document = document
        self._revision = document.revision
        self._version = document.version

    def check(self) -> None:
        """Sees to it that the document is what it was.

        Raises:
            OutOfDate: it was changed or closed, maybe opened again.
        """
        now = self._server.document(self.document.uri)
        if now is not self.document or now.revision != self._revision:
            raise OutOfDate

    def edit(self, replacements: Sequence[Replacement]) -> types.WorkspaceEdit:
        """The replacements as the client takes them; for this version alone, where it can be told.

        Raises:
            OutOfDate: as `check`.
        """
        self.check()
        edits = [types.TextEdit(self.document.range(one.start, one.end), one.text) for one in replacements]
        if not self._server.client.document_changes:
            return types.WorkspaceEdit(changes={self.document.uri: edits})
        identifier = types.OptionalVersionedTextDocumentIdentifier(self.document.uri, self._version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])


async def applied(server: DolmetschServer, label: str, edit: types.WorkspaceEdit) -> bool:
    """Asks the client to make an edit; whether it did."""
    try:
        answer = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))
    except JsonRpcException:  # its error is about our question; whoever asked for the edit would not know it
        return False
    return bool(answer and answer.applied)
