"""Benchmark of `justpack check` on a tree of 50,000 packed files: the total time, and the time of each rule.

    python benchmarks/check.py [--pairs N] [--write]

There are two trees of real files that npm installed (the packages are listed in pack.py). In *own*, the files are in
`src/`, so that every rule examines all of them; in *installed*, they are in a packed `node_modules`.

`check` is compared with a process that walks the tree, reads the status of each file and reads the whole file, because
contents cannot be checked with less work. Whole processes run in turns (A B A B …); the result is the median of the
paired ratios. The time of each rule is measured in one process that runs the rules one after another; the work that
rules share (walk, read, parsed manifests) is listed separately. The first run needs npm. Run it with a Python in which
the dependencies are installed: `PYTHONPATH` names only the sources of this checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pack as packing
from detect_speed import Call, in_turns

from justpack import pipeline
from justpack.checks import content_scan, registry
from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan
from justpack.model import Entry, Finding
from justpack.settings import Settings

HERE = Path(__file__).resolve().parent
FILES = 50_000
READ = """
import os, sys
stack = [sys.argv[1]]
while stack:
    with os.scandir(stack.pop()) as found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                stack.append(entry.path)
            elif entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                descriptor = os.open(entry.path, os.O_RDONLY)
                while os.read(descriptor, size + 1):
                    pass
                os.close(descriptor)
"""
CHECK = (sys.executable, "-m", "justpack", "check", "-q")
MARK = "\n## Where the bound stands\n"
"""The heading of the part of the report that is written by hand and preserved."""
PACKAGE = {"name": "shop", "version": "1.0.0", "scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}


def real_files(work: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files that npm installed, each with its path relative to the packages."""
    for root in (packing.tree_b(work), packing.tree_d(work)):
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                if not path.is_symlink() and path.stat().st_size < packing.MIB:
                    yield path, f"{root.parent.name}/{path.relative_to(root)}"


def tree(work: Path, name: str, place: Callable[[str], str]) -> Path:
    """Create a project with `FILES` packed files if it does not exist, and return its path."""
    root = work / f"check-{name}"
    if not (root / "package.json").exists():
        for number, (path, inside) in enumerate(real_files(work)):
            if number == FILES - 4:
                break
            target = root / place(inside)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        (root / "index.js").write_text("exports.handler = async () => 'hello'\n")
        (root / ".justpackignore").write_text("!*\n!.*\n")
        (root / "apps/web").mkdir(parents=True, exist_ok=True)
        (root / "apps/web/package.json").write_text(json.dumps({"dependencies": packing.NEXT}))
        (root / "package.json").write_text(json.dumps({**PACKAGE, "dependencies": packing.SERVER}))
    return root


def trees(work: Path) -> dict[str, Path]:
    """Return the two trees by name. In *own*, `node_modules` is renamed, because rules skip files in `node_modules`."""
    return {
        "own": tree(work, "own", lambda path: "src/" + path.replace("node_modules", "modules")),
        "installed": tree(work, "installed", installed),
    }


def installed(path: str) -> str:
    """Return the path of an installed file in a workspace with two packages."""
    home, _, inside = path.partition("/")
    return f"{'' if home == 'b' else 'apps/web/'}node_modules/{inside}"


def timed(work: Callable[[], object]) -> float:
    """Return the duration of a call in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rules(root: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Return the seconds of the shared work by title, and of each rule by code and name."""
    shared: dict[str, float] = {}
    project = pipeline.open_project(root, Settings())
    held: dict[str, Any] = {}
    shared["the plan"] = timed(lambda: held.update(plan=pipeline.plan_of(project)))
    shared["the prediction"] = timed(
        lambda: held.update(zip(("seen", "said"), pipeline.predicted(project), strict=True))
    )
    context = PackageContext(
        project.tree, held["seen"], held["said"], plan=held["plan"], limits=project.settings.limits
    )
    each: dict[str, float] = {}
    for rule in (*registry.PREDICTION.rules(), *registry.PACKAGE.rules()):
        assert rule.run is not None
        each[f"{rule.code} {rule.name}"] = timed(lambda run=rule.run: list(run(context)))
    seconds: dict[str, float] = {}
    shared["reading contents once for all rules"] = timed(lambda: list(measured_contents(context, seconds)))
    shared["reading contents once for all rules"] -= sum(seconds.values())
    return shared, each | seconds


