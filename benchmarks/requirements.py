"""Compare what MF011 and the conda reader accept with pip, uv and rattler.

Run it with `python benchmarks/requirements.py make --pip PYTHON --uv UV --rattler PYTHON --into FILE --cases 2000`
(PYTHON is an interpreter that can import pip 26 or py-rattler), and then `python benchmarks/requirements.py compare
FILE`, which needs none of them. The lines are mutations of valid and of commonly wrong lines. A disagreement is
printed: `false` is an error about a line that one of the tools accepts, `missed` a line that both tools refuse and that
has no error. It is not known which tool the service runs, so a line that only one of them refuses needs no error.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import justpack
from justpack.errors import VersionSyntaxError
from justpack.versions.python import conda

SEED = 20261124
LINES = (
    *(
        "flask",
        "six==1.16.0",
        "flask[async]>=2,<3",
        'requests ; python_version >= "3.8"',
        "numpy==1.26.*",
        "a-b_c.d~=1.2",
    ),
    *(
        "x @ https://e.org/x-1.0.tar.gz",
        "git+https://e.org/b.git@v1#egg=b",
        "a===1",
        "a!=1.0",
        "-e git+https://e.org/b.git#egg=b",
    ),
    *(
        "--pre",
        "-i https://e.org/simple",
        'a>=1;sys_platform=="linux"',
        "a (>=1)",
        "a==1.0.post1",
        "a==1!2.0",
        "a==1.0+local",
    ),
    *(
        "flask=3.0.0",
        "flask=>3",
        "flask=<3",
        "flask~>3",
        "flask^3",
        "flask 3.0.0",
        "flask==",
        '"flask"',
        "'flask==1',",
        "flask;",
    ),
    *("six; python_version >= 3.8", "six ; sys.platform == 'win32'", "pip install flask", "flask==1.0.x", "flask>=1.*"),
    *("numpy=1.21=py39_0", "flask==1.0-custom", "flask = = 1", "fl ask", "flask[a,]", "--foo", "-U", "-e flask==1"),
    *(
        "flask>=1 <2",
        "flask||x",
        "git+git@e.org:a/b.git",
        '{"a":1}',
        "[packages]",
        'flask = "*"',
        "flask~=1",
        "${X}==1",
    ),
)
SPECS = (
    *("python", "python=3.12", "python==3.12", "python 3.12", "python >=3.12, <3.14", "python>=3.12,<3.14 *_cpython"),
    *("python[version='>=3.12,<3.14']", "python=3.12=h1_cpython", "python 3.12.*", "python !=3.13.*", "python ~=3.12"),
    *("conda-forge::python=3.12", "python 3.12|3.13", "python >=3.11,<3.12|>=3.13", "python <=3.12", "python >3.12"),
)
RULES = ("MF001", "MF004", "MF009", "MF011")
OPERATORS = ("=", "==", ">=", "<=", "<", ">", "!=", "~=")
VERSIONS = [f"3.{minor}.{patch}" for minor in (10, 11, 12, 13, 14) for patch in (0, 1, 9)]
PIP = """
import contextlib, io, json, logging, os, sys, tempfile
logging.disable(logging.CRITICAL)
from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements
session, found = PipSession(), []
os.chdir(tempfile.mkdtemp())
for line in json.load(sys.stdin):
    open("requirements.txt", "w", encoding="utf-8").write(line + "\\n")
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            for each in parse_requirements("requirements.txt", session):
                install_req_from_parsed_requirement(each)
        found.append(True)
    except BaseException:
        found.append(False)
json.dump(found, sys.stdout)
"""
RATTLER = """
import json, sys
from rattler import MatchSpec, Version, VersionSpec
asked, found = json.load(sys.stdin), []
for spec in asked["specs"]:
    try:
        version = MatchSpec(spec).version
        matches = [version is None or VersionSpec(str(version)).matches(Version(each)) for each in asked["versions"]]
    except Exception:
        matches = None
    found.append(matches)
