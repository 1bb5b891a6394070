"""Benchmark of the correctness of the predicted runtime, in comparison with other systems.

justpack and the systems of peers/systems.py predict the runtime of every situation of fixtures/situations and every
app of fixtures/projects. To run the benchmark and write the table into detect_peers.md and README.md:

    python benchmarks/detect_peers.py --write
"""

from __future__ import annotations

import argparse
import base64
import re
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peers import systems
from peers.systems import Answer, System

import justpack
from justpack.facts import runtimes

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- detect_peers: begin -->\n", "<!-- detect_peers: end -->\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A project folder with the expected result."""

    name: str
    folder: Path
    family: str | None
    runtime: str | None
    """The id of the right runtime, or None if no runtime of the catalog is right."""
    certain: bool
    """Whether the result is right independently of all assumptions about the service."""
    assumptions: dict[str, str] | None


def cases(home: Path) -> Iterator[Case]:
    """Yield every situation and every app, each in its own folder below `home`."""
    for path in sorted((ROOT / "fixtures" / "situations").glob("*.toml")):
        for situation in tomllib.loads(path.read_text(encoding="utf-8"))["situation"]:
            folder = home / path.stem / situation["name"]
            write(situation["files"], folder)
            yield case(f"{path.stem}/{situation['name']}", folder, situation)
    for path in sorted((ROOT / "fixtures" / "projects").glob("*.expect.toml")):
        name = path.name.removesuffix(".expect.toml")
        shutil.copytree(ROOT / "fixtures" / "projects" / name, home / "projects" / name)
        yield case(f"projects/{name}", home / "projects" / name, tomllib.loads(path.read_text(encoding="utf-8")))


def write(files: dict[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content["base64"]) if isinstance(content, dict) else content.encode())


def case(name: str, folder: Path, expected: dict[str, Any]) -> Case:
    id = expected.get("runtime")
    runtime = None if id in (None, "", "none") else runtimes.by_id(id)
    family = runtime.family if runtime else expected.get("family") or family_of(folder)
    certain = expected.get("certainty") == "certain" or runtime is None
    return Case(name, folder, family, runtime.id if runtime else None, certain, expected.get("assumptions"))


def family_of(folder: Path) -> str | None:
    """Return the family whose manifest the folder contains, or None if there is none or more than one."""
    manifests = {
        "node": ("package.json",),
        "python": ("pyproject.toml", "requirements.txt", "Pipfile", "uv.lock", "setup.py"),
        "java": ("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"),
    }
    seen = [family for family, names in manifests.items() if any((folder / name).exists() for name in names)]
    return seen[0] if len(seen) == 1 else None


def runtime_id(system: System, answer: Answer) -> str | None:
    """Return the runtime id for the answer of a system, or None if the system names no version.

    A version without a runtime in the catalog results in a text that is not a runtime id.
    """
    if answer.line is None:
        return None
    id = f"nodejs{answer.line}.x" if system.family == "node" else f"python{answer.line}"
    return id if runtimes.by_id(id) else f"{system.family} {answer.line}"


def verdict(case: Case, said: str | None, refuses: bool) -> str:
    """Return `right`, `wrong` or `none`. If no runtime is right, naming a runtime of the catalog is `wrong`."""
    if case.runtime is not None:
        return "none" if said is None else "right" if said == case.runtime else "wrong"
    named = said is not None and runtimes.by_id(said) is not None and not refuses
    return "wrong" if named else "right"


def ours(case: Case) -> str | None:
    return justpack.detect(case.folder, assumptions=case.assumptions).prediction.runtime


def measure(home: Path) -> tuple[dict[str, dict[str, str]], list[Case]]:
    """Return the verdicts by system and case, justpack first, and the cases."""
    everything = list(cases(home))
    asked = [each for each in everything if not each.assumptions]
    verdicts: dict[str, dict[str, str]] = {"justpack": {}}
    for each in asked:
        said = ours(each)
        verdicts["justpack"][each.name] = verdict(each, said, refuses=said is None)
        if verdicts["justpack"][each.name] != "right":
            print(f"justpack: {each.name}: {said}, expected {each.runtime}", file=sys.stderr)
    systems.install()
    with systems.environment() as variables:
        for system in systems.SYSTEMS:
            mine = [each for each in asked if each.family == system.family]
            answers = systems.ask(system, [each.folder for each in mine], variables)
            verdicts[f"{system.name} {system.version}"] = {
                each.name: verdict(each, runtime_id(system, answer), answer.refuses)
                for each, answer in zip(mine, answers, strict=True)
            }
    return verdicts, asked


def cells(verdicts: dict[str, str], chosen: Sequence[Case]) -> str:
    """Return the numbers `right / wrong / no answer` of one system, for the cases that the system was asked."""
    counts = Counter(verdicts[each.name] for each in chosen if each.name in verdicts)
    return f"{counts['right']} / {counts['wrong']} / {counts['none']}" if counts else "–"


def table(verdicts: dict[str, dict[str, str]], asked: Sequence[Case]) -> str:
    """Return the Markdown table: a column for each family, for the certain cases and for those without a runtime."""
    chosen = {
        title: [each for each in asked if each.family == family and each.runtime]
        for family, title in runtimes.FAMILY_TITLES.items()
    }
    chosen["certain"] = [each for each in asked if each.certain and each.runtime]
    chosen["nothing fits"] = [each for each in asked if each.runtime is None]
    heads = [f"{title} ({len(group)})" for title, group in chosen.items()]
    lines = [f"| right / wrong / no answer | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for system, theirs in verdicts.items():
        lines.append(f"| {system} | {' | '.join(cells(theirs, group) for group in chosen.values())} |")
    return "\n".join(lines) + "\n"


def details(verdicts: dict[str, dict[str, str]], asked: Sequence[Case]) -> str:
    """Return a Markdown table of the cases for which at least one system is wrong."""
    names = list(verdicts)
    lines = ["| case | right is | wrong |", "|---|---|---|"]
    for each in asked:
        wrong = [name for name in names if verdicts[name].get(each.name) == "wrong"]
        if wrong:
            lines.append(f"| {each.name} | {each.runtime or 'no runtime'} | {', '.join(wrong)} |")
    return "\n".join(lines) + "\n"


def page(verdicts: dict[str, dict[str, str]], asked: Sequence[Case]) -> str:
    calls = "\n".join(f"- {system.name} {system.version}: `{system.call}`" for system in systems.SYSTEMS)
    return f"""# How often is each system right about the runtime?

