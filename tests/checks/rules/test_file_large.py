"""Is a file above the limit warned about, and one at the limit not?"""

from __future__ import annotations

from collections.abc import Callable

from justpack.model import Finding, Limits


def test_the_limit_is_the_last_size_that_passes(found: Callable[..., list[Finding]]) -> None:
    files = {"package.json": "{}", "at": b"x" * 1_000, "above": b"x" * 1_001}
    (finding,) = found("SZ003", files, limits=Limits(file_size=1_000))
    assert (finding.severity, finding.location and finding.location.path) == ("warning", "above")
    assert finding.location is not None
    assert finding.location.line is None


def test_the_default_limit_lets_ordinary_files_pass(found: Callable[..., list[Finding]]) -> None:
    assert found("SZ003", {"package.json": "{}", "a": b"x" * 100_000}) == []
