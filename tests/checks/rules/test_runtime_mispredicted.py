"""Tests of the rule about a runtime other than the predicted one, and of its help."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from justpack.model import Build, Finding

pytestmark = pytest.mark.usefixtures("pinned_catalog")

Afterwards = Callable[..., list[Finding]]
OPEN = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": ">=22"}}'}
PINNED = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}'}


def test_reports_the_assumption_that_is_wrong(afterwards: Afterwards) -> None:
    (finding,) = afterwards(OPEN, Build("b", runtime="nodejs22.x"))
    assert (finding.code, finding.severity, finding.location) == ("RT009", "warning", None)
    assert finding.message == "the service chose nodejs22.x, not the predicted nodejs24.x"
    assert (finding.help or "").startswith("the assumption node-choice is wrong")
    assert 'set node-choice = "lowest" under [assumptions]' in (finding.help or "")


def test_asks_for_a_report_if_no_assumption_explains_it(afterwards: Afterwards) -> None:
    (finding,) = afterwards(PINNED, Build("b", runtime="nodejs24.x"))
    assert "no assumption explains it" in (finding.help or "")


@pytest.mark.parametrize(("files", "runtime"), [(PINNED, "nodejs22.x"), (PINNED, None), ({"x": ""}, "nodejs22.x")])
def test_does_not_report_similar_projects(afterwards: Afterwards, files: dict[str, str], runtime: str | None) -> None:
    assert afterwards(files, Build("b", runtime=runtime)) == []
