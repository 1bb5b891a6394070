"""A plan as a child pipeline of GitLab CI (docs.gitlab.com: downstream pipelines, dynamic child pipelines).

Each selected project has one job that deploys it. Jobs for one project and stage of the service have one resource
group, so that GitLab runs one of them at a time.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from hashlib import sha256

from justpack._version import __version__
from justpack.projects.planned import PlannedProject, RepositoryPlan

IMAGE = "python:3.13-slim"
_LENGTH = 200
_NOT_IN_NAMES = re.compile(r"[^\w ./-]", re.ASCII)
"""The characters that the name of a resource group or of an environment cannot have, or that GitLab expands."""
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")


def lines(plan: RepositoryPlan) -> Iterator[str]:
    """Yield the pipeline as YAML. If no project is selected, it has one job that does nothing: GitLab needs a job."""
    yield "default:"
    yield f"  image: {_text(IMAGE)}"
    yield f"  before_script: [{_text(f'pip install justpack=={__version__}')}]"
    for row in plan.selected:
        yield from _job(row)
    if not plan.selected:
        yield f"{_text('nothing changed')}:"
        yield f"  script: [{_text('echo no project is selected')}]"


def _job(row: PlannedProject) -> Iterator[str]:
    target = _target(row)
    yield f"{_text(_name(f'deploy {row.path}'))}:"
    yield f"  script: [{_text(f'justpack deploy --stage {shlex.quote(row.stage)} -- {shlex.quote(row.path)}')}]"
    yield f"  resource_group: {_text(target)}"
    yield f"  environment: {{name: {_text(target)}}}"


def _name(text: str) -> str:
    """Return the name of a job; GitLab accepts 255 characters."""
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]} {_mark(text)}"


def _target(row: PlannedProject) -> str:
    """Return what GitLab deploys one at a time: the project and the stage."""
    name = row.project or row.path
    allowed = _NOT_IN_NAMES.sub("_", name)[:_LENGTH].strip("/")
    return f"{allowed if allowed == name else f'{allowed}-{_mark(name)}'}/{row.stage}"


def _mark(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _text(text: str) -> str:
    """Return a text as a double-quoted scalar of YAML, whose escapes are those of JSON but for pairs of surrogates."""

    def joined(pair: re.Match[str]) -> str:
        high, low = (int(each, 16) for each in pair.groups())
        return f"\\U{0x10000 + (high - 0xD800 << 10) + (low - 0xDC00):08x}"

    return _PAIR.sub(joined, json.dumps(text, ensure_ascii=True))
