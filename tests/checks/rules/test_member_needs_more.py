"""Tests of the rule about workspace members that exclude the predicted runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.checks.project_findings import Says


def _workspace(member: str) -> dict[str, str]:
    return {
        "package.json": '{"scripts": {"start": "x"}, "workspaces": ["packages/*"], "engines": {"node": ">=20"}}',
        "packages/api/package.json": f'{{"name": "api",\n "engines": {{"node": "{member}"}}}}',
    }


def test_reports_member_needs_more(says: Says) -> None:
    assert says("RT013", _workspace("22.x")) == [("warning", "packages/api/package.json", 2, 22)]


def test_does_not_report_similar_projects(says: Says) -> None:
    assert says("RT013", _workspace(">=22")) == []