json.dump(found, sys.stdout)
"""


def mutated(text: str, source: random.Random) -> str:
    """Return the text with one or two random characters changed."""
    for _ in range(source.choice((1, 1, 2))):
        at = source.randrange(len(text) + 1)
        mark = source.choice("=<>~!;,@[]()\"'# -.*0aZ_/:")
        text = source.choice(
            (text[:at] + mark + text[at:], text[:at] + text[at + 1 :], text[:at] + mark + text[at + 1 :])
        )
    return text


def cases(count: int, seed: int) -> tuple[list[str], list[str]]:
    """Return lines of requirements files and specifications of conda."""
    source = random.Random(seed)
    lines, specs = list(LINES), list(SPECS)
    while len(lines) < count:
        line = mutated(source.choice(LINES), source)
        if line.strip() and not line.lstrip().startswith(("-r", "-c", "--r", "--c")):
            lines.append(line)
    while len(specs) < count // 2:
        count_of_parts = source.choice((1, 2, 2, 3))
        parts = [
            source.choice(OPERATORS) + source.choice(("3.12", "3.13.1", "3.11.*", "3")) for _ in range(count_of_parts)
        ]
        joined = source.choice((",", ", ", " , ", "|")).join(parts)
        form = source.choice(
            ("python {}", "python{}", "python[version='{}']", "python {} h1_0", "conda-forge::python {}")
        )
        specs.append(form.format(joined))
    return lines, specs


def ask(command: list[str], script: str, value: object) -> list[object]:
    """Return the answers of a tool that runs in another interpreter."""
    done = subprocess.run([*command, "-c", script], input=json.dumps(value), capture_output=True, text=True, check=True)
    answers: list[object] = json.loads(done.stdout)
    return answers


def by_uv(uv: str, line: str) -> bool:
    """Return whether uv reads a line. That it cannot resolve the line offline is no refusal."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")
        done = subprocess.run([uv, "pip", "compile", "--offline", "--no-deps", "requirements.txt"],
                              capture_output=True, text=True, cwd=folder, check=False)  # fmt: skip
    return done.returncode == 0 or any(
        each in done.stderr for each in ("No solution found", "Failed to", "Git operation")
    )


def ours(line: str) -> str:
    """Return the highest severity of the findings of justpack about a line, or "" if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")
        (Path(folder) / "main.py").write_text("def handler(event, context):\n    return 1\n", encoding="utf-8")
        found = {each.severity for each in justpack.check(Path(folder)).findings if each.code in RULES}
    return next((each for each in ("error", "warning") if each in found), "")


def by_us(spec: str) -> list[bool] | None:
    """Return for each version whether justpack takes a specification of conda to admit it; None if it is refused."""
    written = conda.version_of_python(spec)
    if written is None:
        return None
    try:
        admitted = conda.parse_version_spec(written)
    except VersionSyntaxError:
        return None
    return [tuple(map(int, each.split("."))) in admitted for each in VERSIONS]


def make(arguments: argparse.Namespace) -> None:
    """Write the cases with the verdicts of the tools."""
    lines, specs = cases(arguments.cases, arguments.seed)
    pip = ask([arguments.pip], PIP, lines)
    uv = [by_uv(arguments.uv, line) for line in lines]
    rattler = ask([arguments.rattler], RATTLER, {"specs": specs, "versions": VERSIONS})
    found = {"lines": lines, "pip": pip, "uv": uv, "specs": specs, "rattler": rattler}
    Path(arguments.into).write_text(json.dumps(found, ensure_ascii=False, indent=0), encoding="utf-8")


def compare(arguments: argparse.Namespace) -> None:
    """Print how often justpack agrees, and each disagreement."""
    recorded = json.loads(Path(arguments.results).read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for line, pip, uv in zip(recorded["lines"], recorded["pip"], recorded["uv"], strict=True):
        answer = ours(line)
        kind = (
            "both accept" if pip and uv else "only pip accepts" if pip else "only uv accepts" if uv else "both refuse"
        )
        verdict = "agrees"
        if (pip or uv) and answer == "error":
            verdict = "false"
        elif not pip and not uv and answer != "error":
            verdict = "missed"
        counts[f"{kind}: {verdict}"] += 1
        counts[f"{kind}: {answer or 'silent'}"] += 1
        if verdict != "agrees":
            print(f"{kind}, {verdict}: {line!r}")
    for spec, wanted in zip(recorded["specs"], recorded["rattler"], strict=True):
        verdict = "agrees" if by_us(spec) == wanted else "differs"
        counts[f"rattler: {verdict}"] += 1
        if verdict != "agrees":
            print(f"rattler {verdict}: {spec!r}")
    for name, count in sorted(counts.items()):
        print(f"{name} {count}")


def main() -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    making = commands.add_parser("make")
    for name in ("pip", "uv", "rattler", "into"):
        making.add_argument(f"--{name}", required=True)
    making.add_argument("--cases", type=int, default=2000)
    making.add_argument("--seed", type=int, default=SEED)
    making.set_defaults(run=make)
    comparing = commands.add_parser("compare")
    comparing.add_argument("results")
    comparing.set_defaults(run=compare)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
