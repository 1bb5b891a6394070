"""Text output of findings: message, source line, caret and help."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from justpack.model import Finding, Location
from justpack.report.cut import cut
from justpack.report.style import Style, safe

COLUMNS = 80
"""The width of the terminal in which a source line and its carets fit."""

_COLORS = {"error": "red", "warning": "yellow", "info": "blue"}


def lines(findings: Sequence[Finding], style: Style) -> Iterator[str]:
    """Yield the lines of all findings, each followed by a blank line, and a last line with their numbers."""
    for finding in cut(findings):
        yield from _one(finding, style)
        yield ""
    if findings:
        yield summary(findings, style)


def summary(findings: Sequence[Finding], style: Style) -> str:
    """Return the number of findings of each severity, for example `2 errors, 1 warning`."""
    counts = [(each, sum(f.severity == each for f in findings)) for each in ("error", "warning", "info")]
    words = [style(_COLORS[each], f"{count} {_plural(each, count)}") for each, count in counts if count]
    return ", ".join(words) if words else "no findings"


def label(finding: Finding, style: Style) -> str:
    """Return the severity and the code of a finding, for example `error[RT003]`."""
    return style(_COLORS[finding.severity], f"{finding.severity}[{style.link(finding.code, finding.url)}]")


def _plural(word: str, count: int) -> str:
    return word if count == 1 or word == "info" else word + "s"


def _one(finding: Finding, style: Style) -> Iterator[str]:
    yield f"{label(finding, style)}{style('bold', ': ' + safe(finding.message))}"
    margin = max([len(str(place.line)) for place in _places(finding) if place.line], default=1)
    if finding.location is not None:
        yield from excerpt(finding.location, style, margin, _COLORS[finding.severity])
    for related in finding.related:
        yield from excerpt(related.location, style, margin, "blue", related.label)
    if finding.help:
        yield f"{' ' * margin} {style('cyan', '=')} {style('bold', 'help')}: {safe(finding.help)}"


def _places(finding: Finding) -> list[Location]:
    return [*([finding.location] if finding.location else []), *(related.location for related in finding.related)]


def where(place: Location) -> str:
    """Return the location as text, for example `package.json:7:13`."""
    return ":".join(str(part) for part in (safe(place.path), place.line, place.column) if part is not None)


def within(folder: str, path: str) -> str:
    """Return a path of the project as one from the place that the project's own path begins at.

    `../` leads to a folder above the project; "" is the place itself.
    """
    return posixpath.normpath(posixpath.join(folder, path))


def excerpt(place: Location, style: Style, margin: int, color: str, label: str = "") -> Iterator[str]:
    """Yield the location and, if its text is known, the source line with carets under the relevant part."""
    gutter = " " * margin
    tail = f"  {safe(label)}" if label and (place.text is None or place.column is None) else ""
    yield f"{gutter}{style('cyan', '-->')} {where(place)}{tail}"
    if place.text is None or place.line is None or place.column is None:
        return
    shown, column = _window(place, COLUMNS - margin - len(" | "))
    width = max(1, min(place.width, len(shown) - column))
    number = f"{place.line:>{margin}}"
    yield f"{gutter} {style('cyan', '|')}"
    yield f"{style('cyan', number)} {style('cyan', '|')} {safe(shown)}"
    caret = style(color, "^" * max(1, _cells(shown[column : column + width])) + (f" {safe(label)}" if label else ""))
    yield f"{gutter} {style('cyan', '|')} {' ' * _cells(shown[:column])}{caret}"


def _window(place: Location, columns: int) -> tuple[str, int]:
    """Return the part of the line around the column, with tabs as spaces, and the 0-based column inside this part.

    `columns` is the width of the part in terminal columns.
    """
    assert place.text is not None
    assert place.column is not None
    text = place.text.replace("\t", " ").rstrip()
    column = min(place.column - place.text_column, len(text))
    budget = columns - len("……")
    first = column
    if _cells(text[: column + min(place.width, budget // 3)]) <= budget:
        first = 0
    else:
        while first > 0 and _cells(text[first - 1 : column]) <= budget // 3:
            first -= 1
    end = first
    while end < len(text) and _cells(text[first : end + 1]) <= budget:
        end += 1
    lead = "…" if first or place.text_column > 1 else ""
    return lead + text[first:end] + ("…" if end < len(text) else ""), column - first + len(lead)


def _cells(text: str) -> int:
    """Return the width of a text in terminal columns: wide East Asian characters count 2, combining characters 0."""
    from unicodedata import category, east_asian_width

    def width(character: str) -> int:
        shown = safe(character)
        if shown != character:
            return len(shown)
        if category(character) in ("Mn", "Me", "Cf"):
            return 0
        return 2 if east_asian_width(character) in "WF" else 1

    return len(safe(text)) if text.isascii() else sum(map(width, text))
