"""Compare the verdict of LK002 with uv, Poetry, PDM and Pipenv.

Run it with `python benchmarks/locks_python.py make --tools FOLDER --into RESULTS --cases 300` (needs the tools in one
folder and PyPI), and then `python benchmarks/locks_python.py compare RESULTS`, which needs neither.
`record RESULTS FILE` writes the share of each tool that the tests replay.

Each project is made of small published packages, with extras, groups, sources, a workspace or dynamic metadata. Its
tool writes the lock file; then one or two random edits change the manifests; then the tool checks its lock file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NotRequired, TypeAlias, TypedDict

Table: TypeAlias = "dict[str, object]"
EDITS_PER_LOCK = 10
PACKAGES: dict[str, list[str]] = {
    "itsdangerous": [">=2", ">=2,<3", "~=2.1", "==2.2.0", "<3,>=2.0", ">=2.0,!=2.1.1"],
    "python-dotenv": [">=1", "", ">=1.0.0", "~=1.0"],
    "iniconfig": [">=2", "", ">=1,<3"],
    "idna": [">=3", "", ">=3.4,<4"],
    "six": ["", ">=1.16", "==1.17.0"],
    "typing-extensions": [">=4", "", ">=4.6.0"],
    "packaging": [">=23", "", ">=23.0,<99"],
    "colorama": ["", ">=0.4"],
    "click": [">=8", ">=8.1,<9", ""],
    "pathspec": ["", ">=0.12"],
    "certifi": ["", ">=2023.1.1"],
}
MARKERS = [
    "sys_platform == 'win32'",
    "sys_platform != 'darwin'",
    "python_version < '3.12'",
    "python_version >= '3.9'",
    "python_full_version >= '3.11.4' and sys_platform == 'linux'",
    "platform_machine == 'arm64' or os_name == 'nt'",
]
RANGES = [">=3.11", ">=3.11,<3.15", ">=3.10", ">=3.11, <4", ">=3.11.0"]
SIX = (
    "https://files.pythonhosted.org/packages/b7/ce/149a00dd41f10bc29e5921b496af8b574d8413afcd5e30dfa0ed46c2cc5e/"
    "six-1.17.0-py2.py3-none-any.whl"
)
LOCAL = """\
[project]
name = "local"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["idna"]
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
"""
COMMANDS = {
    "uv": (["lock", "--quiet"], ["lock", "--check", "--offline"]),
    "poetry": (["lock", "--no-interaction"], ["check", "--lock"]),
    "pdm": (["lock", "-q"], ["lock", "--check"]),
    "pipenv": (["lock"], ["verify"]),
}
MAIN_SOURCE = {"name": "simple", "url": "https://pypi.org/simple/", "priority": "primary"}
LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock", "pipenv": "Pipfile.lock"}
FILE_LIST = re.compile(r"^(?:sdist = .*|    \{(?:file| url) = .*)\n", re.MULTILINE)
STALE = re.compile(
    r"needs to be updated|changed significantly|out of date|out-of-date|doesn't satisfy|Missing workspace|"
    r"not a workspace member",
    re.IGNORECASE,
)


class Case(TypedDict):
    """One project and what its tool says about the lock file."""

    tool: str
    seed: str
    edits: list[str]
    files: dict[str, str]
    stale: bool
    says: str
    reason: NotRequired[str]


# --- projects -------------------------------------------------------------------------------------------------


class Project:
    """The manifests of one project, and the edits that can be made to them."""

    def __init__(self, tool: str, chance: random.Random) -> None:
        self.tool, self.chance = tool, chance
        self.files: dict[str, Table] = {}
        self.extra_files: dict[str, str] = {}
        self.commented = False
        if tool == "pipenv":
            self.files["Pipfile"] = self._pipfile()
        elif tool == "poetry" and chance.random() < 0.5:
            self.files["pyproject.toml"] = self._poetry()
        else:
            self.files["pyproject.toml"] = self._project()
            if tool == "uv" and chance.random() < 0.4:
                self._workspace()
        if chance.random() < 0.15:
            self.direct()
        if chance.random() < 0.15:
            self.legacy()

    def pick(self, count: int) -> list[str]:
        """Return requirements, some with an extra or a marker."""
        return [self.requirement(name) for name in self.chance.sample(sorted(PACKAGES), count)]

    def requirement(self, name: str) -> str:
        extras = "[cli]" if name == "python-dotenv" and self.chance.random() < 0.3 else ""
        marker = f"; {self.chance.choice(MARKERS)}" if self.chance.random() < 0.25 else ""
        return f"{name}{extras}{self.chance.choice(PACKAGES[name])}{marker}"

    def _project(self) -> Table:
        chance = self.chance
        project: Table = {"name": "shop", "version": "0.1.0", "requires-python": chance.choice(RANGES)}
        project["dependencies"] = self.pick(chance.randint(1, 4))
        document: Table = {"project": project}
        if chance.random() < 0.5:
            project["optional-dependencies"] = {"web": self.pick(2), "Fast_io": self.pick(1)}
        if chance.random() < 0.6:
            document["dependency-groups"] = {"dev": [*self.pick(2), *self._include()], "test": self.pick(1)}
        if self.tool == "pdm" and chance.random() < 0.4:
            document["tool"] = {"pdm": {"resolution": {"overrides": {"idna": "3.10"}}, "distribution": False}}
        if self.tool == "poetry":
            document["tool"] = {"poetry": {"package-mode": False, "source": [MAIN_SOURCE]}}
        if self.tool == "uv":
            document["tool"] = {"uv": self._uv_settings()}
            if chance.random() < 0.15:
                project["dynamic"] = ["version"]
                del project["version"]
                document["build-system"] = {"requires": ["hatchling"], "build-backend": "hatchling.build"}
                document["tool"] = {**self.table(document, "tool"), "hatch": {"version": {"path": "shop.py"}}}
                self.extra_files["shop.py"] = '__version__ = "1.0"\n'
        return document

    def _include(self) -> list[object]:
        return [{"include-group": "test"}] if self.tool != "poetry" and self.chance.random() < 0.5 else []

    def _uv_settings(self) -> Table:
        settings: Table = {}
        chance = self.chance
        for key in ("constraint-dependencies", "override-dependencies"):
            if chance.random() < 0.2:
                settings[key] = [self.requirement(chance.choice(["six", "idna"])).partition(";")[0]]
        if chance.random() < 0.15:
            settings["exclude-dependencies"] = ["colorama"]
        if chance.random() < 0.15:
            settings["environments"] = ["sys_platform == 'linux'"]
        if chance.random() < 0.2:
            settings["index"] = [{"name": "pypi-two", "url": "https://pypi.org/simple/", "explicit": True}]
            settings["sources"] = {"six": {"index": "pypi-two"}}
        return settings

    def _workspace(self) -> None:
        root = self.table(self.files["pyproject.toml"], "tool", "uv")
        root["workspace"] = {"members": ["packages/*"]}
        for name in self.chance.sample(["alpha", "beta", "gamma"], self.chance.randint(1, 2)):
            self.member(name)
        if self.chance.random() < 0.7:
            name = min(self.files).split("/")[1]
            self.list_of("pyproject.toml", "project", "dependencies").append(name)
            sources = root.setdefault("sources", {})
            assert isinstance(sources, dict)
            sources[name] = {"workspace": True}

    def member(self, name: str) -> None:
        project: Table = {"name": name, "version": "1.0", "requires-python": ">=3.11", "dependencies": self.pick(1)}
        self.files[f"packages/{name}/pyproject.toml"] = {"project": project}

    def _poetry(self) -> Table:
        chance = self.chance
        poetry: Table = {"name": "shop", "version": "0.1.0", "description": "", "authors": [], "package-mode": False}
        poetry["dependencies"] = {"python": chance.choice([">=3.11,<4", "^3.11", "~3.11"]), **self._by_name(3)}
        if chance.random() < 0.6:
            poetry["group"] = {"dev": {"dependencies": self._by_name(2)}, "docs": {"optional": True}}
        poetry["source"] = [MAIN_SOURCE]
        return {"tool": {"poetry": poetry}}

    def _by_name(self, count: int) -> Table:
        found: Table = {}
        for name in self.chance.sample(sorted(PACKAGES), count):
            spec = self.chance.choice(PACKAGES[name]) or "*"
            rich = {"version": spec, "markers": self.chance.choice(MARKERS)}
            found[name] = rich if self.chance.random() < 0.25 else spec
        return found

    def _pipfile(self) -> Table:
        names = self._by_name(3)
        written = {
            name.replace("-", "_").title() if self.chance.random() < 0.2 else name: names[name] for name in names
        }
        document: Table = {
            "source": [{"url": "https://pypi.org/simple", "verify_ssl": True, "name": "pypi"}],
            "packages": written,
            "dev-packages": self._by_name(1),
        }
        if self.chance.random() < 0.5:
            document["requires"] = {"python_version": "3.11"}
        if self.chance.random() < 0.3:
            document["docs"] = self._by_name(1)
        return document

    def table(self, document: Table, *keys: str) -> Table:
        """Return the table at a path, which is made if it does not exist."""
        for key in keys:
            below = document.setdefault(key, {})
            assert isinstance(below, dict)
            document = below
        return document

    def list_of(self, file: str, *keys: str) -> list[object]:
        parent = self.table(self.files[file], *keys[:-1])
        found = parent.setdefault(keys[-1], [])
        assert isinstance(found, list)
        return found

    def _lists(self) -> list[list[object]]:
        """Return all lists of requirements (PEP 508) of the project."""
        found: list[list[object]] = []
        for document in self.files.values():
            project = document.get("project")
            if isinstance(project, dict):
                found.append(project.setdefault("dependencies", []))
                found += (project.get("optional-dependencies") or {}).values()
            groups = document.get("dependency-groups")
            found += groups.values() if isinstance(groups, dict) else ()
        return found

    def _tables(self) -> list[Table]:
        """Return all tables of requirements by name of the project."""
        if self.tool == "pipenv":
            return [self.table(self.files["Pipfile"], key) for key in ("packages", "dev-packages")]
        tool = self.files["pyproject.toml"].get("tool")
        poetry = tool.get("poetry") if isinstance(tool, dict) else None
        if not isinstance(poetry, dict) or "dependencies" not in poetry:
            return []
        return [self.table(poetry, "dependencies"), self.table(poetry, "group", "dev", "dependencies")]

    # The edits: each is a method whose name is recorded.

    def add(self) -> None:
        name = self.chance.choice(sorted(PACKAGES))
        if tables := self._tables():
            self.chance.choice(tables)[name] = self.chance.choice(PACKAGES[name]) or "*"
        else:
            self.chance.choice(self._lists()).append(self.requirement(name))

    def remove(self) -> None:
        if tables := [each for each in self._tables() if each]:
            chosen = self.chance.choice(tables)
            del chosen[self.chance.choice([name for name in chosen if name != "python"] or list(chosen))]
        elif lists := [each for each in self._lists() if each]:
            chosen_list = self.chance.choice(lists)
            chosen_list.pop(self.chance.randrange(len(chosen_list)))

    def change(self) -> None:
        if tables := [each for each in self._tables() if each]:
            chosen = self.chance.choice(tables)
            name = self.chance.choice(list(chosen))
            if name in PACKAGES:
                chosen[name] = self.chance.choice(PACKAGES[name]) or "*"
        elif lists := [each for each in self._lists() if each]:
            chosen_list = self.chance.choice(lists)
            at = self.chance.randrange(len(chosen_list))
            name = re.match(r"[\w-]+", str(chosen_list[at]))[0] if isinstance(chosen_list[at], str) else ""  # type: ignore[index]
            if name in PACKAGES:
                chosen_list[at] = self.requirement(name)

    def reorder(self) -> None:
        for each in self._lists():
            self.chance.shuffle(each)
        for table in self._tables():
            items = list(table.items())
            self.chance.shuffle(items)
            table.clear()
            table.update(items)

    def respell(self) -> None:
        """Write a name or a blank in another way."""
        for each in self._lists():
            for at, written in enumerate(each):
                if isinstance(written, str) and self.chance.random() < 0.6:
                    changed = written.replace("python-dotenv", "Python_Dotenv").replace(">=", " >= ")
                    each[at] = changed.replace("typing-extensions", "typing.extensions")
        for table in self._tables():
            for name in [name for name in table if "-" in name]:
                table[name.replace("-", "_")] = table.pop(name)

    def requires_python(self) -> None:
        if self.tool == "pipenv":
            self.files["Pipfile"]["requires"] = {"python_version": self.chance.choice(["3.11", "3.12"])}
        elif tables := self._tables():
            tables[0]["python"] = self.chance.choice([">=3.11,<4", "^3.11", ">=3.11"])
        else:
            project = self.table(self.files["pyproject.toml"], "project")
            project["requires-python"] = self.chance.choice([*RANGES, ">=3.12"])

    def version(self) -> None:
        if self.tool != "pipenv" and not self._tables():
            project = self.table(self.files["pyproject.toml"], "project")
            if "version" in project:
                project["version"] = self.chance.choice(["0.2.0", "0.1", "0.1.0"])

    def metadata(self) -> None:
        """Change what no tool compares."""
        if self.tool == "pipenv":
            self.files["Pipfile"]["scripts"] = {"web": "python main.py"}
        elif not self._tables():
            self.table(self.files["pyproject.toml"], "project")["description"] = "another"
        self.table(next(iter(self.files.values())), "tool", "x" if self.tool != "pipenv" else "pipenv")

    def group(self) -> None:
        if self.tool == "pipenv":
            self.table(self.files["Pipfile"], "lint").update(self._by_name(1))
        elif not self._tables():
            groups = self.table(self.files["pyproject.toml"], "dependency-groups")
            groups[self.chance.choice(["Extra_Group", "dev", "empty"])] = self.pick(self.chance.randint(0, 2))

    def extra(self) -> None:
        if not self._tables() and self.tool != "pipenv":
            extras = self.table(self.files["pyproject.toml"], "project", "optional-dependencies")
            extras[self.chance.choice(["web", "more"])] = self.pick(self.chance.randint(0, 2))

    def source(self) -> None:
        if self.tool == "pipenv":
            self.list_of("Pipfile", "source").append({"url": "https://test.pypi.org/simple", "name": "test"})
        elif self.tool == "pdm":
            source = {"url": "https://pypi.org/simple", "name": "pypi", "verify_ssl": True}
            self.list_of("pyproject.toml", "tool", "pdm", "source").append(source)
        elif self.tool == "poetry":
            source = {"name": "third", "url": "https://pypi.org/simple/", "priority": "explicit"}
            self.list_of("pyproject.toml", "tool", "poetry", "source").append(source)
        else:
            sources = self.table(self.files["pyproject.toml"], "tool", "uv", "sources")
            sources["six"] = self.chance.choice([{"url": SIX}, {"index": "pypi-two"}])
            index = {"name": "pypi-two", "url": "https://pypi.org/simple/", "explicit": True}
            self.table(self.files["pyproject.toml"], "tool", "uv")["index"] = [index]

    def settings(self) -> None:
        chance = self.chance
        if self.tool == "uv":
            settings = self.table(self.files["pyproject.toml"], "tool", "uv")
            key, values = chance.choice(
                [
                    ("constraint-dependencies", [["idna>=3"], ["six"], []]),
                    ("override-dependencies", [["idna>=3"], ["six>=1.0"], []]),
                    ("build-constraint-dependencies", [["setuptools>=60"], []]),
                    ("exclude-dependencies", [["colorama"], ["Colorama", "six"], []]),
                    ("resolution", ["highest", "lowest-direct"]),
                    ("prerelease", ["if-necessary-or-explicit", "disallow"]),
                    ("fork-strategy", ["fewest", "requires-python"]),
                    ("environments", [["sys_platform == 'linux'"], ["sys_platform == 'darwin'"]]),
                    ("required-environments", [["sys_platform == 'linux'"]]),
                    ("exclude-newer", ["2026-01-01T00:00:00Z"]),
                    ("package", [True, False]),
                    ("default-groups", [["dev"], []]),
                    ("conflicts", [[[{"extra": "web"}, {"extra": "fast-io"}]]]),
                ]
            )
            settings[key] = chance.choice(values)
        elif self.tool == "pdm":
            self.table(self.files["pyproject.toml"], "tool", "pdm", "resolution")["excludes"] = ["colorama"]
        elif self.tool == "poetry":
            self.table(self.files["pyproject.toml"], "tool", "poetry")["requires-poetry"] = ">=1"
        else:
            self.files["Pipfile"]["pipenv"] = {"allow_prereleases": True}

    def members(self) -> None:
        if self.tool == "uv" and "workspace" in self.table(self.files["pyproject.toml"], "tool", "uv"):
            if len(self.files) > 2 and self.chance.random() < 0.5:
                del self.files[sorted(self.files)[-2]]
            else:
                self.member("delta")

    def direct(self) -> None:
        """Ask for a file by its URL or for a folder of the project."""
        chance = self.chance
        folder = chance.random() < 0.5
        if folder:
            self.extra_files["local/pyproject.toml"] = LOCAL
            self.extra_files["local/local.py"] = ""
        if tables := self._tables():
            rich: Table = {"path": "./local" if self.tool == "pipenv" else "local"} if folder else {"url": SIX}
            if folder:
                rich["editable" if self.tool == "pipenv" else "develop"] = True
            elif self.tool == "pipenv":
                rich = {"file": SIX}
            tables[0]["local" if folder else "six"] = rich
            return
        wanted = self.list_of("pyproject.toml", "project", "dependencies")
        if folder and self.tool == "uv":
            wanted.append("local")
            sources = self.table(self.files["pyproject.toml"], "tool", "uv", "sources")
            sources["local"] = {"path": "local", "editable": chance.random() < 0.5}
        elif folder:
            wanted.append("local @ file:///${PROJECT_ROOT}/local" if self.tool == "pdm" else "local @ file:local")
        else:
            wanted.append(f"six @ {SIX}")

    def legacy(self) -> None:
        """Ask in a table that only the tool knows."""
        document = self.files[min(self.files)] if self.tool == "pipenv" else self.files["pyproject.toml"]
        chance = self.chance
        if self.tool == "uv":
            self.list_of("pyproject.toml", "tool", "uv", "dev-dependencies").extend(self.pick(1))
        elif self.tool == "pdm":
            self.table(document, "tool", "pdm", "dev-dependencies")["lint"] = self.pick(1)
        elif self.tool == "pipenv":
            name = chance.choice(sorted(PACKAGES))
            extra: Table = chance.choice([{"index": "pypi"}, {"sys_platform": "== 'linux'"}, {"extras": []}])
            self.table(document, "packages")[name] = {"version": "*", **extra}
        else:
            poetry = self.table(document, "tool", "poetry")
            key, value = chance.choice(
                [
                    ("extras", {"web": ["six"]}),
                    ("dev-dependencies", {"six": "*"}),
                    ("build-constraints", {"six": {"setuptools": ">=60"}}),
                    ("requires-plugins", {}),
                    ("dependencies", {**self.table(document, "tool", "poetry", "dependencies"), "idna": ">=3"}),
                    ("group", {"lint": {"dependencies": {"six": [{"version": "*", "python": ">=3.12"}]}}}),
                ]
            )
            poetry[key] = value

    def layout(self) -> None:
        """Write the same values in another way: Windows line ends and comments."""
        self.commented = True

    def texts(self) -> dict[str, str]:
        written = {name: toml(document) for name, document in self.files.items()}
        if self.commented:
            written = {name: f"# the shop\n{text}# end\n".replace("\n", "\r\n") for name, text in written.items()}
        return written | self.extra_files


EDITS = (
    "add", "remove", "change", "reorder", "respell", "requires_python", "version", "metadata", "group", "extra",
    "source", "settings", "members", "settings", "change", "direct", "legacy", "layout",
)  # fmt: skip


def toml(document: Table) -> str:
    """Return a table as TOML, with one header for each table of tables and inline values below."""
    lines: list[str] = []

    def write(table: Table, path: tuple[str, ...]) -> None:
        plain = {key: value for key, value in table.items() if not isinstance(value, dict) or len(path) >= 2}
        if path and (plain or not table):
            lines.append(f"[{'.'.join(map(_key, path))}]")
        lines.extend(f"{_key(key)} = {_value(value)}" for key, value in plain.items())
        for key, value in table.items():
            if key not in plain:
                assert isinstance(value, dict)
                write(value, (*path, key))

    write(document, ())
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[\w-]+", key) else json.dumps(key)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)


# --- make -----------------------------------------------------------------------------------------------------


def make(tool: str, seed: str, tools: Path, log: Callable[[str], None]) -> list[Case]:
    """Return the cases of one project; none if its tool cannot lock it."""
    writes, checks = COMMANDS[tool]
    base = json.dumps(None)
    found: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "shop"
        project = Project(tool, random.Random(seed))
        _write(where, project.texts())
        done = _run([str(tools / tool), *writes], where)
        lock = where / LOCKS[tool]
        if done.returncode or not lock.exists():
            log(f"{tool} {seed}: no lock: {(done.stderr or done.stdout)[-200:]!r}")
            return []
        base = lock.read_text(encoding="utf-8")
        for number in range(EDITS_PER_LOCK):
            chance = random.Random(f"{seed}/{number}")
            edited = Project(tool, random.Random(seed))
            edited.chance = chance
            names = [] if number == 0 else chance.sample(EDITS, chance.choice([1, 1, 2]))
            for name in names:
                getattr(edited, name)()
            shutil.rmtree(where)
            files = {**edited.texts(), LOCKS[tool]: base}
            _write(where, files)
            judged = _run([str(tools / tool), *checks], where)
            said = (judged.stdout + judged.stderr)[-3000:]
            if judged.returncode and not STALE.search(said) and (tool != "uv" or "network" not in said.lower()):
                log(f"{tool} {seed}/{number} {names}: {said[-200:]!r}")
                continue
            found.append(Case(tool=tool, seed=f"{seed}/{number}", edits=names, files=files,
                              stale=judged.returncode != 0, says=said))  # fmt: skip
    return found


def _write(where: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")


def _run(command: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PIPENV_VENV_IN_PROJECT": "1", "PIPENV_IGNORE_VIRTUALENVS": "1", "NO_COLOR": "1",
                   "PDM_CHECK_UPDATE": "0", "PIPENV_NOSPIN": "1", "COLUMNS": "300"}  # fmt: skip
    try:
        return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, timeout=180)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, "", "timeout")


# --- compare --------------------------------------------------------------------------------------------------


def verdict(case: Case) -> list[str]:
    """Return the messages of LK002 for a case."""
    import justpack

    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), {**case["files"], "main.py": "def handler(event, context):\n    return 1\n"})
        return [each.message for each in justpack.check(Path(folder)).findings if each.code == "LK002"]


def compare(cases: list[Case]) -> bool:
    """Print the agreement of each tool and each case without agreement; return whether there is no false alarm."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        found = verdict(case)
        kind = ("found" if found else "missed") if case["stale"] else ("false alarm" if found else "silent")
        counts.setdefault(case["tool"], Counter())[kind] += 1
        if kind in ("missed", "false alarm"):
            print(f"{kind}: {case['tool']} {case['seed']} {case['edits']} {found} {case['says'][-160:]!r}")
    for tool, counter in counts.items():
        print(tool, sum(counter.values()), dict(counter))
    return not any(counter["false alarm"] for counter in counts.values())