{table(verdicts, asked)}
We chose the cases and worked out by hand what is right: one or more for every row of a table of the places where a
version can be declared, with usual and awkward values; the table was drawn up before there was code. What is right
follows from the grammar of each declaration's owner and, where the service has published nothing, from our assumptions
about it; `certain` counts the cases whose answer no such assumption changes. A peer serves another platform, so `wrong`
means wrong for JustDeploy. Each peer is told which lines there are and is asked only about the family it knows (`–`: it
knows none of them). Where nothing fits, right is to name no runtime of the service. Cases with settled assumptions are
left out: only justpack knows those. Where justpack and an expectation differed, the owner of the grammar decided which
of the two was corrected, until none differed; the peers had no such chance.

{calls}

uv finds interpreters that say they are the releases of the three Python lines; preferred-node-version finds the
releases of the two Node.js lines and of all older ones. {systems.machine()}.

To measure again: `python benchmarks/detect_peers.py --write`

## Wrong, case by case

{details(verdicts, asked)}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write detect_peers.md and the README's table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        verdicts, asked = measure(Path(home))
    print(table(verdicts, asked))
    if options.write:
        (ROOT / "benchmarks" / "detect_peers.md").write_text(page(verdicts, asked), encoding="utf-8")
        readme = ROOT / "README.md"
        between = re.compile(f"(?<={BEGIN}).*?(?={END})", re.DOTALL)
        text = readme.read_text(encoding="utf-8")
        readme.write_text(between.sub(lambda _: table(verdicts, asked), text), encoding="utf-8")
    return 0 if set(verdicts["justpack"].values()) == {"right"} else 1


if __name__ == "__main__":
    sys.exit(main())
