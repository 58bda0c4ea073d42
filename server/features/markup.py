"""How text is written for the client, as Markdown or plain; the user's own text never becomes markup."""

import re

from lsprotocol import types

from server.text.words import Span

# Every character that can begin markup in CommonMark or in GitHub's and the editors' extensions of it.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&~|$#]")
_ESCAPED = r"\\\g<0>"
# At the beginning of a paragraph these begin a list or a rule.
_LEADING = re.compile(r"\A(?:[-+=]|(?:\d+)(?=[.)]))")


def paragraphs(kind: types.MarkupKind, *texts: str) -> types.MarkupContent:
    """Paragraphs that are written already: by `strong`, `escaped` or by hand."""
    return types.MarkupContent(kind, "\n\n".join(texts))


def strong(kind: types.MarkupKind, text: str) -> str:
    """A text that stands out, where the client can show that."""
    return f"**{escaped(kind, text)}**" if kind is types.MarkupKind.Markdown else text


def with_strong(kind: types.MarkupKind, text: str, span: Span | None) -> str:
    """A text of one line as `escaped`, in which a stretch stands out."""
    if span is None or kind is not types.MarkupKind.Markdown:
        return escaped(kind, text)
    before, inside, after = (
        _SPECIAL.sub(_ESCAPED, part) for part in (text[: span.start], span.of(text), text[span.end :])
    )
    return _LEADING.sub(_escape_leading, f"{before}**{inside}**{after}")


def escaped(kind: types.MarkupKind, text: str) -> str:
    """A text of one line that reads as it stands, whatever is in it."""
    line = " ".join(text.split())
    if kind is not types.MarkupKind.Markdown:
        return line
    return _LEADING.sub(_escape_leading, _SPECIAL.sub(_ESCAPED, line))


def _escape_leading(match: re.Match[str]) -> str:
    mark = match[0]
    return f"\\{mark}" if not mark.isdigit() else f"{mark}\\"
