"""Output for GitHub Actions: annotations at the affected lines, and a step summary in Markdown.

Annotations are workflow commands on stdout (docs.github.com: workflow commands for GitHub Actions). Text of the project
is escaped in the way the runner unescapes it, so that it can neither end a command nor start one.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from justpack.model import SEVERITIES, Finding, Location
from justpack.report.findings import summary, where
from justpack.report.formats.registry import Run
from justpack.report.style import Style, inert, safe

LIMIT = 10
"""The number of annotations of one kind that GitHub shows per step (docs.github.com: limitations of annotations)."""
SUMMARY_LIMIT = 512 * 1024
"""The maximum size of the table in the step summary, in bytes; GitHub refuses a summary of more than 1 MiB."""
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_MARKS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}
_ADDRESS = re.compile(r"(www)\.", re.IGNORECASE)
"""What begins an address that GitHub's Markdown turns into a link without further marks."""
_CELL = 2000
"""The maximum number of characters of one text that are shown."""


def lines(run: Run) -> Iterator[str]:
    """Yield an annotation for each finding, errors first; findings beyond the limit become plain lines."""
    yield from annotated([(finding, run.folder) for finding in run.findings])
    if run.verdict:
        yield plain(run.verdict)


def annotated(findings: Sequence[tuple[Finding, str]]) -> Iterator[str]:
    """Yield the annotations of findings, each with the folder of its project, then those beyond the limit."""
    count: Counter[str] = Counter()
    rest = []
    for finding, folder in sorted(findings, key=lambda each: SEVERITIES.index(each[0].severity)):
        count[finding.severity] += 1
        if count[finding.severity] <= LIMIT:
            yield _annotation(finding, folder)
        else:
            rest.append((finding, folder))
    for finding, folder in rest:
        yield plain(f"{finding.severity}[{finding.code}] {_at(finding, folder)}{finding.message}")
    if rest:
        yield f"{len(rest)} more than GitHub annotates ({LIMIT} of a kind); each is listed above"


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
    """Escape the data or a property of a workflow command, as `@actions/core` does."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text


def plain(text: str) -> str:
    """Return a line that the runner does not execute as a command."""
    return inert(safe(text[:_CELL]))


def _from_root(folder: str, path: str) -> str:
    """Return a path from the project as one from the repository's root; `../` leads to a folder above the project."""
    return posixpath.normpath(f"{folder}/{path}") if folder else path


def _at(finding: Finding, folder: str) -> str:
    return f"{_from_root(folder, where(finding.location))}: " if finding.location else ""


def step_summary(run: Run, project: str = "") -> str:
    """Return the findings as a Markdown table, for the file named by the variable GITHUB_STEP_SUMMARY.

    `project` is the name of the project in the heading; by default it is the folder of the project.
    """
    where_run = f"{run.command} {project or run.folder}".rstrip()
    verdict = cell(run.verdict) or ("passed" if run.ok else "did not pass")
    head = f"### justpack {cell(where_run)}: {verdict}\n\n"
    return head + findings_table([(finding, run.folder) for finding in run.findings])


def findings_table(findings: Sequence[tuple[Finding, str]]) -> str:
    """Return the findings, each with the folder of its project, as a Markdown table; "" if there are none."""
    if not findings:
        return ""
    rows: list[str] = []
    left = SUMMARY_LIMIT
    for finding, folder in findings:
        row = _row(finding, folder)
        left -= len(row.encode())
        if left < 0:
            break
        rows.append(row)
    more = len(findings) - len(rows)
    tail = f"\n{more} more are not shown.\n" if more else ""
    table = "\n".join(["| | rule | where | what |", "|---|---|---|---|", *rows])
    return f"{summary([finding for finding, _ in findings], Style())}\n\n{table}\n{tail}"


def _row(finding: Finding, folder: str) -> str:
    place = cell(_from_root(folder, where(finding.location))) if finding.location else ""
    help = f"<br>{cell(finding.help)}" if finding.help else ""
    what = f"{cell(finding.message)}{help}"
    code = f"[{finding.code}]({finding.url})" if finding.url else finding.code
    return f"| {_MARKS[finding.severity]} | {code} {cell(finding.name)} | {place} | {what} |"


def cell(text: str) -> str:
    """Escape text for a Markdown table: each character with a possible special meaning becomes a numeric reference."""
    shown = safe(text[:_CELL])
    shown = "".join(each if each.isalnum() or each in " .,'/;=-" else f"&#{ord(each)};" for each in shown)
    return _ADDRESS.sub(r"\1&#46;", shown)
