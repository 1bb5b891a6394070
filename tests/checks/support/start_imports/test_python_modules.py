"""Tests of EN007 and EN009 for the Python modules that the start imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.checks.support.start_imports import following
from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says


def _app(main: str, files: Files | None = None, start: str = "gunicorn app.main:app") -> Files:
    return {
        "requirements.txt": "gunicorn==23.0.0\nflask==3.0.0\n",
        "Procfile": f"web: {start}\n",
        "app/__init__.py": "",
        "app/main.py": f"{main}\napp = 1\n",
        "app/models.py": "class User: ...\n",
        **(files or {}),
    }


@pytest.mark.parametrize(
    "main",
    [
        "from .gone import x",
        "from . import gone",
        "from app.gone import x",
        "from app import gone",
        "import app.gone",
        "import app.gone.deeper as d",
        "from .models import Gone",
        "from app.models import Gone",
        "import app.models.gone",
        "from ..other import x",
        "from .Models import User",
        "from .jobs import x",
        "from .jobs.gone import x",
    ],
)
def test_reports_what_the_package_does_not_contain(says: Says, main: str) -> None:
    assert says("EN007", _app(main, {"app/jobs/a.py": ""})) == [("error", "app/main.py", 1, None)]


@pytest.mark.parametrize(
    "main",
    [
        "from .models import User",
        "from . import models, jobs",
        "from .jobs import a",
        "import app.jobs.a, app.models",
        "from app import models as m",
        "from app import __name__, __doc__",
        "import gone",
        "from gone import x",
        "from flask.gone import x",
        "try:\n    from .gone import x\nexcept ImportError:\n    x = None",
        "try:\n    from .gone import x\nfinally:\n    pass",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .gone import x",
        "import os\nif os.environ.get('A'):\n    from .gone import x",
        "def later():\n    from .gone import x",
        "if __name__ == '__main__':\n    from .gone import x",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    from .gone import x",
        "import sys\nif len(sys.argv) > 9:\n    sys.exit()\nfrom .gone import x",
        "import sys\nraise SystemExit(0)\nfrom .gone import x",
        "import uvicorn\nuvicorn.run('app.main:app')\nfrom .gone import x",
        "import sys\nsys.meta_path.append(object())\nfrom .gone import x",
        "import sys\nsys.modules['app.gone'] = sys\nfrom .gone import x",
        "import app\napp.gone = 1\nfrom app import gone",
        "import app\nsetattr(app, 'gone', 1)\nfrom app import gone",
        "from .compiled import x",
        "from .stub import x",
        "open('app/gone.py', 'w').write('x = 1')\nfrom .gone import x",
        "from pathlib import Path\nPath('app/gone.py').write_text('x = 1')\nfrom .gone import x",
        "import os\nif os.system('protoc gone.proto'):\n    raise OSError\nfrom .gone import x",
    ],
)
def test_does_not_report_what_may_be_found_or_is_not_certainly_imported(says: Says, main: str) -> None:
    files = {"app/jobs/a.py": "", "app/compiled.cpython-312-x86_64-linux-gnu.so": "", "app/stub.pyx": ""}
    assert says("EN007", _app(main, files)) == []


@pytest.mark.parametrize(
    "init",
    [
        "gone = 1",
        "def gone(): ...",
        "for gone in []: pass",
        "from os import path as gone",
        "def __getattr__(name): return 1",
        "from .models import *",
        "globals()['gone'] = 1",
        "exec('gone = 1')",
        "import apipkg\napipkg.initpkg(__name__, {})",
        "def make():\n    global gone\n    gone = 1\nmake()",
    ],
)
def test_does_not_report_a_name_that_the_package_may_have(says: Says, init: str) -> None:
    assert says("EN007", _app("from . import gone", {"app/__init__.py": f"{init}\n"})) == []


def test_does_not_report_submodules_of_a_package_that_changes_its_path(says: Says) -> None:
    files = {"app/__init__.py": "__path__.append('other')\n"}
    assert says("EN007", _app("from .gone import x\nfrom . import gone2", files)) == []


def test_reports_what_a_package_imports_from_itself(says: Says) -> None:
    files = {"app/__init__.py": "from . import models, gone\n"}
    assert says("EN007", _app("", files)) == [("error", "app/__init__.py", 1, None)]


def test_follows_the_imports_of_imported_modules(found: Callable[..., list[Finding]]) -> None:
    files = {
        "app/api/__init__.py": "from . import users\n",
        "app/api/users.py": "import os\nfrom ..db import session\n",
    }
    (finding,) = found("EN007", _app("from . import api", files))
    assert finding.message == "app/api/users.py imports '..db', which does not exist"
    assert finding.location is not None
    assert finding.location.line == 2


def test_reports_a_module_and_a_folder_that_an_ignore_rule_leaves_out(found: Callable[..., list[Finding]]) -> None:
    files = {"app/data/__init__.py": "", "app/data/load.py": "x = 1 + 1\n", ".gitignore": "data/\n"}
    (finding,) = found("EN007", _app("from .data import load\nfrom app.data.load import x", files))
    assert (
        finding.message == "app/main.py imports '.data', but app/data/__init__.py is left out of the upload by 'data/'"
    )
    assert finding.help == "re-include it: `!app/data/` in .justpackignore"
    assert [(each.location.path, each.location.line) for each in finding.related] == [
        (".gitignore", 1),
        ("app/main.py", 2),
    ]


def test_reports_a_namespace_package_that_is_left_out(says: Says) -> None:
    files = {"app/env/local.py": "", ".gitignore": "env/\n"}
    assert says("EN007", _app("from .env import local", files)) == [("error", "app/main.py", 1, None)]


@pytest.mark.parametrize(("main", "severity"), [("import models", "error"), ("from models.user import x", "error")])
def test_reports_a_package_at_the_root_that_is_left_out(says: Says, main: str, severity: str) -> None:
    files = {"models/__init__.py": "", "models/user.py": "x = 1 + 1\n", ".gitignore": "/models/\n"}
    assert says("EN007", _app(main, files)) == [(severity, "app/main.py", 1, None)]


@pytest.mark.parametrize("requirement", ["models", "django-models"])
def test_may_be_an_installed_package_instead(says: Says, requirement: str) -> None:
    files = {"models/__init__.py": "", ".gitignore": "/models/\n", "requirements.txt": f"gunicorn\n{requirement}\n"}
    assert [each[0] for each in says("EN007", _app("import models", files))] in ([], ["warning"])


def test_does_not_report_another_module_of_the_same_name(says: Says) -> None:
    files = {"models/__init__.py": "", "src/models.py": "", ".gitignore": "/models/\n"}
    assert says("EN007", _app("import sys\nsys.path.insert(0, 'src')\nimport models", files)) == []


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("_version", {"pyproject.toml": "[build-system]\nrequires = ['hatch-vcs']\n"}),
        ("user_pb2", {"Makefile": "all:\n\tprotoc user.proto\n"}),
        ("tables", {"setup.py": "from setuptools import setup\nsetup(cmdclass={})\n"}),
        ("tables", {"Makefile": "all:\n\tpython make.py > app/tables.py\n"}),
        ("tables", {"build.sh": "python make.py > app/tables.py\n"}),
    ],
)
def test_does_not_report_what_a_build_may_write(says: Says, name: str, build: dict[str, str]) -> None:
    assert says("EN007", _app(f"from .{name} import x", build)) == []


@pytest.mark.parametrize("name", ["_version", "user_pb2", "tables"])
def test_reports_what_no_build_can_write(says: Says, name: str) -> None:
    assert says("EN007", _app(f"from .{name} import x")) == [("error", "app/main.py", 1, None)]


@pytest.mark.parametrize(
    ("start", "is_reported"),
    [
        ("python app/main.py", True),
        ("python -m app.main", False),
        ("cd app && gunicorn main:app", True),
        ("uvicorn --app-dir app main:app", True),
        ("uvicorn app.main:app", False),
        ("fastapi run app/main.py", False),
        ("python -P app/main.py", False),
    ],
)
def test_reports_a_relative_import_without_a_package(says: Says, start: str, is_reported: bool) -> None:
    rows = says("EN007", _app("from .models import User", start=start))
    assert rows == ([("error", "app/main.py", 1, None)] if is_reported else [])


def test_accepts_a_script_that_sets_its_package(says: Says) -> None:
    main = "__package__ = 'app'\nfrom .models import User"
    assert says("EN007", _app(main, start="python app/main.py")) == []


def test_reports_the_imports_of_the_main_block_of_a_script(says: Says) -> None:
    main = "if __name__ == '__main__':\n    import app.gone"
    assert says("EN007", _app(main, start="python -m app.main")) == [("error", "app/main.py", 2, None)]


def test_does_not_report_what_an_earlier_command_may_write(says: Says) -> None:
    start = "python make.py && gunicorn app.main:app"
    assert says("EN007", _app("from .gone import x", {"make.py": ""}, start)) == []


@pytest.mark.parametrize("settings", ["chdir = 'src'", "pythonpath = 'lib'"])
def test_does_not_follow_a_start_that_settings_may_move(says: Says, settings: str) -> None:
    files = {"gunicorn.conf.py": f"{settings}\n"}
    assert says("EN007", _app("from .gone import x", files)) == []


def test_follows_the_handler_of_a_cron_app(says: Says) -> None:
    files = {
        "requirements.txt": "requests==2.32.0\n",
        "main.py": "from job.run import go\ndef handler(event, context): ...\n",
        "job/__init__.py": "",
    }
    assert says("EN007", files) == [("error", "main.py", 1, None)]


@pytest.mark.parametrize(
    ("others", "severity"),
    [({}, "error"), ({"wsgi.py": "from app import app\n"}, "error"), ({"run.py": "import os\n"}, "warning")],
)
def test_is_a_warning_if_another_file_may_be_started(says: Says, others: dict[str, str], severity: str) -> None:
    files = {"requirements.txt": "flask\n", "job/__init__.py": "", "app.py": "import job.gone\napp = 1\n", **others}
    assert says("EN007", files) == [(severity, "app.py", 1, None)]


def test_reports_syntax_errors_of_imported_modules(says: Says) -> None:
    files = {"app/models.py": "import os\ndef f(:\n    pass\n", "app/other.py": "def f(:\n"}
    assert says(
        "EN009", _app("from . import models\ntry:\n    from . import other\nexcept Exception: pass", files)
    ) == [("error", "app/models.py", 2, None)]
    assert says("EN007", _app("from . import models", files)) == []


def test_does_not_follow_modules_behind_an_end_in_a_guarded_import(says: Says) -> None:
    files = {"app/settings.py": "import sys\nsys.exit(0)\n"}
    main = "try:\n    from . import settings\nexcept ImportError: pass\nfrom .gone import x"
    assert says("EN007", _app(main, files)) == []


def test_does_not_fail_on_a_circle(says: Says) -> None:
    files = {"app/a.py": "from .b import x\ny = 1 + 1\n", "app/b.py": "from .a import y\nx = 1 + 1\n"}
    assert says("EN007", _app("from .a import y", files)) == []


def test_stops_at_the_limit(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "FILES_LIMIT", 2)
    files = {"app/models.py": "from .gone import x\n"}
    assert says("EN007", _app("from . import models", files)) == []
