"""The site in a real browser: from a finding to its page, the search, both sizes, light and dark."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import justpack
from justpack._version import DOCUMENTATION, rule_page
from tests.contract.site import build, pages

SCRIPT = Path(__file__).with_name("click_through_site.cjs")


def test_shows_the_page_of_a_finding_and_finds_rules(
    tool: Callable[[str], str], npm_package: Callable[[str], Path], tmp_path: Path
) -> None:
    chromium, node = tool("chromium"), tool("node")
    modules = npm_package("playwright-core@1.65.1")
    site = build(tmp_path)
    finding = justpack.check({"main.py": "", ".python-version": "3.8"}).findings[0]
    rules = [path for path in pages(site) if path.parent.parent.name == "rules"]
    others = sorted((path for path in pages(site) if path not in rules), key=lambda path: len(path.parts))
    addresses = [path.relative_to(site).as_posix().removesuffix("index.html") for path in [*others, *rules[::8]]]
    request = {
        "chromium": chromium,
        "site": str(site),
        "base": DOCUMENTATION,
        "finding": finding.url,
        "words": "lockfile-missing",
        "expected": rule_page("LK001"),
        "pages": addresses,
        "screenshots": str(tmp_path),
    }
    (tmp_path / "request.json").write_text(json.dumps(request), encoding="utf-8")
    done = subprocess.run(
        [node, str(SCRIPT), str(tmp_path / "request.json")],
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)

    assert seen["errors"] == []
    assert seen["foreign"] == []
    assert seen["missing"] == []
    assert seen["wide"] == []
    assert seen["rule"].startswith(f"{finding.code} {finding.name}")
    assert seen["found"].startswith("LK001 lockfile-missing")
    for device in ("desktop", "phone"):
        assert seen["backgrounds"][f"{device}-light"] != seen["backgrounds"][f"{device}-dark"]
        assert (tmp_path / f"{device}-dark.png").stat().st_size > 5_000
