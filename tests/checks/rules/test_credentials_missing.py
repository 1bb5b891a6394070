"""Tests of the rule about missing keys."""

from __future__ import annotations

import pytest

from justpack.checks.rules.credentials_missing import RULE
from justpack.client.http.secret import ACCESS, SECRET, credentials_from
from justpack.errors import CredentialsError


@pytest.mark.parametrize("environ", [{}, {ACCESS: "a"}, {SECRET: "s"}, {ACCESS: "a", SECRET: " s"}])
def test_reports_credentials_missing(environ: dict[str, str]) -> None:
    with pytest.raises(CredentialsError) as caught:
        credentials_from(environ)
    assert (caught.value.code, caught.value.rule) == (RULE.code, RULE.name)


def test_does_not_report_similar_projects() -> None:
    assert credentials_from({ACCESS: "a", SECRET: "s"}).access_key.reveal() == "a"
