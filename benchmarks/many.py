"""Benchmark of `justpack plan` on a repository of 300 projects with 200 files each.

    python benchmarks/many.py [--pairs N] [--projects N] [--turbo PATH] [--write]

The repository is made: each project has a package.json, a lock file and 198 source files in 10 folders, and everything
is committed. Whole processes run in turns; CPU time (user and system, with all child processes) is compared where other
programs on the machine would disturb the clock, and the result is the median of the paired ratios:

- *first*: `plan --no-cache -j 1`, which reads every file and runs every check;
- *again*: `plan -j 1` after one file of one project changed;
- *scaling*: the wall time of `plan --no-cache -j 1` against `-j 2`;
- *memory*: the peak of `plan --no-cache -j 1` for 300 projects against 30;
- *loop*: a shell loop of `justpack check` over 20 of the projects, for as many projects as the plan has;
- *turbo*: `turbo ls --affected`, which names the packages whose files changed, without reading contents or checking.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
FILES, FOLDERS, SAMPLE = 198, 10, 20


class Cost(NamedTuple):
    """What one process and its children used."""

    cpu: float
    wall: float
    peak: int
    """The largest resident size of a process, in KiB."""


def make(root: Path, projects: int) -> None:
    """Write and commit a repository."""
    for number in range(projects):
        project = root / "services" / f"svc{number:03}"
        for index in range(FILES):
            path = project / f"src{index % FOLDERS}" / f"module{index:03}.js"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(f"exports.f{line} = (x) => x + {number * index + line}" for line in range(40)))
        about = {"name": project.name, "version": "1.0.0", "scripts": {"start": "node src0/module000.js"}}
        about["engines"] = {"node": "22.x"}
        (project / "package.json").write_text(json.dumps(about, indent=2) + "\n")
        lock = {"name": project.name, "version": "1.0.0", "lockfileVersion": 3, "packages": {"": about}}
        (project / "package-lock.json").write_text(json.dumps(lock, indent=2) + "\n")
    (root / ".gitignore").write_text("node_modules/\n*.log\n.turbo/\n")
    (root / "package.json").write_text(
        json.dumps({"name": "shop", "private": True, "workspaces": ["services/*"], "packageManager": "npm@11.0.0"})
    )
    packages = {f"services/svc{n:03}": {"name": f"svc{n:03}", "version": "1.0.0"} for n in range(projects)}
    (root / "package-lock.json").write_text(json.dumps({"name": "shop", "lockfileVersion": 3, "packages": packages}))
    (root / "turbo.json").write_text('{"tasks": {"build": {}}}\n')
    for words in (
        ["init", "-qb", "main"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", root, *words], check=True)


def run(command: Sequence[str | Path], root: Path, environ: dict[str, str]) -> Cost:
    """Run a command to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    program = (
        "import resource, subprocess, sys\n"
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode\n"
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, *command],
        cwd=root,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    code, peak = map(int, done.stdout.split())
    if code not in (0, 1):
        raise SystemExit(f"{command} exits with {code}")
    return Cost(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, peak)


def ratios(first: Callable[[], Cost], second: Callable[[], Cost], pairs: int, of: str) -> float:
    """Return the median of the paired ratios of the first to the second."""
    found = []
    for _ in range(pairs):
        one, two = first(), second()
        found.append(getattr(one, of) / getattr(two, of))
    return statistics.median(found)


def measure(folder: Path, projects: int, pairs: int, turbo: str | None) -> dict[str, float]:
    """Return the results by name."""
    root, small = folder / "repository", folder / "small"
    make(root, projects)
    make(small, max(1, projects // 10))
    environ = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "TURBO_TELEMETRY_DISABLED": "1"}
    plan = [sys.executable, "-m", "justpack", "plan"]
    changed = root / "services" / "svc000" / "src0" / "module000.js"

    def first(jobs: int = 1, where: Path = root) -> Cost:
        return run([*plan, "--no-cache", "-j", str(jobs)], where, environ)

    def again() -> Cost:
        with changed.open("a") as file:
            file.write("// changed\n")
        time.sleep(0.1)  # a file that changed this moment is examined again by the next run, too
        return run([*plan, "-j", "1"], root, environ)

    def loop() -> Cost:
        script = 'for name in "$@"; do "$PYTHON" -m justpack check "$name"; done; true'
        names = [f"services/svc{number:03}" for number in range(min(SAMPLE, projects))]
        return run(["sh", "-c", script, "sh", *names], root, {**environ, "PYTHON": sys.executable})

    first(), again()  # the files are in memory, and the cache has the rows
    costs = [first() for _ in range(pairs)]
    found = {
        "first: ms of CPU a project": statistics.median(cost.cpu for cost in costs) * 1000 / projects,
        "again: ms of CPU a project": statistics.median(again().cpu for _ in range(pairs)) * 1000 / projects,
        "again / first": ratios(again, first, pairs, "cpu"),
        "scaling on two CPUs (wall)": ratios(first, lambda: first(2), pairs, "wall"),
        "peak memory / that of a tenth of the projects": ratios(first, lambda: first(1, small), 1, "peak"),
        "loop of check / again": ratios(loop, again, pairs, "cpu") * projects / min(SAMPLE, projects),
        "loop of check / first": ratios(loop, first, pairs, "cpu") * projects / min(SAMPLE, projects),
    }
    if turbo is not None:
        ls = [turbo, "ls", "--affected"]
        found["turbo ls --affected / again"] = ratios(lambda: run(ls, root, environ), again, pairs, "cpu")
    return found


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--turbo", default=shutil.which("turbo"), help="the program turbo (npm install turbo)")
    parser.add_argument("--write", action="store_true", help="write the table to many.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.projects, options.pairs, options.turbo)
    rows = [f"| {name} | {value:.2f} |" for name, value in found.items()]
    table = "\n".join(["| measure | median |", "|---|---|", *rows])
    print(table)
    if options.write:
        head = "# Many projects\n\n`python benchmarks/many.py --write` made this table.\n"
        about = f"{options.projects} projects of {FILES + 2} files; {options.pairs} pairs.\n"
        (HERE / "many.md").write_text(f"{head}\n{about}\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
