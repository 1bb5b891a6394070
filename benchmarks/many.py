"""Benchmark of `justpack plan` on a repository of 300 projects with 200 files each.

    python benchmarks/many.py [--pairs N] [--projects N] [--turbo PATH] [--write]

The repository is made: each project has a package.json, a lock file and 198 source files in 10 folders, and everything
is committed. Whole processes run in rounds, each of these once a round, and the result is the median over the rounds
of the ratio in one round. CPU time (user and system, with all child processes) is compared, which other programs on the
machine disturb less; only the scaling is of wall time.

- *first*: `plan --no-cache -j 1`, which reads every file and runs every check;
- *scaling*: the wall time of *first* against that of `plan --no-cache -j 2`;
- *again*: `plan -j 1` after one file of one project changed;
- *loop*: a shell loop of `justpack check` over 10 of the projects, times the number of projects divided by 10: each of
  its processes looks at one project, and the projects are of one size;
- *turbo*: `turbo ls --affected`, which names the packages whose files changed, without reading contents or checking;
- *memory*: the peak of *first* for 300 projects against 30.
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
FILES, FOLDERS, SAMPLE = 198, 10, 10


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


class Round(NamedTuple):
    """What the processes of one round used."""

    first: Cost
    two: Cost
    """*first* on two CPUs."""
    again: Cost
    loop: float
    """The CPU time of a loop over all projects, from that of a loop over some."""
    turbo: Cost | None


class Commands:
    """The processes that are compared, on one repository."""

    def __init__(self, root: Path, projects: int, cache: Path, turbo: str | None) -> None:
        self.root, self._projects, self._turbo = root, projects, turbo
        self._environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "TURBO_TELEMETRY_DISABLED": "1"}
        self._plan = [sys.executable, "-m", "justpack", "plan"]

    def first(self, jobs: int = 1) -> Cost:
        return run([*self._plan, "--no-cache", "-j", str(jobs)], self.root, self._environ)

    def again(self) -> Cost:
        with (self.root / "services" / "svc000" / "src0" / "module000.js").open("a") as file:
            file.write("// changed\n")
        time.sleep(0.1)  # a file that changed this moment is examined again by the next run, too
        return run([*self._plan, "-j", "1"], self.root, self._environ)

    def loop(self) -> float:
        script = 'for name in "$@"; do "$PYTHON" -m justpack check "$name"; done; true'
        names = [f"services/svc{number:03}" for number in range(min(SAMPLE, self._projects))]
        cost = run(["sh", "-c", script, "sh", *names], self.root, {**self._environ, "PYTHON": sys.executable})
        return cost.cpu * self._projects / len(names)

    def turbo(self) -> Cost | None:
        return None if self._turbo is None else run([self._turbo, "ls", "--affected"], self.root, self._environ)

    def round(self) -> Round:
        return Round(self.first(), self.first(2), self.again(), self.loop(), self.turbo())


def measure(folder: Path, projects: int, pairs: int, turbo: str | None) -> dict[str, float]:
    """Return the results by name."""
    few = max(1, projects // 10)
    make(folder / "repository", projects)
    make(folder / "small", few)
    commands = Commands(folder / "repository", projects, folder / "cache", turbo)
    small = Commands(folder / "small", few, folder / "cache", None).first()
    commands.again(), commands.again()  # the files are in memory, and the cache has the rows
    rounds = [commands.round() for _ in range(pairs)]

    def median(of: Callable[[Round], float]) -> float:
        return statistics.median(map(of, rounds))

    found = {
        "first: ms of CPU a project": median(lambda each: each.first.cpu * 1000 / projects),
        "again: ms of CPU a project": median(lambda each: each.again.cpu * 1000 / projects),
        "again / first": median(lambda each: each.again.cpu / each.first.cpu),
        "scaling on two CPUs (wall)": median(lambda each: each.first.wall / each.two.wall),
        "peak memory / that of a tenth of the projects": median(lambda each: each.first.peak / small.peak),
        "loop of check / again": median(lambda each: each.loop / each.again.cpu),
        "loop of check / first": median(lambda each: each.loop / each.first.cpu),
    }
    if turbo is not None:
        found["turbo ls --affected / again"] = median(lambda each: (each.turbo or each.again).cpu / each.again.cpu)
    return found


def main() -> None:
    """Run the benchmark and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=3, help="the number of rounds")
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
        about = f"{options.projects} projects of {FILES + 2} files; {options.pairs} rounds.\n"
        (HERE / "many.md").write_text(f"{head}\n{about}\n{table}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
