"""What Dolmetsch understands beyond the protocol, where a client offers it."""

from typing import Any

import attrs
from lsprotocol import types

EXPERIMENTAL = {"rangeHoverProvider": True}
"""The server's experimental capabilities: hovers over a selection, as Metals has them."""


@attrs.define
class RangeHoverParams:
    """Of a hover, over a position or over a selection.

    A client names the selection as `range` (Metals' way) or in the place of the position (rust-analyzer's).
    """

    text_document: types.TextDocumentIdentifier
    position: types.Position
    range: types.Range | None = None

    @property
    def selection(self) -> types.Range | None:
        """What is selected; None where nothing is."""
        return self.range if self.range is not None and self.range.start != self.range.end else None


@attrs.define
class RangeHoverRequest:
    """`textDocument/hover` with the parameters above."""

    id: int | str
    params: RangeHoverParams
    method: str = types.TEXT_DOCUMENT_HOVER
    jsonrpc: str = "2.0"


MESSAGE_TYPES: dict[str, type[Any]] = {types.TEXT_DOCUMENT_HOVER: RangeHoverRequest}
"""What takes the place of the protocol's own types, by method."""


def normalized(message: dict[str, Any]) -> dict[str, Any]:
    """A message with the selection of a hover where Metals has it."""
    params = message.get("params")
    if message.get("method") != types.TEXT_DOCUMENT_HOVER or not isinstance(params, dict):
        return message
    position, selection = params.get("position"), params.get("range")
    if isinstance(position, dict) and "start" in position:
        selection = position
    if not isinstance(selection, dict) or "start" not in selection:
        return message
    return {**message, "params": {**params, "range": selection, "position": selection["start"]}}
