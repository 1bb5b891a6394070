"""Tests of Pipenv's hash of the Pipfile."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python.frozen_install import pipenv
from justpack.ecosystems.python.locks import pipfile_lock

if TYPE_CHECKING:
    from tests.made_projects import Project

SOURCE = {"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": True}
PIPFILE = '[packages]\nMy_Flask = "*"\n[docs]\nsphinx = "*"\n[scripts]\nweb = "x"\n'
META = {"_meta": {"sources": [SOURCE], "requires": {}}, "develop": {}}
NEWEST = {**META, "default": {"my-flask": "*"}, "docs": {"sphinx": "*"}}
OLDER = {**META, "default": {"My_Flask": "*"}, "docs": {"sphinx": "*"}}
OLDEST = {**META, "default": {"My_Flask": "*"}}


def _faults(project: Project, content: object, pipfile: str = PIPFILE) -> list[LockFault]:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    meta = {"hash": {"sha256": hashlib.sha256(text.encode()).hexdigest()}, "sources": [SOURCE], "requires": {}}
    lock = json.dumps({"_meta": meta, "default": {"my-flask": {"version": "==1", "index": "pypi"}}, "develop": {}})
    tree = project({"Pipfile": pipfile, "Pipfile.lock": lock})
    return list(pipenv.faults(pipfile_lock.parse("Pipfile.lock", lock.encode()), tree, None))


def test_does_not_report_the_hash_of_the_same_content(project: Project) -> None:
    assert _faults(project, NEWEST) == []


@pytest.mark.parametrize("content", [OLDER, OLDEST])
def test_reports_the_hash_of_an_older_pipenv_as_a_warning(project: Project, content: object) -> None:
    (fault,) = _faults(project, content)
    assert fault.updated


@pytest.mark.parametrize(
    ("pipfile", "cause"),
    [
        (PIPFILE.replace("My_Flask", "Other"), ": Pipfile.lock does not contain other, Pipfile no longer requires"),
        (PIPFILE.replace('"*"', '{version = "*", extras = ["a"]}', 1), ": Pipfile.lock does not contain the extra a"),
        (PIPFILE + '[requires]\npython_version = "3.12"\n', ": [requires] changed"),
        (PIPFILE + '[[source]]\nname = "b"\nurl = "https://b.example"\n', ": the sources changed"),
        (PIPFILE.replace("sphinx", "furo"), ""),
    ],
)
def test_reports_another_hash_once_and_names_the_cause(project: Project, pipfile: str, cause: str) -> None:
    (fault,) = _faults(project, NEWEST, pipfile)
    assert fault.message.startswith(f"`pipenv install --deploy` stops: Pipfile.lock is out of date{cause}")
    assert not fault.updated
