"""What of a LaTeX document is prose: which lines, and which pieces of a line.

The preamble, formulas, listings and the arguments of commands that hold no text are left out; umlauts and
quotation marks are read in all their spellings. A formula or verbatim text in a line ends in that line.
"""

import re
from unicodedata import normalize

from server.text.inline import ADDRESS, Inline
from server.text.paragraphs import LineFormat, Marks

_CODE = re.compile(
    r"\\begin\{(?P<name>(?:[vV]erbatim|BVerbatim|LVerbatim|lstlisting|minted|alltt|comment|filecontents|tikzpicture"
    r"|pgfpicture|equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math|dmath|thebibliography"
    r"|algorithm|algorithmic)\*?)\}"
)
_HEADING = re.compile(
    r"\s*\\(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|title|subtitle|author|date|caption|frametitle)"
    r"\*?(?![A-Za-z])(?:\[[^\]]*\])?"
)
_OPENING = re.compile(
    r"\s*(?:\\(?:begin|end)\{[^{}]*\}(?:\[[^\]]*\]|\{[^{}]*\})*"
    r"|\\(?:par|noindent|bigskip|medskip|smallskip|newpage|clearpage|centering|maketitle|hline|toprule|midrule"
    r"|bottomrule|label|input|include)(?![A-Za-z]))\s*"
)
_INLINE = re.compile(
    r"\\(?P<plain>[%&#_{}$])"
    r"|\$\$.*?(?:\$\$|$)|\\\[.*?(?:\\\]|$)"
    r"|(?P<opaque_formula>\$(?:[^$\\]|\\.)++\$|\\\(.*?\\\))"
    r"|\\(?:verb|lstinline)\*?(?P<mark>[^\w\s{\[*])(?P<opaque_code>.*?)(?P=mark)"
    r"|\\(?:url|path|texttt|lstinline|mintinline\{\w*\}|cite\w*|(?!href)\w*ref|bibitem)\*?(?:\[[^\]]*\])*\{(?P<opaque>[^{}]*)\}"
    r"|\\(?:label|index|usepackage|includegraphics|input|include|bibliography\w*|[vh]space|setlength|selectlanguage"
    r"|(?:this)?pagestyle|documentclass|begin|end|hypersetup|href|footnote|thanks|todo|color|textcolor|foreignlanguage)"
    r"\*?(?:\[[^\]]*\])*(?:\{[^{}]*\})?"
    r"|\\(?P<opaque_name>(?:La|Bib|Lua|Xe)?TeX)(?![A-Za-z])(?:\{\})?"
    r"|(?P<written>\\[\"'`^~](?:\{[A-Za-z]\}|[A-Za-z])|(?<=[^\W\d_])\"[aousAOU]"
    r"|\{\\ss\}|\\ss(?:\{\}|(?![A-Za-z])\s?)"
    r"|\\(?:glqq|grqq|flqq|frqq|enquote|ldots|dots|textendash|textemdash)(?![A-Za-z])(?:\{\})?"
    r"|\"[`'=~]|``|''|,,|---?|\\\\(?:\[[^\]]*\])?|\\[,;: ]|~)"
    r"|\\-|\"[-|\"]"
    rf"|(?P<opaque_address>{ADDRESS.pattern})"
    r"|\\[A-Za-z@]+\*?(?:\[[^\]]*\])?(?:\{\})?"
    r"|[{}]"
)
_READS = {
    '"`': "„", "\"'": "“", "``": "“", "''": "”", ",,": "„", "\\glqq": "„", "\\grqq": "“", "\\flqq": "«",
    "\\frqq": "»",
    "\\ldots": "…", "\\dots": "…", "--": "–", "---": "—", "\\textendash": "–", "\\textemdash": "—", '"=': "-",
    '"~': "-", "\\enquote": "",
}  # fmt: skip
_ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303"}
_COMMENT = re.compile(r"\s*%")
_COMMENT_AT = re.compile(r"(?<!\\)(?:\\\\)*%")

_START, _PREAMBLE, _PROSE, _END = "start", "preamble", "", "end"
_FORMULA, _DOLLARS = "\\]", "$$"


def _reads(written: str) -> str:
    if written.startswith("\\\\") or written in ("~", "\\ ", "\\,", "\\;", "\\:"):
        return " "
    if ("ss" in written and written.strip("{}\\ ") == "ss") or written == '"s':
        return "ß"
    letters = written.strip("\\{}").replace("{", "")
    if len(letters) == 2 and letters[0] in _ACCENTS and letters[1].isalpha():
        return normalize("NFC", letters[1] + _ACCENTS[letters[0]])
    return _READS.get(written.removesuffix("{}"), written)


class Latex(LineFormat[str]):
    """The state is what a line stands in: the preamble, an environment that is no prose, a formula."""

    first = _START
    usual = _PROSE
    lasting = frozenset({_START, _PROSE})
    trigger = re.compile(r"\\(?:documentclass|begin|end|\[)|\$\$")
    marks = Marks(
        quotation=re.compile(r"\s*%*\s*"),
        item=re.compile(r"\s*\\item(?![A-Za-z])(?:\[[^\]]*\])?\s*"),
        heading=_HEADING,
        opening=_OPENING,
        row=re.compile(r"(?!\s*%).*(?<!\\)&.*"),
        cell=re.compile(r"(?<!\\)&"),
    )
    inline = Inline(_INLINE, _reads)

    def read(self, state: str, line: str) -> tuple[str, bool]:
        """As `LineFormat`."""
        if state in (_START, _PROSE):
            return self._read_prose(state, line)
        if state == _PREAMBLE:
            begun = r"\begin{document}" in line
            return (_PROSE if begun else state), _HEADING.match(line) is not None
        if state == _END:
            return state, False
        end = state if state in (_FORMULA, _DOLLARS) else rf"\end{{{state}}}"
        return (_PROSE if end in line else state), False

    def text_end(self, content: str) -> int:
        """As `LineFormat`; a comment behind the text is no part of it."""
        match = None if _COMMENT.match(content) else _COMMENT_AT.search(content)
        return len((content[: match.end() - 1] if match else content).rstrip())

    def spelled(self, text: str, offset: int) -> str:
        """As `Format`; a straight quotation mark would begin an umlaut or a command of babel's."""
        character = text[offset]
        if character == '"':
            return "''" if offset > 0 and text[offset - 1] not in " ([" else "``"
        return f"\\{character}" if character in "%&#$_" else character

    def _read_prose(self, state: str, line: str) -> tuple[str, bool]:
        if ("\\" not in line and "$$" not in line) or _COMMENT.match(line):
            return state, True
        if r"\documentclass" in line:
            return _PREAMBLE, False
        if r"\end{document}" in line:
            return _END, False
        code = _CODE.search(line)
        if code:
            ends = rf"\end{{{code['name']}}}" in line
            return (state if ends else code["name"]), False
        if line.count("$$") % 2:
            return _DOLLARS, not line.lstrip().startswith("$$")
        if line.rfind(r"\[") > line.rfind(r"\]"):
            return _FORMULA, not line.lstrip().startswith(r"\[")
        return state, True
