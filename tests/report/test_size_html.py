"""Tests that the size page is self-contained, correct, and safe with hostile names."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.model import PackedEntry
from justpack.report.size_html import page

LAYOUT = """
const { squarify, human } = require(process.argv[2]);
let state = 7;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const fail = (why) => { console.error(why); process.exit(1); };
for (let round = 0; round < 400; round += 1) {
  const sizes = Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.ceil(Math.exp(random() * 18)));
  sizes.sort((a, b) => b - a);
  const [width, height] = [50 + random() * 1500, 50 + random() * 900];
  const total = sizes.reduce((a, b) => a + b), boxes = squarify(sizes, 3, 5, width, height);
  if (boxes.length !== sizes.length) fail("a file has no rectangle");
  boxes.forEach(([x, y, w, h], i) => {
    const wanted = sizes[i] / total * width * height;
    if (Math.abs(w * h - wanted) > 1e-3 * wanted + 1e-3) fail(`area ${w * h} instead of ${wanted}`);
    if (x < 3 - 1e-6 || y < 5 - 1e-6 || x + w > 3 + width + 1e-3 || y + h > 5 + height + 1e-3) fail("outside");
  });
  for (let i = 0; i < boxes.length; i += 1) for (let j = 0; j < i; j += 1) {
    const [a, b] = [boxes[i], boxes[j]];
    const wide = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
    const high = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
    if (wide > 1e-3 && high > 1e-3) fail("two rectangles overlap");
  }
}
if (squarify([], 0, 0, 9, 9).length || squarify([0, 0], 0, 0, 9, 9).length !== 2) fail("nothing to show");
if (human(999) !== "999 B" || human(1500) !== "1.5 kB") fail("sizes");
"""
HOSTILE = "</script><script>alert(1)</script><!--\u2028'\"&.js"


def entry(path: str, size: int, packed: int) -> PackedEntry:
    return PackedEntry(path, size, packed, 0, executable=False, stored=False)


def data_of(text: str) -> list[object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    tree = json.loads(found[1])
    assert isinstance(tree, list)
    return tree


def names_of(node: object) -> list[str]:
    """Return the names from the root down, each time of the first child."""
    assert isinstance(node, list)
    return [node[0], *(names_of(node[3][0]) if node[3] else [])]


def test_sums_the_sizes_of_a_folder() -> None:
    tree = data_of(page([entry("a/b/c.js", 10, 4), entry("a/d.js", 20, 6), entry("e", 5, 5)], "app.zip"))
    below = [["b", 4, 10, [["c.js", 4, 10, None]]], ["d.js", 6, 20, None]]
    assert tree == ["", 15, 35, [["a", 10, 30, below], ["e", 5, 5, None]]]


@pytest.mark.parametrize("turned", [False, True])
def test_shows_a_file_inside_the_folder_with_its_name(turned: bool) -> None:
    """Only zips of other tools contain a file and a folder with one name."""
    entries = [entry("a", 1, 1), entry("a/b", 2, 2)]
    tree = data_of(page(entries[::-1] if turned else entries, "x.zip"))
    assert tree == ["", 3, 3, [["a", 3, 3, [["(the file)", 1, 1, None], ["b", 2, 2, None]]]]]


def test_escapes_names_and_titles() -> None:
    text = page([entry(HOSTILE, 1, 1)], "<b>&\"'")
    assert text.count("<script") == 2
    assert "<!--" not in text
    assert "&lt;b&gt;&amp;" in text
    assert "/".join(names_of(data_of(text))) == f"/{HOSTILE}"


def test_loads_nothing_from_the_network() -> None:
    text = page([entry("a", 1, 1)], "app.zip")
    assert "default-src 'none'" in text
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"\b(?:src|href)=|@import|url\(|fetch\(|XMLHttpRequest|__[A-Z]+__", text)
    assert text == page([entry("a", 1, 1)], "app.zip")


def test_accepts_a_path_of_two_thousand_parts() -> None:
    assert page([entry("a/" * 1999 + "deepest", 1, 1)], "deep").count('["a",1,1,[') == 1999


def test_names_its_generator() -> None:
    assert '<meta name="generator" content="justpack">' in page([], "empty")


def test_draws_areas_proportional_to_sizes(tool: Callable[[str], str], tmp_path: Path) -> None:
    script = re.findall(r"<script>(.*?)</script>", page([], "empty"), re.DOTALL)
    (tmp_path / "page.js").write_text(script[0])
    (tmp_path / "layout.js").write_text(LAYOUT)
    command = [tool("node"), os.fspath(tmp_path / "layout.js"), os.fspath(tmp_path / "page.js")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.exhaustive
def test_renders_in_a_browser(tool: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page([entry("a/b.js", 9, 4), entry("c.css", 5, 5)], "app.zip"), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=800,600", "--dump-dom"]
    command = [tool("chromium"), *options, f"file://{tmp_path}/page.html"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert 'data-path="a"' in done.stdout
    assert "c.css 5 B" in done.stdout
