"""A runner for GitLab CI: it resolves `include`, `extends` and `parallel`, and executes the scripts of jobs.

docs.gitlab.com: CI/CD YAML syntax reference. The template of this repository is not downloaded.
"""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.ci.github_runner import Yaml, items, load, parse, table
from tests.ci.machines import ROOT, Machine

TEMPLATE = ROOT / "templates" / "justpack.gitlab-ci.yml"
REMOTE = re.compile(
    r"https://raw\.githubusercontent\.com/justdeploy/justpack/v[\d.]+/templates/justpack\.gitlab-ci\.yml"
)
_VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)\}")


@dataclass(frozen=True)
class JobRun:
    """The result of one job."""

    code: int
    log: str
    url: str
    """The address of the job's environment."""


def pipeline(text: str) -> dict[str, dict[str, Yaml]]:
    """Return the jobs of a pipeline with `include` and `extends` resolved; hidden jobs are left out."""
    document = parse(text)
    jobs: dict[str, Yaml] = {}
    for each in items(document.get("include", [])):
        assert REMOTE.fullmatch(str(table(each)["remote"]))
        jobs |= load(TEMPLATE)
    jobs |= document
    names = [name for name, job in jobs.items() if isinstance(job, dict) and not name.startswith(".")]
    return {name: _extended(table(jobs[name]), jobs) for name in names}


def combinations(job: Mapping[str, Yaml]) -> Iterator[dict[str, str]]:
    """Yield the variables of each run of a job with `parallel: matrix`."""
    for row in map(table, items(table(job["parallel"])["matrix"])):
        values = [[str(each) for each in (value if isinstance(value, list) else [value])] for value in row.values()]
        yield from (dict(zip(row, each, strict=True)) for each in itertools.product(*values))


def run(machine: Machine, name: str, job: Mapping[str, Yaml], variables: Mapping[str, str]) -> JobRun:
    """Run the scripts of a job as one shell, and read its report of variables."""
    known = {
        "CI_PROJECT_DIR": str(machine.workspace),
        "CI_JOB_NAME_SLUG": name,
        "GITLAB_CI": "true",
        **{name: str(value) for name, value in table(job.get("variables", {})).items()},
        **variables,
    }
    environment = {name: expanded(value, known) for name, value in known.items()}
    lines = [str(each) for key in ("before_script", "script") for each in items(job.get(key, []))]
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(lines)],
        cwd=machine.workspace,
        env={**machine.environment, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    reports = table(table(job.get("artifacts", {})).get("reports", {}))
    if "dotenv" in reports and (machine.workspace / str(reports["dotenv"])).exists():
        text = (machine.workspace / str(reports["dotenv"])).read_text(encoding="utf-8")
        known |= dict(line.split("=", 1) for line in text.splitlines())
    url = str(table(job.get("environment", {})).get("url", ""))
    return JobRun(done.returncode, done.stdout, expanded(url, known))


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """Replace each variable in a text; an unknown one is empty."""
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], ""), text)


def _extended(job: dict[str, Yaml], jobs: Mapping[str, Yaml]) -> dict[str, Yaml]:
    base = job.get("extends")
    return job if base is None else _merged(_extended(table(jobs[str(base)]), jobs), job)


def _merged(base: Mapping[str, Yaml], job: Mapping[str, Yaml]) -> dict[str, Yaml]:
    """Merge tables by key; a list replaces a list."""
    found = dict(base)
    for name, value in job.items():
        old = found.get(name)
        found[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return found
