"""Tests of the modules of a Python project that the start imports and an ignore rule leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
    from tests.checks.project_findings import Files

APP: Files = {
    "requirements.txt": "grpcio\n",
    "Procfile": "web: python main.py\n",
    "main.py": "import api_pb2\n",
    "api_pb2.py": "X = 1\n",
    ".gitignore": "*_pb2.py\n",
}


def test_reports_a_generated_module_that_is_left_out(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("EN007", APP)
    assert finding.message == "main.py imports 'api_pb2', but api_pb2.py is left out of the upload by '*_pb2.py'"
    assert finding.help == "re-include it: `!api_pb2.py` in .justpackignore"
    assert finding.severity == "error"


@pytest.mark.parametrize(
    "files",
    [
        {"Procfile": "web: gunicorn shop.wsgi:app\n", "shop/wsgi.py": "from shop import db\nimport api_pb2\napp = 1\n"},
        {"main.py": "from shop import a\n", "shop/__init__.py": "", "shop/a.py": "from api_pb2 import X\n"},
        {"main.py": "from gen.api_pb2 import X\n", "gen/api_pb2.py": "X = 1\n", "gen/__init__.py": ""},
        {"main.py": "from gen import client\n", "gen/client.py": "", ".gitignore": "gen/\n"},
        {"Procfile": "web: python srv/main.py\n", "srv/main.py": "import x_pb2\n", "srv/x_pb2.py": ""},
    ],
)
def test_follows_the_imports_of_the_start(found: Callable[..., list[Finding]], files: Files) -> None:
    (finding,) = found("EN007", {**APP, "shop/db.py": "", **files})
    assert finding.severity == "error"


@pytest.mark.parametrize(
    "files",
    [
        {".justpackignore": "!api_pb2.py\n"},
        {"main.py": "try:\n    import api_pb2\nexcept ImportError:\n    api_pb2 = None\n"},
        {"main.py": "def run():\n    import api_pb2\n"},
        {"main.py": "import os\nif os.environ.get('A'):\n    import api_pb2\n"},
        {"main.py": "from . import api_pb2\n"},
        {"main.py": "import json\n", "json.py": "", ".gitignore": "json.py\n"},
        {"main.py": "import grpcio\n", "grpcio.py": "", ".gitignore": "grpcio.py\n"},
        {"setup.py": "from setuptools import setup\nsetup()\n"},
        {"pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "a"\nversion = "1"\n'},
        {"Procfile": "web: make gen && python main.py\n"},
        {"main.py": "from gen import x_pb2\n", "gen/__init__.py": "x_pb2 = 1\n", "gen/x_pb2.py": ""},
        {"main.py": "from gen import x_pb2\n", "gen.py": "x_pb2 = 1\n", "gen/x_pb2.py": ""},
        {"main.py": "import other\n"},
        {"Procfile": "web: python -m http.server\n"},
    ],
)
def test_does_not_report_what_python_may_find(found: Callable[..., list[Finding]], files: Files) -> None:
    assert found("EN007", {**APP, **files}) == []