def record(cases: list[Case], file: Path, share: int) -> None:
    """Write a share of each tool, one case a line, without the lists of files in the lock files."""
    chance = random.Random(0)
    lines = []
    for tool in sorted(COMMANDS):
        mine = [case for case in cases if case["tool"] == tool]
        for case in chance.sample(mine, min(share, len(mine))):
            files = {name: FILE_LIST.sub("", content) for name, content in case["files"].items()}
            row = {"case": " ".join([tool, case["seed"], *case["edits"]]), "files": files, "stale": case["stale"]}
            found = bool(verdict({**case, "files": files}))
            lines.append(json.dumps(row if found == case["stale"] else {**row, "missed": True}))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("--tools", type=Path, required=True)
    making.add_argument("--into", type=Path, required=True)
    making.add_argument("--cases", type=int, default=300)
    making.add_argument("--only", choices=sorted(COMMANDS), action="append")
    making.add_argument("--seed", default="1")
    comparing = commands.add_parser("compare")
    comparing.add_argument("results", type=Path)
    recording = commands.add_parser("record")
    recording.add_argument("results", type=Path)
    recording.add_argument("file", type=Path)
    recording.add_argument("--share", type=int, default=25)
    recording.add_argument("--edits", action="append", help="only cases with one of these edits")
    given = parser.parse_args()
    if given.command == "make":
        for tool in given.only or sorted(COMMANDS):
            cases: list[Case] = []
            number = 0
            while len(cases) < given.cases and number < given.cases:
                number += 1
                cases += make(tool, f"{given.seed}-{number}", given.tools, print)
                text = json.dumps(cases[: given.cases], indent=1)
                (given.into / f"{tool}.json").write_text(text, encoding="utf-8")
        return 0
    files = sorted(given.results.glob("*.json")) if given.results.is_dir() else [given.results]
    loaded: list[Case] = [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))]
    if given.command == "record":
        if given.edits:
            loaded = [case for case in loaded if set(case["edits"]) & set(given.edits)]
        record(loaded, given.file, given.share)
        return 0
    return 0 if compare(loaded) else 1


if __name__ == "__main__":
    raise SystemExit(main())
