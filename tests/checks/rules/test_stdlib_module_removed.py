"""Tests of the rule about imports of removed modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says


def _app(source: str, python: str = "3.13", **more: str) -> dict[str, str]:
    return {"requirements.txt": "flask\n", ".python-version": f"{python}\n", "main.py": source, **more}


NEWER = (
    "type X = int",
    "class A[T]: pass",
    "def f[T = int](): pass",
    "x = f'{a['b']}'",
    "x = t'{a}'",
    "try: x\nexcept OSError, KeyError: pass",
)
"""Syntax of Python 3.12 to 3.14, which older Pythons cannot parse."""


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (_app("import os\nimport cgi\n"), 2),
        (_app("from cgi import parse_header\n"), 1),
        (_app("import distutils.version\n"), 1),
        (_app("import os, imp\n", "3.12"), 1),
        (_app("import tkinter.tix\n"), 1),
        (_app("from tkinter import tix\n"), 1),
        (_app("import crypt\n", **{"requirements.txt": "legacycrypt\n"}), 1),
        (_app("def f():\n    import telnetlib\n"), 2),
        (_app("try:\n    import cgi\nexcept ValueError:\n    pass\n"), 2),
        (_app("import distutils\n", **{"setup.py": "from setuptools import setup\nsetup(name='app')\n"}), 1),
        (_app("#" + "x" * 70_000 + "\nimport cgi\n"), 2),
        (_app("\ufeffimport cgi\n"), 1),
        (_app("try:\n    import cgi\nexcept* ValueError:\n    pass\n"), 2),
        (_app("with suppress(ValueError):\n    import cgi\n"), 2),
        (_app("with open('x') as f:\n    import cgi\n"), 2),
        *((_app(f"x = 1\nimport os, cgi.x as y\n{newer}\n"), 2) for newer in NEWER),
        *((_app(f"from cgi import (\n    escape,\n)\n{newer}\n"), 1) for newer in NEWER),
    ],
)
def test_reports_stdlib_module_removed(says: Says, files: dict[str, str], line: int) -> None:
    assert says("DP010", files) == [("warning", "main.py", line, None)]


@pytest.mark.parametrize(
    "files",
    [
        _app("import cgi\n", "3.12"),
        _app("try:\n    import cgi\nexcept ImportError:\n    cgi = None\n"),
        _app("try:\n    import cgi\nexcept (ModuleNotFoundError, KeyError):\n    cgi = None\n"),
        _app("import sys\nif sys.version_info < (3, 13):\n    import cgi\n"),
        _app("from . import cgi\nfrom .cgi import x\n"),
        _app('"""\nimport cgi\n"""\n# import cgi\n'),
        _app("import cgi\n", **{"cgi.py": ""}),
        _app("import cgi\n", **{"cgi/__init__.py": ""}),
        _app("import cgi\n", **{"requirements.txt": "flask\nLegacy_CGI>=2\n"}),
        _app("import distutils\n", **{"requirements.txt": "setuptools==80\n"}),
        _app("import distutils\n", **{"setup.py": "setup(install_requires=['setuptools>=60'])\n"}),
        _app("import distutils\n", **{"setup.cfg": "[options]\ninstall_requires =\n    setuptools>=60\n"}),
        _app("import distutils\nfrom setuptools import Command\n"),
        _app("import cgitools\n"),
        _app(
            "x = 1\n",
            **{"tests/test_a.py": "import cgi\n", "setup.py": "import distutils\n", "versioneer.py": "import imp\n"},
        ),
        _app("import cgi\nthis is no Python\n"),
        _app("try:\n    import cgi\nexcept* ImportError:\n    cgi = None\n"),
        _app("import contextlib\nwith contextlib.suppress(ImportError):\n    import cgi\n"),
        _app("with a, suppress(KeyError, ModuleNotFoundError) as b:\n    import cgi\n"),
        _app("import sys\nmatch sys.version_info:\n    case (3, 12, *_):\n        import cgi\n"),
        *(_app(f"try:\n    import cgi\nexcept ImportError:\n    pass\n{newer}\n") for newer in NEWER),
        *(_app(f"from . import a, cgi\nfrom .cgi import x\nimport a as cgi; cgi\n{newer}\n") for newer in NEWER),
        *(_app(f"x = '''\nimport cgi\n'''\n{newer}\n") for newer in NEWER),
        _app("import cgi\nprint 'x'\ntry:\n    x\nexcept A, e:\n    y\n"),
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("DP010", files) == []
