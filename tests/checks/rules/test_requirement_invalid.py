"""Tests of MF011: requirements that pip, uv or Poetry refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.fix import find_fixes
from justpack.model import Finding
from justpack.pipeline import open_project
from justpack.settings import Settings

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {"main.py": "def handler(event, context):\n    return 1\n", ".python-version": "3.13\n"}
HEAD = '[project]\nname = "x"\nversion = "1"\nrequires-python = "==3.13.*"\n'


def _requirements(text: str, **more: str) -> Files:
    return {**APP, "requirements.txt": text, **more}


def _pyproject(text: str, **more: str) -> Files:
    return {**APP, "pyproject.toml": HEAD + text, **more}


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("attrs=24.1", "attrs==24.1"),
        ("attrs=>24", "attrs>=24"),
        ("attrs =< 24", "attrs <= 24"),
        ("attrs~>24.1", "attrs~=24.1"),
        ("attrs=24.1=pyhd8ed_0", "attrs==24.1"),
        ("attrs 24.1", "attrs==24.1"),
        ("attrs^24.1", "attrs>=24.1,<25"),
        ("attrs>=24 <25", "attrs>=24,<25"),
        ("attrs>=24.*", "attrs>=24"),
        ('"attrs"', "attrs"),
        ("'attrs==24.1',", "attrs==24.1"),
        ("pip install attrs", "attrs"),
        ("attrs; python_version < 3.14", "attrs; python_version < '3.14'"),
        ("attrs ; sys_platform == linux", "attrs ; sys_platform == 'linux'"),
        ("https://e.org/a-1.zip ; python_version > 3", "https://e.org/a-1.zip ; python_version > '3'"),
        ("-e git+https://e.org/kits/bolt.git@v1", "-e git+https://e.org/kits/bolt.git@v1#egg=bolt"),
        ("-e git+https://e.org/b.git#subdirectory=p", "-e git+https://e.org/b.git#subdirectory=p&egg=b"),
        ("-e git+https://e.org/b.git#egg=b[x]", '-e "b[x] @ git+https://e.org/b.git"'),
        ("-e bolt[x] @ git+https://e.org/b.git", '-e "bolt[x] @ git+https://e.org/b.git"'),
        (".\\kits\\bolt", "./kits/bolt"),
        ("-e .\\kits\\bolt", "-e ./kits/bolt"),
    ],
)
def test_suggests_what_was_meant(found: Callable[..., list[Finding]], line: str, meant: str) -> None:
    (finding,) = found("MF011", _requirements(f"six\n{line}\n", **{"kits/bolt/setup.py": ""}))
    assert finding.severity == "error"
    assert finding.location is not None
    assert (finding.location.path, finding.location.line) == ("requirements.txt", 2)
    assert finding.help == f"write {meant!r}"


@pytest.mark.parametrize(
    "line",
    ["attrs==", "attrs six", "--upgrade", "-U", "attrs --no-deps", "attrs==1 --hash", "-e attrs==1", "[packages]",
     "attrs; python_version", "a @", "--o", "--requ a.txt", "-i", "--extra-index-url", "--no-binary", "attrs --hash",
     "attrs --global-option=x", "--'pre", "x]@ https://e.org/x-1.0.tar.gz", "https://e.org/none.whl",
     "-e http://e.org/a.zip", "attrs==latest"],
)  # fmt: skip
def test_reports_lines_that_pip_refuses(says: Says, line: str) -> None:
    assert [row[:3] for row in says("MF011", _requirements(f"{line}\n"))] == [("error", "requirements.txt", 1)]


@pytest.mark.parametrize(
    "line",
    ["attrs", "attrs[a,b] >=1,<2 ; python_version > '3'", "attrs (>=1)", "a==1 --hash=sha256:" + "0" * 64, "--pre",
     "a @ https://e.org/a.zip", "git+https://e.org/a.git", '-e "bolt @ git+https://e.org/b.git"', "--requirem a.txt",
     "./kits/a-1.0-py3-none-any.whl ; os_name == 'nt'", "x @ https://e.org/x-1.0-1a-py3-none-any.whl",
     "git+https://e.org/b.git#subdirectory=b&egg=b-1.0", "a==1 --hash sha512:00",
     "${NAME}==1", "\\",
     "https://e.org/a.zip", "a===1", "a==1.*", "--extra-index https://e.org", "-e git+ssh://git@e.org/b.git#egg=b",
     "<<<<<<< HEAD", "./kits/a-1.zip", "a~=1.0 # why", "-i https://e.org", "# =x"],
)  # fmt: skip
def test_does_not_report_lines_that_pip_accepts(says: Says, line: str) -> None:
    assert (
        says(
            "MF011", _requirements(f"{line}\n", **{"kits/a-1.zip": "", "a.txt": "", "kits/a-1.0-py3-none-any.whl": ""})
        )
        == []
    )


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"requirements.txt": "-r a/b.txt\n", "a/b.txt": "six\nattrs=1\n"}, ("error", "a/b.txt", 2)),
        ({"requirements.txt": "-r b.txt\n", "b.txt": "six\n-r requirements.txt\n"}, ("error", "b.txt", 2)),
        ({"requirements.txt": "-c requirements.txt\n"}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "six\n-e .\n"}, ("error", "requirements.txt", 2)),
        ({"requirements.txt": "./kits\n", "kits/a.py": ""}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "./base.txt\n", "base.txt": ""}, ("error", "requirements.txt", 1)),
        ({"requirements.txt": "attrs;\n"}, ("warning", "requirements.txt", 1)),
    ],
)
def test_reports_files_and_folders(says: Says, files: Files, row: tuple[str, str, int]) -> None:
    assert [each[:3] for each in says("MF011", {**APP, **files})] == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "-r a.txt\n-r b.txt\n", "a.txt": "-r b.txt\n", "b.txt": "six\n"},
        {"requirements.txt": "-e .\n", "setup.py": ""},
        {"requirements.txt": "-e ./kits[x]\n", "kits/pyproject.toml": ""},
        {"requirements.txt": "-e ../kits\n"},
    ],
)
def test_does_not_report_files_and_folders(says: Says, files: Files) -> None:
    assert says("MF011", {**APP, **files}) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('dependencies = ["six",\n "attrs=1"]\n', 6),
        ('dependencies = "attrs"\n', 5),
        ("dependencies = [1]\n", 5),
        ('[project.optional-dependencies]\na = ["attrs=>1"]\n', 6),
        ('[dependency-groups]\na = ["attrs^1"]\n', 6),
        ('[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "a"}]\n', 6),
        ('[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "b"}]\n', 7),
        ('[dependency-groups]\na = [{include-group = "b"}]\n', 6),
        ('[dependency-groups]\na = [{other = "b"}]\n', 6),
        ('[build-system]\nrequires = ["hatchling=1"]\n', 6),
        ('[tool.poetry.dependencies]\nattrs = "=>1"\n', 6),
        ("[tool.poetry.dependencies]\nattrs = 1\n", 6),
        ('[tool.poetry.group.a.dependencies]\nattrs = {version = "=>1"}\n', 6),
    ],
)
def test_reports_pyproject(says: Says, text: str, line: int) -> None:
    assert [row[:3] for row in says("MF011", _pyproject(text))] == [("error", "pyproject.toml", line)]


@pytest.mark.parametrize(
    "text",
    [
        'dependencies = ["attrs>=1", "a @ file:../a"]\n',
        '[dependency-groups]\nA_b = ["attrs"]\nc = [{include-group = "a-B"}, {include-group = "d"}]\nd = []\n',
        '[tool.poetry.dependencies]\npython = "=>3"\nattrs = [{version = "^1"}, {version = "*"}]\nb = {git = "x"}\n',
    ],
)
def test_does_not_report_pyproject(says: Says, text: str) -> None:
    assert says("MF011", _pyproject(text)) == []


def test_warns_of_pyproject_beside_requirements(says: Says) -> None:
    files = _pyproject('dependencies = ["attrs=1"]\n', **{"requirements.txt": "six\n"})
    assert [row[0] for row in says("MF011", files)] == ["warning"]


def test_fixes_what_can_mean_only_one_text(tmp_path: Path) -> None:
    for name, text in _requirements('# é\nattrs=1 # why\nsix^1\n"idna"\r\n').items():
        (tmp_path / name).write_bytes(str(text).encode())
    (change,) = find_fixes(open_project(tmp_path, Settings()))
    assert change.after.decode() == "# é\nattrs==1 # why\nsix^1\nidna\r\n"


def test_fixes_strings_of_either_quote(tmp_path: Path) -> None:
    text = 'dependencies = ["a=1", \'b; python_version < 3.14\', "c; python_version < 3.14"]\n'
    for name, content in _pyproject(text).items():
        (tmp_path / name).write_text(str(content))
    (change,) = find_fixes(open_project(tmp_path, Settings()))
    wanted = '["a==1", \'b; python_version < "3.14"\', "c; python_version < \'3.14\'"]'
    assert change.after.decode() == f"{HEAD}dependencies = {wanted}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('dependencies = ["six", 3.10]\n', "3.10"),
        ("dependencies = [1_000, 2, 3]\n", "1_000"),
        ("[dependency-groups]\ndev = [20.10]\n", "20.10"),
        ("[tool.poetry.dependencies]\nsix = 1.10\n", "1.10"),
        ('[tool.poetry.dependencies]\nsix = [{version = 1.10, python = "3.12"}]\n', "1.10"),
    ],
)
def test_reports_a_number_as_it_is_written(found: Callable[..., list[Finding]], text: str, written: str) -> None:
    (finding,) = found("MF011", _pyproject(text))
    assert f"{written}, which is" in finding.message


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("attrs;", "attrs"),
        ("git+https://e.org/b.git@v1#egg=b[x]", "b[x] @ git+https://e.org/b.git@v1"),
        ("git+https://e.org/b.git#egg=b[x]&subdirectory=p", "b[x] @ git+https://e.org/b.git#subdirectory=p"),
        ("https://e.org/b-1.zip#egg=b==1", None),
        ("attrs==1 --hash=md5:00", None),
        ("attrs==1 --hash=sha256", None),
        ('-i https://e.org/sim"ple', None),
        ("--trusted-host", None),
    ],
)
def test_warns_of_what_only_pip_or_only_uv_refuses(
    found: Callable[..., list[Finding]], line: str, meant: str | None
) -> None:
    (finding,) = found("MF011", _requirements(f"six\n{line}\n"))
    assert finding.severity == "warning"
    assert finding.help is not None
    assert (f"write {meant!r}" == finding.help) is (meant is not None)


DYNAMIC = 'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["reqs/base.txt"]}\n'


def test_reports_a_file_that_setuptools_reads(says: Says) -> None:
    rows = says("MF011", _pyproject(DYNAMIC, **{"reqs/base.txt": "# web\nattrs=1\n"}))
    assert [row[:3] for row in rows] == [("error", "reqs/base.txt", 2)]


def test_does_not_report_a_file_that_setuptools_does_not_read(says: Says) -> None:
    healthy = _pyproject(DYNAMIC, **{"reqs/base.txt": "attrs>=1  # web\n\nsix\n", "reqs/dev.txt": "attrs=1\n"})
    assert says("MF011", healthy) == []
    assert says("MF011", _pyproject(DYNAMIC.partition("\n")[2], **{"reqs/base.txt": "attrs=1\n"})) == []


SETUP = "from setuptools import setup\n\nNEEDS = ['six', 'bolt=1.2']\n\nsetup(name='x', install_requires=%s)\n"
CONDA = "name: x\ndependencies:\n  - python=3.13\n  - pip:\n      - six\n      - %s\n"


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (
            {"setup.cfg": "[metadata]\nname = x\n[options]\ninstall_requires =\n  six\n  bolt=1.2\n"},
            ("error", "setup.cfg", 6, 3),
        ),
        ({"setup.cfg": "[options]\ninstall_requires = six; bolt=1.2\n"}, ("error", "setup.cfg", 2, 25)),
        ({"setup.cfg": "[options.extras_require]\nweb =\n  bolt=>1\n"}, ("error", "setup.cfg", 3, 3)),
        (
            {"setup.cfg": "[options]\nsetup_requires = bolt 1.2\n", "requirements.txt": ""},
            ("warning", "setup.cfg", 2, 18),
        ),
        ({"setup.py": SETUP % "['bolt=1.2']"}, ("error", "setup.py", 5, 36)),
        ({"setup.py": SETUP % "NEEDS"}, ("error", "setup.py", 3, 18)),
        ({"setup.py": SETUP % "[], extras_require={'web': ['bolt 1.2']}"}, ("error", "setup.py", 5, 63)),
        ({"environment.yml": CONDA % "bolt=1.2"}, ("error", "environment.yml", 6, 9)),
        ({"environment.yml": CONDA % '"bolt=>1.2"'}, ("error", "environment.yml", 6, 9)),
        (
            {"environment.yaml": CONDA % "bolt=1.2", "requirements.txt": "six\n"},
            ("warning", "environment.yaml", 6, 9),
        ),
        ({"requirements.in": "six\nbolt=1.2\n"}, ("error", "requirements.in", 2, 1)),
        ({"requirements.txt": "six\n-c c.txt\n", "c.txt": "bolt=1.2\n"}, ("error", "c.txt", 1, 1)),
        ({"requirements.txt": "six\n-c c.txt\n", "c.txt": "bolt[x]==1\n"}, ("warning", "c.txt", 1, 1)),
        ({"requirements.txt": "-c c.txt\n", "c.txt": "-e git+https://e.org/a.git#egg=a\n"}, ("error", "c.txt", 1, 1)),
        ({"requirements.txt": "-c c.txt\n", "c.txt": "https://e.org/a-1.zip\n"}, ("error", "c.txt", 1, 1)),
    ],
)
def test_reports_a_requirement_of_another_file(says: Says, files: Files, row: tuple[str, str, int, int]) -> None:
    assert says("MF011", {**APP, **files}) == [row]


@pytest.mark.parametrize(
    "files",
    [
        {"setup.cfg": "[options]\ninstall_requires =\n  six>=1;python_version<'3.14'\n  # bolt=1\n"},
        {"setup.cfg": "[options]\ninstall_requires = file: needs.txt\n", "needs.txt": "six\n"},
        {"setup.cfg": "[options]\ninstall_requires = six; attrs>=24\n"},
        {"setup.cfg": "[options]\ninstall_requires = bolt=1\n", "pyproject.toml": HEAD},
        {"setup.py": SETUP % "[each for each in NEEDS if each]"},
        {"setup.py": "from setuptools import setup\n\nsetup(install_requires='''\nsix\n# bolt=1\n''')\n"},
        {"setup.py": "setup(install_requires=open('needs.txt').read().split())\n"},
        {"environment.yml": CONDA % "-r requirements.txt", "requirements.txt": "six\n"},
        {"environment.yml": CONDA % "\"bolt==1.2; python_version < '3.14'\""},
        {"environment.yml": CONDA % "git+https://e.org/a.git@v1"},
        {"environment.yml": "name: x\ndependencies:\n  - python=3.13\n  - bolt=1.2\n  - pip\n"},
        {"requirements.txt": "six\n", "requirements.in": "bolt=1.2\n"},
        {"requirements.txt": "-c c.txt\n-r c.txt\n", "c.txt": "bolt[x]==1\n"},
        {
            "requirements.txt": "-c c.txt\n",
            "c.txt": "bolt==1 ; python_version < '3.14'\nattrs @ https://e.org/a-1.zip\n",
        },
    ],
)
def test_does_not_report_a_valid_requirement_of_another_file(says: Says, files: Files) -> None:
    assert says("MF011", {**APP, **files}) == []


def test_reports_at_most_a_thousand_refused_requirements(found: Callable[..., list[Finding]]) -> None:
    def project(count: int) -> list[Finding]:
        return found("MF011", _requirements("flask=1\n" * count))

    assert len(project(1000)) == 1000
    many = project(1002)
    assert len(many) == 1001
    assert many[-1].message.startswith("more than 1000 requirements are refused")
    assert many[-1].location is not None
    assert many[-1].location.line == 1001


@pytest.mark.parametrize(("last", "count"), [("", 0), ('{include-group = "g0"}', 1)])
def test_follows_each_group_once(says: Says, last: str, count: int) -> None:
    groups = "".join(
        f'g{number} = [{{include-group = "g{number + 1}"}}, {{include-group = "g{number + 2}"}}]\n'
        for number in range(60)
    )
    text = f"[dependency-groups]\n{groups}g60 = []\ng61 = [{last}]\n"
    assert len(says("MF011", _pyproject(text))) == count
