"""Benchmark of false findings: runs `justpack check` on healthy, real projects.

The projects are downloaded from PyPI and npm or created by official generators (corpus/projects.toml). The expected
findings, and whether each is right, are recorded in corpus/judged.toml. The exit code is 1 if a finding is not
recorded, a recorded finding is missing, a finding or a runtime is wrong, or a project cannot be obtained. To obtain the
projects, run the benchmark and write healthy.md:

    python benchmarks/healthy.py --write [--cache DIR] [NAME …]

The first run needs the network. npm, git, Java and Python 3.11 must be installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import taking
from corpus.taking import HERE, Project

import justpack
from justpack.facts import runtimes
from justpack.model import Prediction

VERDICTS = ("right", "debatable", "wrong")
Key = tuple[str, str]
"""The severity and the code of a finding."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of the manual review of one kind of finding."""

    verdicts: dict[str, tuple[str, int]]
    """The verdict and the number of findings, by project."""
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """The prediction and the findings of one project."""

    project: Project
    prediction: Prediction
    said: Counter[Key]

    def cell(self, severity: str) -> str:
        """Return the codes of one severity with their numbers, for example `LK001, FP011 × 10`."""
        found = [(code, count) for (each, code), count in sorted(self.said.items()) if each == severity]
        return ", ".join(code if count == 1 else f"{code} × {count}" for code, count in found) or "–"


def judgements() -> dict[Key, Judgement]:
    """Read judged.toml, in which `[CODE.severity]` contains `why` and a table of projects for each verdict."""
    found: dict[Key, Judgement] = {}
    for code, severities in tomllib.loads((HERE / "judged.toml").read_text(encoding="utf-8")).items():
        for severity, values in severities.items():
            verdicts = {
                name: (verdict, count) for verdict in VERDICTS for name, count in values.get(verdict, {}).items()
            }
            found[severity, code] = Judgement(verdicts, values["why"])
    return found


def measure(projects: Sequence[Project], cache: Path) -> tuple[list[Row], dict[str, str]]:
    """Check all projects; return their results, and the reasons why some projects could not be obtained."""
    rows: list[Row] = []
    missing: dict[str, str] = {}
    for project in projects:
        try:
            review = justpack.check(taking.take(project, cache))
        except taking.NotTakenError as error:
            missing[project.name] = str(error)
            print(error, file=sys.stderr)
            continue
        said = Counter((finding.severity, finding.code) for finding in review.findings)
        rows.append(Row(project, review.prediction, Counter({(str(s), c): count for (s, c), count in said.items()})))
        print(f"{project.name}: {review.prediction.runtime}", file=sys.stderr)
    return rows, missing


def complaints(rows: Sequence[Row], judged: dict[Key, Judgement]) -> Iterator[str]:
    """Yield the differences from the recorded findings, and the findings that are recorded as wrong."""
    for row in rows:
        name = row.project.name
        if row.prediction.runtime != (row.project.runtime or None):
            yield f"{name}: {row.prediction.runtime} is predicted, {row.project.runtime or 'none'} is right"
        for (severity, code), count in row.said.items():
            verdict, known = (
                judged[severity, code].verdicts.get(name, ("", 0)) if (severity, code) in judged else ("", 0)
            )
            if severity != "info" and known != count:
                yield f"{name}: {code} is said {count} times ({severity}), {known} of them judged"
            if verdict == "wrong":
                yield f"{name}: {code} is wrong"
        for (severity, code), judgement in judged.items():
            if name in judgement.verdicts and (severity, code) not in row.said:
                yield f"{name}: {code} ({severity}) was judged, and is gone"


def tally(rows: Sequence[Row], judged: dict[Key, Judgement], severity: str) -> Counter[str]:
    """Return the number of findings of one severity by verdict."""
    counts: Counter[str] = Counter()
    for row in rows:
        for (each, code), count in row.said.items():
            if each == severity:
                known = judged.get((each, code))
                counts[known.verdicts.get(row.project.name, ("unjudged", 0))[0] if known else "unjudged"] += count
    return counts


def summary(rows: Sequence[Row], judged: dict[Key, Judgement]) -> str:
    lines = ["| | " + " | ".join([*runtimes.FAMILY_TITLES.values(), "all"]) + " |", "|---" * 5 + "|"]
    groups = [[row for row in rows if row.project.family == family] for family in runtimes.FAMILY_TITLES]
    groups.append(list(rows))

    def line(title: str, numbers: Sequence[str]) -> None:
        lines.append(f"| {title} | {' | '.join(numbers)} |")

    line("projects", [str(len(group)) for group in groups])
    line(
        "wrong runtime",
        [str(sum(r.prediction.runtime != (r.project.runtime or None) for r in group)) for group in groups],
    )
    silent = [sum(not any(s != "info" for s, _ in r.said) for r in group) for group in groups]
    line("without error or warning", [str(number) for number in silent])
    for severity in ("error", "warning"):
        counts = [tally(group, judged, severity) for group in groups]
        line(f"{severity}s: right / debatable / wrong", [" / ".join(str(c[v]) for v in VERDICTS) for c in counts])
        if severity == "error":
            shares = [sum(r.prediction.runtime is None for r in group) for group in groups]
            line("no runtime", [str(number) for number in shares])
    return "\n".join(lines) + "\n"


