"""Compare what MF011 and the conda reader accept with pip, uv and rattler.

Run it with `python benchmarks/requirements.py make --pip PYTHON --uv UV --rattler PYTHON --into FILE --cases 2000`
(PYTHON is an interpreter that can import pip 26 or py-rattler), and then `python benchmarks/requirements.py compare
FILE`, which needs none of them. The lines are mutations of valid and of commonly wrong lines; the seed is fixed. A
disagreement is printed: `false` is a finding about a line that pip accepts, `missed` a refused line without a finding.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from justpack.checks.rules import requirement_invalid
from justpack.errors import VersionSyntaxError
from justpack.tree.tree import Tree
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


def cases(count: int) -> tuple[list[str], list[str]]:
    """Return lines of requirements files and specifications of conda."""
    source = random.Random(SEED)
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
    """Return whether uv parses a line. That it cannot resolve the line offline is no refusal."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")
        done = subprocess.run([uv, "pip", "compile", "--offline", "--no-deps", "requirements.txt"],
                              capture_output=True, text=True, cwd=folder, check=False)  # fmt: skip
    return not any(each in done.stderr for each in ("Couldn't parse", "Unsupported", "Unexpected", "Expected"))


def ours(line: str) -> bool:
    """Return whether justpack accepts a line."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "requirements.txt").write_text(f"{line}\n", encoding="utf-8")
        return not any(each.severity == "error" for each in requirement_invalid.faults(Tree(Path(folder))))


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
    lines, specs = cases(arguments.cases)
    pip = ask([arguments.pip], PIP, lines)
    uv = [by_uv(arguments.uv, line) for line in lines[: arguments.of_uv]]
    rattler = ask([arguments.rattler], RATTLER, {"specs": specs, "versions": VERSIONS})
    found = {"lines": lines, "pip": pip, "uv": uv, "specs": specs, "rattler": rattler}
    Path(arguments.into).write_text(json.dumps(found, ensure_ascii=False, indent=0), encoding="utf-8")


def compare(arguments: argparse.Namespace) -> None:
    """Print how often justpack agrees, and each disagreement."""
    recorded = json.loads(Path(arguments.results).read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    answers = [ours(line) for line in recorded["lines"]]
    for tool in ("pip", "uv"):
        for line, wanted, answer in zip(recorded["lines"], recorded[tool], answers, strict=False):
            verdict = "agrees" if wanted == answer else "false" if wanted else "missed"
            counts[f"{tool}: {verdict}"] += 1
            if verdict != "agrees":
                print(f"{tool} {verdict}: {line!r}")
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
    making.add_argument("--of-uv", type=int, default=400)
    making.set_defaults(run=make)
    comparing = commands.add_parser("compare")
    comparing.add_argument("results")
    comparing.set_defaults(run=compare)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
