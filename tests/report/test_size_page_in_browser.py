"""Test of the treemap in a real browser: zoom by mouse and keyboard, both sizes, light and dark."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from justpack.model import PackedEntry
from justpack.report.size_html import page

SCRIPT = Path(__file__).with_name("click_through.cjs")


def entry(path: str, size: int, packed: int) -> PackedEntry:
    return PackedEntry(path, size, packed, 0, executable=False, stored=False)


def test_zooms_and_returns_by_mouse_and_keyboard(
    tool: Callable[[str], str], npm_package: Callable[[str], Path], tmp_path: Path
) -> None:
    chromium, node = tool("chromium"), tool("node")
    modules = npm_package("playwright-core@1.65.1")
    entries = [
        entry("node_modules/big/index.js", 900_000, 400_000),
        entry("node_modules/small/index.js", 90_000, 60_000),
        entry("src/server.js", 500_000, 90_000),
        entry('src/<img src=x onerror="alert(1)">.js', 300_000, 80_000),
        entry("package.json", 20_000, 9_000),
    ]
    (tmp_path / "size.html").write_text(page(entries, "app"), encoding="utf-8")
    done = subprocess.run(
        [node, str(SCRIPT), str(tmp_path / "size.html"), chromium, str(tmp_path / "seen.png")],
        env={**os.environ, "NODE_PATH": str(modules)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)

    assert seen["errors"] == []
    assert seen["requests"] == []
    assert seen["first"]["boxes"] >= 7
    assert "node_modules/" in seen["first"]["labels"]
    assert "node_modules" in seen["zoomed"]["way"]
    assert "package.json" not in seen["zoomed"]["labels"]
    assert seen["back"]["way"] == seen["first"]["way"] == seen["escaped"]["way"]
    assert "src" in seen["keyed"]["way"]
    assert seen["raw"]
    assert seen["light"] != seen["dark"]
    assert (tmp_path / "seen.png").stat().st_size > 5_000