def table(rows: Sequence[Row]) -> str:
    lines = ["| project | kind | runtime | errors | warnings | notes |", "|---" * 6 + "|"]
    for row in rows:
        project, runtime = row.project, row.prediction.runtime or "none"
        version = f"{project.name} {project.version}" if not project.make else project.name
        cells = [version, project.kind, runtime, *map(row.cell, ("error", "warning", "info"))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def classes(rows: Sequence[Row], judged: dict[Key, Judgement]) -> str:
    """Return a Markdown table with one row for each kind of finding."""
    lines = ["| finding | right | debatable | wrong | why |", "|---" * 5 + "|"]
    names = {row.project.name for row in rows}
    for (severity, code), judgement in sorted(judged.items(), key=lambda item: item[0][1]):
        counts = Counter(verdict for name, (verdict, _) in judgement.verdicts.items() if name in names)
        cells = [str(counts[verdict]) for verdict in VERDICTS]
        lines.append(f"| {code} ({severity}) | {' | '.join(cells)} | {' '.join(judgement.why.split())} |")
    return "\n".join(lines) + "\n"


def page(rows: Sequence[Row], judged: dict[Key, Judgement], missing: Iterable[str]) -> str:
    gone = ", ".join(missing)
    absent = f"\nNot to be had when this was measured, as its generator failed on the registries of the day: {gone}.\n"
    sizes = [sum(row.project.sample == sample for row in rows) for sample in (1, 2, 3)]
    return f"""# Is justpack quiet on the healthy?

{summary(rows, judged)}
Source distributions of apps on PyPI, apps on npm, and what official generators make, each as a git checkout, put to
`justpack check` as it is set by default. Everything is pinned; generators see the registries as they were on
{taking.DATE}. Maven Central was not in reach: the Java projects are made by generators that PyPI and npm carry (OpenAPI
Generator, JHipster, CDK, Serverless), so none was written by hand. Templates that are fetched from GitHub (Astro,
Hono, Nuxt, React Router) are missing for the same reason. Right is what somebody found who looked at each error and
warning; notes are not judged.
{absent if missing else ""}
The rules that were wrong have been changed, so the numbers above are of a corpus they know. How often a project is told
something wrong when it comes for the first time:

| | projects | wrong errors in | wrong warnings in | wrong runtime |
|---|---|---|---|---|
| first sample | {sizes[0]} | 7 | 5 | 1 |
| second sample, taken when the rules had been changed | {sizes[1]} | 2 | 1 | 0 |
| third sample, with monorepos and links | {sizes[2]} | 0 | 0 | 0 |
| repositories on GitHub, tried by hand in 2026-11 | 90 | 2 | 12 | 0 |

One of the seven was no finding: the check crashed. Not counted: RT005 for `requires-python`, which was right but told
almost everybody, and is a note now. The second sample was named before it was looked at; only what has no source
distribution, or one of more than 30 MB, was left out of it, so it holds some packages that are tools and not apps. The
first was sifted: left out are abandoned releases, and what a template made for no runtime that is offered (Gradle 6,
sbt, Scrapy without a manifest), where the error was right. Of the repositories the root and up to six folders with a
manifest were checked (311 folders); nothing of them is part of this corpus. The two wrong errors were private
keys made for development; the wrong warnings told of keys of tests and settings of developers that are left out (11),
and of a uv member that uv does not manage.

To measure again: `python benchmarks/healthy.py --write`

## What was said, and whether it is right

By projects, not findings.

{classes(rows, judged)}
## Project by project

{table(rows)}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these projects")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "justpack-healthy", metavar="DIR")
    parser.add_argument("--write", action="store_true", help="write healthy.md")
    options = parser.parse_args()
    listed = tomllib.loads((HERE / "projects.toml").read_text(encoding="utf-8"))["project"]
    projects = [Project.of(values) for values in listed]
    chosen = [each for each in projects if not options.names or each.name in options.names]
    judged = judgements()
    rows, missing = measure(chosen, options.cache.resolve())
    print(summary(rows, judged))
    errors = tally(rows, judged, "error")
    print(f"wrong errors: {errors['wrong']} of {sum(errors.values())}, in {len(rows)} projects")
    said = [*(f"not taken: {each.splitlines()[0]}" for each in missing.values()), *complaints(rows, judged)]
    print("\n".join(said), end="\n" if said else "")
    if options.write and not options.names:
        (HERE.parent / "healthy.md").write_text(page(rows, judged, missing), encoding="utf-8")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
