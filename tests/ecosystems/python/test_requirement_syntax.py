"""The verdicts of MF011 and of the conda reader against those of pip 26.3 and py-rattler 0.28, which were recorded.

`benchmarks/requirements.py` made the lines and asked the tools.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from justpack.checks.rules import requirement_invalid
from justpack.errors import VersionSyntaxError
from justpack.tree.tree import Tree
from justpack.versions.python import conda

RECORDED = json.loads((Path(__file__).parent / "recorded" / "requirements.json").read_text(encoding="utf-8"))
VERSIONS = [(3, minor, patch) for minor in (10, 11, 12, 13, 14) for patch in (0, 1, 9)]
SHARE = 0.95


def _accepts(folder: Path, line: str) -> bool:
    (folder / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")
    return not any(each.severity == "error" for each in requirement_invalid.faults(Tree(folder)))


def test_agrees_with_pip(tmp_path: Path) -> None:
    verdicts = [(line, accepted, _accepts(tmp_path, line)) for line, accepted in RECORDED["lines"]]
    assert [line for line, accepted, ours in verdicts if accepted and not ours] == []
    assert sum(accepted == ours for _, accepted, ours in verdicts) >= SHARE * len(verdicts)


def _admitted(spec: str) -> str | None:
    written = conda.version_of_python(spec)
    try:
        found = conda.parse_version_spec(written or "")
    except VersionSyntaxError:
        return None
    return "".join("01"[version in found] for version in VERSIONS)


@pytest.mark.parametrize(
    "known", ["a relational operator before `.*`: conda ignores the star, and py-rattler does so only for `==`"]
)
def test_agrees_with_rattler(known: str) -> None:
    different = [spec for spec, admitted in RECORDED["specs"] if _admitted(spec) != admitted]
    assert [spec for spec in different if ".*" not in spec] == [], known
    assert len(different) <= (1 - SHARE) * len(RECORDED["specs"])