def measured_contents(context: PackageContext, seconds: dict[str, float]) -> Iterator[object]:
    """Run the content scan, and add the time of each rule to `seconds`."""

    def clocked(name: str, scan: ContentScan) -> ContentScan:
        def wants(entry: Entry) -> bool:
            start = time.perf_counter()
            found = scan.wants(entry)
            seconds[name] += time.perf_counter() - start
            return found

        def look(entry: Entry, data: bytes, words: frozenset[bytes] = frozenset()) -> Iterator[Finding]:
            start = time.perf_counter()
            found = list(scan.look(entry, data) if scan.look_for is None else scan.look_for(entry, data, words))
            seconds[name] += time.perf_counter() - start
            return iter(found)

        return replace(scan, wants=wants, look=look, look_for=look)

    scans = []
    for rule in registry.CONTENT.rules():
        assert rule.begin is not None
        name = f"{rule.code} {rule.name}"
        seconds[name] = 0.0
        if (scan := rule.begin(context)) is not None:
            scans.append(clocked(name, scan))
    with content_scan.searching(context, scans) as findings:
        yield from findings()


def _search() -> str:
    """Return a sentence about the search that is used, which makes most of the difference between two machines."""
    try:
        return f"Contents are searched by Hyperscan {version('hyperscan')}."
    except PackageNotFoundError:
        return "Hyperscan is not installed: contents are searched by `re`."


def report(work: Path, pairs: int) -> str:
    """Run the benchmark and return the report in Markdown."""
    lines = [
        "# Checking 50,000 files",
        "",
        f"Made by `python benchmarks/check.py --write` on {os.cpu_count()} CPUs, Python {sys.version.split()[0]}. "
        "Whole processes, in turns;",
        "medians of paired ratios. `check` is one thread, and for a large project on two CPUs two processes.",
        _search(),
        "",
        "| tree | files | MB | walk, status and read, s | check, s | ratio |",
        "|---|---|---|---|---|---|",
    ]
    tables = []
    variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    variables["PYTHONPATH"] = os.fspath(HERE.parent / "src")  # the sources of this checkout
    for name, root in trees(work).items():
        ratio = in_turns(
            Call([*CHECK, str(root)], work, variables),
            Call([sys.executable, "-c", READ, str(root)], work, variables),
            pairs,
        )
        sizes = [path.stat().st_size for path in root.rglob("*") if path.is_file()]
        cells = (len(sizes), sum(sizes) / 1e6, ratio.other, ratio.mine, ratio.ratio)
        lines.append("| {} | {:,} | {:.0f} | {:.2f} | {:.2f} | {:.2f} |".format(name, *cells))
        shared, each = rules(root)
        table = ["", f"## Rule by rule: {name}", "", "| | ms |", "|---|---|"]
        table += [f"| {what} | {spent * 1e3:.0f} |" for what, spent in shared.items()]
        slow = sorted(((spent, what) for what, spent in each.items() if spent >= 0.001), reverse=True)
        table += [f"| {what} | {spent * 1e3:.0f} |" for spent, what in slow]
        rest = [spent for spent in each.values() if spent < 0.001]
        table.append(f"| the {len(rest)} other rules together | {sum(rest) * 1e3:.1f} |")
        tables += table
    return "\n".join([*lines, *tables]) + "\n"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=7)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "justpack-benchmark")
    chosen = asked.parse_args()
    chosen.work.mkdir(exist_ok=True)
    text = report(chosen.work, chosen.pairs)
    print(text)
    if chosen.write:
        page = HERE / "check.md"
        _, mark, words = page.read_text().partition(MARK) if page.exists() else ("", "", "")
        page.write_text(text + mark + words)


if __name__ == "__main__":
    main()
