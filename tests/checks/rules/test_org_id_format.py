"""Tests of the rule about the format of an organization's id."""

from __future__ import annotations

import pytest

from justpack.checks.rules.org_id_format import RULE
from justpack.client.http.address import check_organization
from justpack.errors import OrganizationError


@pytest.mark.parametrize("id", ["", "acme", "A" * 16, "a" * 15, "a" * 17, "a" * 15 + "-"])
def test_reports_org_id_format(id: str) -> None:
    with pytest.raises(OrganizationError) as caught:
        check_organization(id)
    assert (caught.value.code, caught.value.rule) == (RULE.code, RULE.name)
    assert caught.value.exit_code == 2


def test_does_not_report_similar_projects() -> None:
    assert check_organization("a1b2c3d4e5f6g7h8") == "a1b2c3d4e5f6g7h8"
