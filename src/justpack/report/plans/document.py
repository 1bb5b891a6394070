"""A plan as the JSON object of the contract, one row at a time: the files of all projects take much memory."""

from __future__ import annotations

from collections.abc import Iterator

from justpack.projects.planned import RepositoryPlan
from justpack.report.formats.json import dumps, text_of
from justpack.report.formats.registry import INERT

_INDENT = "\n" + 6 * " "
_ROWS = "rows"
"""Stands for the rows in the text around them."""


def lines(plan: RepositoryPlan) -> Iterator[str]:
    """Yield the lines of the object, which is equal to that of `dumps`; a row is one text of several lines."""
    inert = INERT["json"]
    around = dumps("plan", True, {"projects": [_ROWS] if plan.projects else [], **plan.about()}, [])
    before, rows, after = around.partition(f'{_INDENT}"{_ROWS}"\n')
    yield inert(before)
    if not rows:
        return
    for number, row in enumerate(plan.projects, 1):
        text = text_of(row.to_dict()).replace("\n", _INDENT)
        yield inert(f"{_INDENT[1:]}{text}{',' if number < len(plan.projects) else ''}")
    yield inert(after)
