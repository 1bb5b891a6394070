"""Benchmark of the duration of `justpack detect`, compared with an idle Python, each peer, and a very large folder.

Whole processes run in turns (A B A B …); the result is the median of the paired ratios. To run the benchmark:

    python benchmarks/detect_speed.py --write
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peers import systems

ROOT = Path(__file__).resolve().parents[1]
PROJECTS = ROOT / "fixtures" / "projects"
SAMPLES = {
    "Node.js": "node-express-engines",
    "Python": "python-fastapi-uv",
    "Maven": "java-spring-boot-maven",
    "Gradle": "java-gradle-kotlin",
}
JUSTPACK = str(Path(sysconfig.get_path("scripts")) / "justpack")
FILES = 100_000
PAIRS = 21


@dataclass(frozen=True, slots=True)
class Call:
    """A process to measure: command line, working folder and environment variables."""

    command: Sequence[str]
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def seconds(self) -> float:
        start = time.perf_counter()
        done = subprocess.run(
            self.command, cwd=self.folder, env=self.variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        taken = time.perf_counter() - start
        if done.returncode:
            raise RuntimeError(f"{self.command[0]} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
        return taken


@dataclass(frozen=True, slots=True)
class Ratio:
    """The times of two processes that ran in turns."""

    mine: float
    """The median of the times of the first process, in seconds."""
    other: float
    """The median of the times of the second process, in seconds."""
    ratio: float
    """The median of the paired ratios; below 1, the first process is faster."""


def in_turns(mine: Call, other: Call, pairs: int) -> Ratio:
    """Run both processes once without measuring, to fill the file and bytecode caches, then measure pairs of runs."""
    mine.seconds()
    other.seconds()
    runs = [(mine.seconds(), other.seconds()) for _ in range(pairs)]
    mines, others = zip(*runs, strict=True)
    return Ratio(statistics.median(mines), statistics.median(others), statistics.median(a / b for a, b in runs))


def detect(folder: Path, variables: dict[str, str]) -> Call:
    return Call([JUSTPACK, "detect", str(folder)], folder, variables)


def idle(variables: dict[str, str]) -> Call:
    return Call([sys.executable, "-c", "pass"], ROOT, variables)


def click_alone(variables: dict[str, str]) -> Call:
    return Call([sys.executable, "-c", "import click"], ROOT, variables)


def fill(folder: Path, count: int) -> None:
    """Create a Node.js project with `count` other files: half in the folder of the manifest, half in subfolders."""
    folder.mkdir()
    (folder / "package.json").write_text('{"scripts": {"start": "node ."}, "engines": {"node": "22.x"}}')
    for number in range(count // 2):
        (folder / f"data-{number:06}.txt").touch()
    for number in range(count - count // 2):
        below = folder / f"part-{number // 1000:03}"
        below.mkdir(exist_ok=True)
        (below / f"data-{number:06}.txt").touch()


def measure(pairs: int) -> list[str]:
    """Run the benchmark and return the rows of the table."""
    rows: list[str] = []

    def row(what: str, other: str, ratio: Ratio) -> None:
        rows.append(
            f"| {what} | {other} | {ratio.mine * 1e3:.0f} ms | {ratio.other * 1e3:.0f} ms | {ratio.ratio:.2f} |"
        )
        print(rows[-1], flush=True)

    systems.install()
    with systems.environment() as variables, tempfile.TemporaryDirectory() as name:
        home = Path(name)
        # All processes use cached bytecode, like an installed package, independently of the caller's environment.
        variables["PYTHONPYCACHEPREFIX"] = str(home / "bytecode")
        for title, sample in SAMPLES.items():
            row(
                f"detect, {title}",
                "python -c pass",
                in_turns(detect(PROJECTS / sample, variables), idle(variables), pairs),
            )
        node = PROJECTS / SAMPLES["Node.js"]
        row(
            "detect, Node.js",
            "python -c 'import click'",
            in_turns(detect(node, variables), click_alone(variables), pairs),
        )
        for system in systems.SYSTEMS:
            folder = PROJECTS / SAMPLES["Node.js" if system.family == "node" else "Python"]
            peer = Call(system.command(folder), folder, variables)
            what = "detect, Node.js" if system.family == "node" else "detect, Python"
            row(what, f"{system.name} {system.version}", in_turns(detect(folder, variables), peer, pairs))
        fill(home / "large", FILES)
        fill(home / "small", 10)
        large, small = detect(home / "large", variables), detect(home / "small", variables)
        row(f"detect among {FILES:,} other files", "among ten", in_turns(large, small, pairs))
    return rows


def page(rows: Sequence[str], pairs: int) -> str:
    table = "\n".join(["| A | B | A takes | B takes | A / B |", "|---|---|---|---|---|", *rows])
    return f"""# How long does `justpack detect` take?

{table}

Whole processes, in turns, {pairs} pairs after one unmeasured; the times are medians, the last column is the median of
the paired ratios. Every program finds its files and its bytecode in the cache. Of {FILES:,} other files half lie beside
the manifest and half in folders below. The peers answer a smaller question: one family, no evidence, no certainty.
uv is a native program.
{systems.machine()}.

To measure again: `python benchmarks/detect_speed.py --write`
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--write", action="store_true", help="write detect_speed.md")
    options = parser.parse_args()
    rows = measure(options.pairs)
    if options.write:
        (ROOT / "benchmarks" / "detect_speed.md").write_text(page(rows, options.pairs), encoding="utf-8")


if __name__ == "__main__":
    main()
