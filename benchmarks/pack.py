"""Benchmark of the time, the memory and the zip size of justpack and other packers.

    python benchmarks/pack.py [--rounds N] [--only a,b,c,d,scale,sparse] [--packer NAME]… [--work FOLDER]

Four trees are created once below `--work`: (a) about 170 source files of this project; (b) the `node_modules` of a
large application, installed by npm; (c) five large files of different kinds; (d) the `node_modules` of a Next.js
application. Each packer is a whole process, and all packers run in turn in each round, so that other load on the
machine affects all of them. The medians, and the ratios to Info-ZIP in the same round, are written to `pack.md`.

Needs zip, 7z, bsdtar and npm, and a C compiler with libdeflate's header for the lower limit (Debian: zip p7zip-full
libarchive-tools npm libdeflate-dev). A missing packer is skipped. `repro-zipfile` is included if it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER = {
    "@mui/material": "6.1.7",
    "aws-sdk": "2.1692.0",
    "date-fns": "4.1.0",
    "eslint": "8.57.1",
    "firebase": "11.0.2",
    "googleapis": "144.0.0",
    "jest": "29.7.0",
    "react": "18.3.1",
    "react-dom": "18.3.1",
    "rxjs": "7.8.1",
    "typescript": "5.6.3",
    "webpack": "5.96.1",
}
"""The dependencies of a large application: 12 kB per file on average, no executable."""
NEXT = {
    "@mui/material": "6.1.7",
    "aws-sdk": "2.1692.0",
    "date-fns": "4.1.0",
    "eslint": "8.57.1",
    "eslint-config-next": "15.0.3",
    "jest": "29.7.0",
    "next": "15.0.3",
    "react": "18.3.1",
    "react-dom": "18.3.1",
    "rxjs": "7.8.1",
    "typescript": "5.6.3",
}
"""The dependencies of a Next.js application: a third of the bytes belong to its compiler, an executable of 140 MB."""
MIB = 1 << 20

OURS = """
import sys
from pathlib import Path
from justpack.archive.cache.cache import Cache
from justpack.archive.pack import pack
from justpack.tree.ignore.selection import Selection
from justpack.tree.walk.walk import make_plan
root, target, cache = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None
# A `node_modules` is left out by default.
plan = make_plan(root, Selection(root, force_include=("**",) if root.name == "node_modules" else ()))
pack(plan, root, target, cache=Cache(Path(cache)) if cache else None)
"""
ZIPFILE = """
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as made:
    for folder, _, names in os.walk(sys.argv[1]):
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                made.write(path, os.path.relpath(path, sys.argv[1]))
"""
REPRO = ZIPFILE.replace("import os, sys, zipfile", "import os, sys, zipfile, repro_zipfile").replace(
    "zipfile.ZipFile(", "repro_zipfile.ReproducibleZipFile("
)
STREAM = """
import sys, zipfile
from zipstream import ZipStream
made = ZipStream(compress_type=zipfile.ZIP_DEFLATED)
made.add_path(sys.argv[1], arcname="/")
with open(sys.argv[2], "wb") as file:
    file.writelines(made)
