"""How does GitHub show findings beside the lines they are about?

Workflow commands on stdout (docs.github.com: workflow commands for GitHub Actions), and a step summary in Markdown.
Text of the project stays data: it is escaped as the runner unescapes it, and can neither end a command nor begin one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from justpack.model import SEVERITIES, Finding, Location
from justpack.report.findings import summary, where
from justpack.report.formats.registry import Run
from justpack.report.style import Style, safe

LIMIT = 10
"""Annotations of one kind that GitHub keeps of a step (docs.github.com: limitations of annotations)."""
SUMMARY_LIMIT = 512 * 1024
"""Bytes of rows in the step summary; GitHub refuses a step's summary of more than 1 MiB."""
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_MARKS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}
_CELL = 2000
"""Characters of one text that are shown."""


def lines(run: Run) -> Iterator[str]:
    """An annotation for each finding, errors first; beyond the limit plain lines, and how many they are."""
    count: Counter[str] = Counter()
    rest = []
    for finding in sorted(run.findings, key=lambda each: SEVERITIES.index(each.severity)):
        count[finding.severity] += 1
        if count[finding.severity] <= LIMIT:
            yield _annotation(finding, run.folder)
        else:
            rest.append(finding)
    for finding in rest:
        yield _plain(f"{finding.severity}[{finding.code}] {_at(finding, run.folder)}{finding.message}")
    if rest:
        yield f"{len(rest)} more than GitHub annotates ({LIMIT} of a kind); each is listed above"
    if run.verdict:
        yield _plain(run.verdict)


def _annotation(finding: Finding, folder: str) -> str:
    properties = {"title": f"{finding.code} {finding.name}"}
    place = finding.location
    if place is not None:
        properties = {"file": _from_root(folder, place.path), **_position(place), **properties}
    message = "\n".join([safe(finding.message[:_CELL]), *_more(finding, folder)])
    shown = ",".join(f"{key}={_escaped(safe(value), property=True)}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {shown}::{_escaped(message)}"


def _position(place: Location) -> dict[str, str]:
    found = {}
    if place.line is not None:
        found["line"] = str(place.line)
        if place.column is not None:
            found |= {"endLine": str(place.line), "col": str(place.column)}
            found["endColumn"] = str(place.column + max(1, place.width))
    return found


def _more(finding: Finding, folder: str) -> Iterator[str]:
    for related in finding.related:
        yield safe(f"{_from_root(folder, where(related.location))}: {related.label[:_CELL]}")
    if finding.help:
        yield f"help: {safe(finding.help[:_CELL])}"


def _escaped(text: str, *, property: bool = False) -> str:
    """As `@actions/core` writes data and properties of a command."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text


def _plain(text: str) -> str:
    """A line that the runner takes for no command: `##[` is its older way to write one, wherever it stands."""
    return safe(text[:_CELL]).replace("##[", "# #[")


def _from_root(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _at(finding: Finding, folder: str) -> str:
    return f"{_from_root(folder, where(finding.location))}: " if finding.location else ""


def step_summary(run: Run) -> str:
    """The findings as a table in Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    head = f"### justpack {run.command}: {_cell(run.verdict) or ('passed' if run.ok else 'did not pass')}\n\n"
    if not run.findings:
        return head
    rows: list[str] = []
    left = SUMMARY_LIMIT
    for finding in run.findings:
        row = _row(finding, run.folder)
        left -= len(row.encode())
        if left < 0:
            break
        rows.append(row)
    more = len(run.findings) - len(rows)
    tail = f"\n{more} more are not shown.\n" if more else ""
    table = "\n".join(["| | rule | where | what |", "|---|---|---|---|", *rows])
    return f"{head}{summary(run.findings, Style())}\n\n{table}\n{tail}"


def _row(finding: Finding, folder: str) -> str:
    place = _cell(_from_root(folder, where(finding.location))) if finding.location else ""
    help = f"<br>{_cell(finding.help)}" if finding.help else ""
    what = f"{_cell(finding.message)}{help}"
    return f"| {_MARKS[finding.severity]} | {finding.code} {_cell(finding.name)} | {place} | {what} |"


def _cell(text: str) -> str:
    """Text that Markdown shows as it is: every character that could mean something becomes a reference."""
    shown = safe(text[:_CELL])
    return "".join(each if each.isalnum() or each in " .,'/;=-" else f"&#{ord(each)};" for each in shown)
