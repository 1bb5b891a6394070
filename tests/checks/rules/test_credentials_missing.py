"""Are missing keys reported under the rule that has the page?"""

from __future__ import annotations

import pytest

from justpack.checks.rules.credentials_missing import RULE
from justpack.deploy.http.credentials import ACCESS, SECRET, credentials_from
from justpack.errors import CredentialsError


@pytest.mark.parametrize("environ", [{}, {ACCESS: "a"}, {SECRET: "s"}, {ACCESS: "a", SECRET: " s"}])
def test_it_fires(environ: dict[str, str]) -> None:
    with pytest.raises(CredentialsError) as caught:
        credentials_from(environ)
    assert (caught.value.code, caught.value.rule) == (RULE.code, RULE.name)


def test_its_nearest_neighbour_is_quiet() -> None:
    assert credentials_from({ACCESS: "a", SECRET: "s"}).access_key.reveal() == "a"