"""


@dataclass(frozen=True)
class Run:
    """The measurements of one run of one packer."""

    wall: float
    """The elapsed time in seconds."""
    cpu: float
    """The CPU time in seconds."""
    peak: float
    """The peak memory of its largest process in MiB."""
    size: int
    """The size of the zip in bytes."""


def packers(root: Path, work: Path) -> dict[str, list[str]]:
    """Return the commands of the installed packers, with the placeholders `{root}` and `{target}`."""
    python = [sys.executable, "-c"]
    found = {
        "Info-ZIP": ["zip", "-q", "-r", "-X", "{target}", "."],
        "7-Zip": ["7z", "a", "-tzip", "-bd", "-bso0", "-mmt2", "{target}", "."],
        "bsdtar": ["bsdtar", "--format", "zip", "-cf", "{target}", "."],
        "zipfile": [*python, ZIPFILE, "{root}", "{target}"],
        "zipstream-ng": [*python, STREAM, "{root}", "{target}"],
        "justpack": [*python, OURS, "{root}", "{target}"],
        "justpack, warm cache": [*python, OURS, "{root}", "{target}", os.fspath(work / "cache")],
    }
    if root.name == "node_modules":
        whole = [
            "pack",
            os.fspath(root.parent),
            "--include",
            "node_modules/**",
            "--no-check",
            "--no-cache",
            "-q",
            "-o",
            "{target}",
        ]
        found["justpack pack: check, pack, receipt"] = [sys.executable, "-m", "justpack", *whole]
    if importlib.util.find_spec("repro_zipfile"):
        found["repro-zipfile"] = [*python, REPRO, "{root}", "{target}"]
    if limit := limit_program(work):
        found["C on libdeflate"] = [limit, "{root}", "{target}", "2", "5"]
    return {name: command for name, command in found.items() if shutil.which(command[0])}


def limit_program(work: Path) -> str | None:
    """Compile the C program that is the lower limit and return its path, or None if it cannot be compiled."""
    program = work / "libdeflate_zip"
    command = ["cc", "-O2", "-pthread", os.fspath(HERE / "libdeflate_zip.c"), "-ldeflate", "-o", os.fspath(program)]
    if not shutil.which("cc") or subprocess.run(command, capture_output=True, check=False).returncode:
        print("no C compiler with libdeflate: the limit is left out", file=sys.stderr)
        return None
    return os.fspath(program)


def measure(command: list[str], root: Path, target: Path) -> Run:
    """Run one packer in a separate process and measure it, with the processes that it starts."""
    target.unlink(missing_ok=True)
    filled = [part.format(root=root, target=target) if part.startswith("{") else part for part in command]
    began = time.perf_counter()
    process = subprocess.Popen(filled, cwd=root, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{filled[0]} failed on {root}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, target.stat().st_size)


def tree_a(work: Path) -> Path:
    """Create the tree of about 170 source files."""
    root = work / "a"
    if not root.exists():
        sources = sorted(path for path in (HERE.parent / "src").rglob("*.py"))
        sources += sorted(path for path in (HERE.parent / "tests").rglob("*.py"))
        for path in sources[:170]:
            target = root / path.relative_to(HERE.parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return root


def tree_b(work: Path) -> Path:
    """Create the `node_modules` that contains scripts only."""
    return installed(work / "b", SERVER)


def tree_d(work: Path) -> Path:
    """Create the `node_modules` that contains a large executable."""
    return installed(work / "d", NEXT)


def installed(home: Path, packages: dict[str, str]) -> Path:
    """Install the packages with npm and return the path of `node_modules`."""
    if not (home / "done").exists():
        home.mkdir(exist_ok=True)
        (home / "package.json").write_text(json.dumps({"private": True, "dependencies": packages}))
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps"]
        subprocess.run(install, cwd=home, check=True, stdout=subprocess.DEVNULL)
        for path in [path for path in (home / "node_modules").rglob("*") if path.is_symlink()]:
            path.unlink()
        (home / "done").touch()
    return home / "node_modules"


def tree_c(work: Path) -> Path:
    """Create the tree of five large files: an executable, an archive, a text, a table and random bytes."""
    root = work / "c"
    if not (root / "noise.bin").exists():
        root.mkdir(exist_ok=True)
        shutil.copyfile(os.path.realpath(shutil.which("node") or sys.executable), root / "program")
        scripts = sorted(tree_b(work).rglob("*.js"))
        with (root / "text.js").open("wb") as text:
            for path in scripts:
                if path.is_file() and text.tell() < 80 * MIB:
                    text.write(path.read_bytes())
        shutil.make_archive(os.fspath(root / "archive"), "zip", HERE.parent / "src")
        with (root / "archive.zip").open("ab") as archive:
            seeded = random.Random(1)
            archive.write(seeded.randbytes(20 * MIB))
            (root / "noise.bin").write_bytes(seeded.randbytes(30 * MIB))
        with (root / "table.csv").open("w") as table:
            table.writelines(f"{i},{seeded.random():.6f},{seeded.choice('abcdef')}\n" for i in range(2_500_000))
    return root


def tree_of(work: Path, count: int) -> Path:
    """Create a tree of `count` small files of 1 to 8 kB."""
    root = work / f"scale-{count}"
    if not root.exists():
        seeded = random.Random(count)
        words = [f"{seeded.getrandbits(30):x} " for _ in range(2000)]
        for number in range(count):
            path = root / f"{number // 1000:03}" / f"{number % 1000:03}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(seeded.choices(words, k=seeded.randrange(120, 900))))
    return root


def compare(root: Path, work: Path, rounds: int, only: list[str] | None) -> dict[str, list[Run]]:
    """Run every packer in every round and return the measurements by packer."""
    target = work / "out.zip"
    commands = packers(root, work)
    if only:
        wanted = {"Info-ZIP", "justpack, warm cache", *only}
        commands = {name: command for name, command in commands.items() if name in wanted}
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    old = time.time() - 3600
    # The file that changes between two runs with a warm cache: the smallest one of at least 1,000 bytes.
    changing = min(
        (path.stat().st_size, path) for path in root.rglob("*") if path.is_file() and path.stat().st_size > 999
    )[1]
    shutil.rmtree(work / "cache", ignore_errors=True)
    for name, command in commands.items():
        if "justpack" in name:  # the first run compiles the modules, and fills the cache
            measure(command, root, target)
    for number in range(rounds):
        for name, command in commands.items():
            if "warm" in name:
                changing.write_bytes(changing.read_bytes().rstrip() + b" " * (number % 2 + 1))
                os.utime(changing, (old, old))
            runs[name].append(measure(command, root, target))
            print(f"{root.name} {number + 1}/{rounds} {name}: {runs[name][-1]}", file=sys.stderr, flush=True)
    target.unlink()
    return runs


def table(root: Path, runs: dict[str, list[Run]]) -> list[str]:
    """Return a Markdown table of the medians, and of the ratios to Info-ZIP and to the lower limit."""
    files = [path for path in root.rglob("*") if path.is_file()]
    raw = sum(path.stat().st_size for path in files)
    lines = [
        f"{len(files):,} files, {raw / 1e6:.1f} MB.",
        "",
        "| packer | wall, s | of Info-ZIP | of C | CPU, s | of C | peak, MiB | size, MB | size of Info-ZIP |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    first = runs["Info-ZIP"]
    limit = runs.get("C on libdeflate")
    for name, mine in runs.items():
        wall = statistics.median(run.wall for run in mine)
        ratio = statistics.median(run.wall / other.wall for run, other in zip(mine, first, strict=True))
        cells = [f"{wall:.2f}", f"{ratio:.3f}"]
        of_limit = [run.wall / other.wall for run, other in zip(mine, limit, strict=True)] if limit else []
        cells.append(f"{statistics.median(of_limit):.2f}" if of_limit else "–")
        cells.append(f"{statistics.median(run.cpu for run in mine):.2f}")
        of_limit = [run.cpu / other.cpu for run, other in zip(mine, limit, strict=True)] if limit else []
        cells.append(f"{statistics.median(of_limit):.2f}" if of_limit else "–")
        cells.append(f"{max(run.peak for run in mine):.0f}")
        cells.append(f"{mine[-1].size / 1e6:.2f}")
        cells.append(f"{mine[-1].size / first[-1].size:.4f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def scaling(work: Path, rounds: int) -> list[str]:
    """Measure justpack on trees of three sizes and return a Markdown table of the time per file."""
    lines = ["| files | wall, s | µs a file | peak, MiB |", "|---|---|---|---|"]
    command = [sys.executable, "-c", OURS, "{root}", "{target}"]
    for count in (1000, 10_000, 100_000):
        root = tree_of(work, count)
        runs = [measure(command, root, work / "out.zip") for _ in range(rounds)]
        wall = statistics.median(run.wall for run in runs)
        lines.append(f"| {count:,} | {wall:.2f} | {wall / count * 1e6:.0f} | {max(run.peak for run in runs):.0f} |")
    return lines


def one_large_file(work: Path, rounds: int) -> list[str]:
    """Measure justpack on a sparse file of 3 GiB."""
    root = work / "sparse"
    root.mkdir(exist_ok=True)
    with (root / "file").open("wb") as file:
        file.truncate(3 << 30)
    runs = [measure([sys.executable, "-c", OURS, "{root}", "{target}"], root, work / "out.zip") for _ in range(rounds)]
    wall, cpu = (statistics.median(getattr(run, name) for run in runs) for name in ("wall", "cpu"))
    return [f"{wall:.1f} s, {cpu:.1f} s of CPU, peak {max(run.peak for run in runs):.0f} MiB."]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", default="a,b,c,d,scale,sparse")
    asked.add_argument("--packer", action="append", help="one packer of several; default: all")
    asked.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "justpack-benchmark")
    chosen = asked.parse_args()
    chosen.work.mkdir(exist_ok=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
    parts = {"a": tree_a, "b": tree_b, "c": tree_c, "d": tree_d}
    titles = {
        "a": "(a) a source project",
        "b": "(b) node_modules",
        "c": "(c) a few large mixed files",
        "d": "(d) node_modules with a program",
    }
    for part in chosen.only.split(","):
        if part in parts:
            root = parts[part](chosen.work)
            section = [
                f"## {titles[part]}",
                "",
                *table(root, compare(root, chosen.work, chosen.rounds, chosen.packer)),
            ]
        elif part == "sparse":
            section = ["## A sparse file of 3 GiB", "", *one_large_file(chosen.work, min(chosen.rounds, 3))]
        else:
            section = ["## Scaling", "", *scaling(chosen.work, min(chosen.rounds, 3))]
        (chosen.work / f"section-{part}.md").write_text("\n".join(section) + "\n")
        write_report(chosen.work, chosen.rounds)


def write_report(work: Path, rounds: int) -> None:
    """Write the report of all parts that have been measured so far."""
    lines = [
        "# Packing: time, memory and size",
        "",
        f"Made by `python benchmarks/pack.py --rounds {rounds}` on {os.cpu_count()} CPUs, Python "
        f"{sys.version.split()[0]}. Whole processes, in turn; medians, and",
        "ratios taken round by round. Ratios matter, seconds are this machine's. *warm cache*: one file changed since",
        "the run before. *C*: `libdeflate_zip.c`, two threads, no hashes, no checks: what the machine can do at all.",
    ]
    sections = [
        path.read_text()
        for part in ["a", "b", "c", "d", "scale", "sparse"]
        if (path := work / f"section-{part}.md").exists()
    ]
    report = HERE / "pack.md"
    _, mark, words = report.read_text().partition("\n## Where the targets stand\n") if report.exists() else ("", "", "")
    report.write_text("\n".join([*lines, "", "\n".join(sections)]) + mark + words)


if __name__ == "__main__":
    main()
