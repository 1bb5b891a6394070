"""Rows of Python."""

from __future__ import annotations

from tests.growth.bases import PYTHON
from tests.growth.shapes import Shape
from tests.growth.syntaxes import ANY, JSON, LINES, PYTHON_CODE, TOML, YAML
from tests.growth.table import COVERED, add, both, syntax

# Python
syntax("requirements.in", ("requirements.in",), {"main.py": "handler = 1\n", "runtime.txt": "python-3.12.1\n"}, LINES)
syntax("requirements.txt", ("requirements.txt",), {"main.py": "handler = 1\n", "runtime.txt": "python-3.12.1\n"}, LINES)
add(
    "requirements.txt, lines that are read", ("requirements.txt",), {"main.py": "handler = 1\n", "runtime.txt": "python-3.12.1\n"},
    {
        "requirements": Shape("", "p%i==1.0\n"),
        "specifiers": Shape("p", ">=1.%i,", "<3\n"),
        "hashes": Shape("p==1 ", "--hash=sha256:a ", "\n"),
        "hashes over lines": Shape("p==1 \\\n", "    --hash=sha256:a \\\n", "\n"),
        "extras": Shape("p[", "a%i,", "b]\n"),
        "open extras": Shape("p", "[a", "\n"),
        "markers": Shape("p; ", "python_version > '3' and ", "python_version < '4'\n"),
        "nested markers": Shape("p; ", "(", "\n", "python_version > '3'", ")"),
        "alternatives": Shape("p; ", "python_version > '3' or ", "os_name == 'a'\n"),
        "includes": Shape("", "-r r%i.txt\n"),
        "includes itself": Shape("", "-r requirements.txt\n"),
        "constraints": Shape("", "-c c%i.txt\n"),
        "editable": Shape("", "-e ./p%i\n"),
        "folders": Shape("", "./p%i\n"),
        "urls": Shape("", "p%i @ https://r/p%i.whl\n"),
        "files": Shape("", "p%i @ file:p%i\n"),
        "indexes": Shape("", "--index-url https://r/%i\n"),
        "options": Shape("", "--a%i b\n"),
        "options on a line": Shape("p ", "--a b ", "\n"),
        "comments": Shape("p", " #a", "\n"),
        "references": Shape("p @ ", "${A}", "\n"),
        "refused": Shape("", "p%i ==== 1\n"),
        "blanks before the end": Shape("p", " ", "\n"),
        "blanks in a specifier": Shape("p ==", " ", "1\n"),
        "deep path": Shape("-r ", "a/", "b.txt\n"),
        "path above": Shape("-r ", "../", "b.txt\n"),
        "local version": Shape("p==1+", "a.", "b\n"),
        "long name": Shape("p", "-_.", "==1\n"),
        "wheel names": Shape("", "./p-1-py3-none-any%i.whl\n"),
        "tags of a wheel": Shape("./p-1-", "py3.", "none-any.whl\n"),
    },
)  # fmt: skip
PROJECT = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'
syntax("pyproject.toml", ("pyproject.toml",), {"main.py": "handler = 1\n"}, TOML)
add(
    "pyproject.toml, keys that are read", ("pyproject.toml",), {"main.py": "handler = 1\n", "uv.lock": 'version = 1\nrequires-python = ">=3.12"\n'},
    {
        "dependencies": Shape(PROJECT + "dependencies = [", '"p%i>=1",\n', "]\n"),
        "extras": Shape(PROJECT + "[project.optional-dependencies]\n", 'e%i = ["p"]\n'),
        "extras of itself": Shape(PROJECT + '[project.optional-dependencies]\n', 'e%i = ["a[e0]"]\n'),
        "groups": Shape(PROJECT + "[dependency-groups]\n", 'g%i = ["p"]\n'),
        "included groups": Shape(PROJECT + "[dependency-groups]\ng = [", '{include-group = "h"}, ', "]\nh = []\n"),
        "chain of groups": Shape(PROJECT + "[dependency-groups]\n", 'g%i = [{include-group = "g%n"}]\n'),
        "groups that include two": Shape(
            PROJECT + "[dependency-groups]\n", 'g%i = [{include-group = "g%n"}, {include-group = "h"}]\n', 'h = [{include-group = "g0"}]\n'
        ),
        "groups of all requirements": Shape(PROJECT + "[dependency-groups]\ng = [", '"p%i", ', "", "]\n", 'h%i = [{include-group = "g"}]\n'),
        "chain of extras": Shape(PROJECT + "[project.optional-dependencies]\n", 'e%i = ["a[e%n]"]\n'),
        "groups that include": Shape(PROJECT + "[dependency-groups]\ng0 = []\n", 'h%i = [{include-group = "g0"}]\n'),
        "sources": Shape(PROJECT + "[tool.uv.sources]\n", 'p%i = {path = "p%i"}\n'),
        "sources in a table": Shape(PROJECT + "[tool.uv]\nsources = {", 'p%i = {path = "p%i"}, ', "z = {git = 'a'}}\n"),
        "project in a table": Shape("project = {", "a%i = 1, ", 'requires-python = ">=3.12"}\n'),
        "poetry in a table": Shape("tool = {poetry = {dependencies = {", 'p%i = {path = "p%i"}, ', 'python = "^3.12"}}}\n'),
        "dotted sources": Shape(PROJECT, 'tool.uv.sources.p%i.path = "p%i"\n'),
        "members": Shape(PROJECT + "[tool.uv.workspace]\nmembers = [", '"p%i", ', "]\n"),
        "member globs": Shape(PROJECT + "[tool.uv.workspace]\nmembers = [", '"p%i/*", ', "]\n"),
        "excluded": Shape(PROJECT + "[tool.uv.workspace]\nmembers = ['*']\nexclude = [", '"p%i", ', "]\n"),
        "indexes": Shape(PROJECT, '[[tool.uv.index]]\nname = "i%i"\nurl = "https://r"\n'),
        "constraints": Shape(PROJECT + "[tool.uv]\nconstraint-dependencies = [", '"p%i<2",\n', "]\n"),
        "overrides": Shape(PROJECT + "[tool.uv]\noverride-dependencies = [", '"p%i<2",\n', "]\n"),
        "environments": Shape(PROJECT + "[tool.uv]\nenvironments = [", "\"python_version > '3.%i'\",\n", "]\n"),
        "poetry": Shape('[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n', 'p%i = "^1"\n'),
        "poetry folders": Shape('[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n', 'p%i = {path = "p%i"}\n'),
        "poetry lists": Shape('[tool.poetry.dependencies]\np = [', '{version = "1", python = "^3"}, ', "]\n"),
        "poetry range": Shape('[tool.poetry.dependencies]\npython = "', "^3.12 || ", '^3"\n'),
        "poetry groups": Shape('[tool.poetry.dependencies]\npython = "^3.12"\n', '[tool.poetry.group.g%i.dependencies]\np = "1"\n'),
        "range of python": Shape('[project]\nrequires-python = "', ">=3.12,", '<4"\n'),
        "exclusions of python": Shape('[project]\nrequires-python = "', "!=3.%i,", '<4"\n'),
        "classifiers": Shape(PROJECT + "classifiers = [", '"a :: b%i", ', "]\n"),
        "dynamic": Shape(PROJECT + "dynamic = [", '"a%i", ', "]\n"),
        "scripts": Shape(PROJECT + "[project.scripts]\n", 's%i = "a:b"\n'),
        "pdm": Shape(PROJECT + "[tool.pdm.dev-dependencies]\n", 'g%i = ["-e file:///${PROJECT_ROOT}/p%i"]\n'),
        "pixi": Shape("[tool.pixi.dependencies]\n", 'p%i = "*"\n'),
        "pixi features": Shape("", '[tool.pixi.feature.f%i.dependencies]\npython = "3.12.*"\n'),
    },
)  # fmt: skip


def _python_lock(name: str, begin: str, unit: str, end: str = "") -> None:
    COVERED.add(name)
    base = {"main.py": "handler = 1\n"}
    tables = {
        "pyproject.toml": Shape(PROJECT + "dependencies = [", '"p%i>=1",\n', "]\n"),
        "requirements.txt": Shape("", "p%i>=1\n"),
        "Pipfile": Shape("[packages]\n", 'p%i = "*"\n', '[requires]\npython_version = "3.12"\n'),
    }
    for path, table in tables.items():
        both(f"python lock: {name}", f"as many in {path}", base, {name: Shape(begin, unit, end), path: table})
    poetry = Shape('[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n', 'p%i = "^1"\n')
    both(f"python lock: {name}", "as many of poetry", base, {name: Shape(begin, unit, end), "pyproject.toml": poetry})


UV_LOCK = (
    'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { virtual = "." }\n'
)
_python_lock(
    "uv.lock",
    UV_LOCK,
    '\n[[package]]\nname = "p%i"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\nwheels = [\n    { url = "https://f/p%i-1.0-cp312-cp312-win32.whl", hash = "sha256:a" },\n]\n',
)
add("python lock: uv.lock", ("uv.lock",), {"main.py": "", "pyproject.toml": PROJECT + 'dependencies = ["p"]\n'}, {
    "dependencies": Shape(UV_LOCK + "dependencies = [\n", '    { name = "p%i" },\n', "]\n"),
    "dependencies with markers": Shape(UV_LOCK + "dependencies = [\n", "    { name = \"p%i\", marker = \"python_full_version < '3.1'\" },\n", "]\n"),
    "metadata": Shape(UV_LOCK + "\n[package.metadata]\nrequires-dist = [\n", '    { name = "p%i", specifier = ">=1" },\n', "]\n"),
    "wheels of one": Shape(UV_LOCK + '\n[[package]]\nname = "p"\nversion = "1"\nsource = { registry = "a" }\nwheels = [\n', '    { url = "https://f/p-1-cp3%i-abi3-linux_x86_64.whl" },\n', "]\n"),
    "chain": Shape(UV_LOCK, '[[package]]\nname = "p%i"\nversion = "1"\nsource = { registry = "a" }\ndependencies = [{ name = "p0" }]\n'),
    "folders": Shape(UV_LOCK, '[[package]]\nname = "p%i"\nversion = "1"\nsource = { editable = "p%i" }\n'),
    "markers": Shape('version = 1\nrequires-python = ">=3.12"\nresolution-markers = [\n', "    \"python_full_version < '3.%i'\",\n", "]\n"),
    "long marker": Shape(UV_LOCK + 'dependencies = [{ name = "p", marker = "', "python_version > '3' and ", "os_name == 'a'\" }]\n"),
    "inline package": Shape('version = 1\nrequires-python = ">=3.12"\npackage = [', '{name = "p%i", version = "1"}, ', "]\n"),
    "manifest": Shape('version = 1\nrequires-python = ">=3.12"\n[manifest]\nmembers = [\n', '    "p%i",\n', "]\n"),
})  # fmt: skip
syntax("uv.lock", ("uv.lock",), {"main.py": "", "pyproject.toml": PROJECT}, TOML)
syntax("uv.toml", ("uv.toml",), {"main.py": "", "pyproject.toml": PROJECT, "uv.lock": UV_LOCK}, TOML)
add(
    "uv.toml, passwords",
    ("uv.toml",),
    PYTHON,
    {"urls": Shape("", "https://a:"), "at signs": Shape("https://a:", "b@"), "urls of one line": Shape("", "https://")},
)
_python_lock(
    "poetry.lock",
    "",
    '[[package]]\nname = "p%i"\nversion = "1.0"\npython-versions = ">=3.%i"\nfiles = [{file = "p%i-1.0-cp312-cp312-win32.whl", hash = "sha256:a"}]\n\n',
    '[metadata]\nlock-version = "2.1"\npython-versions = "^3.12"\ncontent-hash = "a"\n',
)
add("python lock: poetry.lock", ("poetry.lock",), {"main.py": "", "pyproject.toml": '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n'}, {
    "dependencies": Shape('[[package]]\nname = "p"\nversion = "1.0"\npython-versions = "*"\nfiles = []\n[package.dependencies]\n', 'p%i = ">=1"\n'),
    "files": Shape('[[package]]\nname = "p"\nversion = "1.0"\npython-versions = "*"\nfiles = [\n', '    {file = "p-1-cp3%i-abi3-win32.whl", hash = "a"},\n', "]\n"),
    "range": Shape('[[package]]\nname = "p"\nversion = "1.0"\npython-versions = "', ">=3,<3.%i || ", '>=4"\nfiles = []\n'),
    "folders": Shape("", '[[package]]\nname = "p%i"\nversion = "1.0"\npython-versions = "*"\n[package.source]\ntype = "directory"\nurl = "p%i"\n'),
    "metadata files": Shape('[metadata]\nlock-version = "1.1"\npython-versions = "^3.12"\n[metadata.files]\n', 'p%i = [{file = "p%i-1-py3-none-any.whl", hash = "a"}]\n'),
})  # fmt: skip
syntax("poetry.lock", ("poetry.lock",), {"main.py": "", "pyproject.toml": '[tool.poetry]\nname = "a"\n'}, TOML)
_python_lock(
    "pdm.lock",
    '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\ncontent_hash = "sha256:a"\n',
    '\n[[package]]\nname = "p%i"\nversion = "1.0"\nrequires_python = ">=3.%i"\nfiles = [{file = "p%i-1.0-cp312-cp312-win32.whl", hash = "sha256:a"}]\n',
)
syntax("pdm.lock", ("pdm.lock",), {"main.py": "", "pyproject.toml": PROJECT}, TOML)
_python_lock(
    "pylock.toml",
    'lock-version = "1.0"\nrequires-python = ">=3.12"\n',
    '\n[[packages]]\nname = "p%i"\nversion = "1.0"\nrequires-python = ">=3.%i"\nwheels = [{name = "p%i-1.0-cp312-cp312-win32.whl", url = "https://f", hashes = {sha256 = "a"}}]\n',
)
syntax("pylock.toml", ("pylock.toml",), {"main.py": "", "pyproject.toml": PROJECT}, TOML)
_python_lock(
    "Pipfile.lock",
    '{"_meta": {"hash": {"sha256": "a"}, "requires": {"python_version": "3.12"}}, "default": {',
    '"p%i": {"hashes": ["sha256:a"], "version": "==1.0", "markers": "python_version >= \'3.%i\'"}, ',
    '"z": {}}, "develop": {}}',
)
add(
    "Pipfile.lock",
    ("Pipfile.lock",),
    {"main.py": "", "Pipfile": "[packages]\n"},
    {
        **JSON,
        **{f"any: {k}": v for k, v in ANY.items()},
        "folders": Shape('{"default": {', '"p%i": {"path": "./p%i", "editable": true}, ', '"z": {}}}'),
    },
)
syntax("Pipfile", ("Pipfile",), {"main.py": ""}, TOML)
add("Pipfile, keys that are read", ("Pipfile",), {"main.py": "", "Pipfile.lock": '{"_meta": {"hash": {"sha256": "a"}}, "default": {}}'}, {
    "packages": Shape("[packages]\n", 'p%i = "*"\n'),
    "folders": Shape("[packages]\n", 'p%i = {path = "./p%i", editable = true}\n'),
    "folders in a table": Shape("packages = {", 'p%i = {path = "./p%i"}, ', "z = '*'}\n"),
    "sources": Shape("", '[[source]]\nname = "s%i"\nurl = "https://r"\n'),
    "requires": Shape('[requires]\npython_version = "3.', "1", '"\n'),
})  # fmt: skip
syntax("setup.py", ("setup.py",), {}, PYTHON_CODE)
add(
    "setup.py, words that are read",
    ("setup.py",),
    {},
    {
        "setup calls": Shape("", "setup("),
        "requires": Shape("setup(", "python_requires=", ""),
        "keywords": Shape("setup(", "a%i=1, ", "python_requires='>=3.12')\n"),
        "range": Shape("setup(python_requires='", ">=3,", "<4')\n"),
    },
)
syntax("setup.cfg", ("setup.cfg",), {}, LINES)
add(
    "setup.cfg, keys that are read",
    ("setup.cfg",),
    {},
    {
        "options": Shape("[options]\n", "a%i = b\n", "python_requires = >=3.12\n"),
        "requires": Shape("[options]\npython_requires = >=3.12\ninstall_requires =\n", "    p%i\n"),
        "sections": Shape("", "[options]\n"),
    },
)
syntax(
    "Python sources",
    ("main.py", "app.py", "wsgi.py", "asgi.py", "server.py", "application.py", "run.py", "index.py", "manage.py"),
    {"requirements.txt": "flask\n", "runtime.txt": "python-3.12.1\n"},
    PYTHON_CODE,
)
syntax("gunicorn.conf.py", ("gunicorn.conf.py",), {**PYTHON, "Procfile": "web: gunicorn main:app\n"}, PYTHON_CODE)
syntax("Procfile", ("Procfile",), PYTHON, LINES)
syntax(
    "python version files",
    (".python-version", ".python-versions", "runtime.txt"),
    {"main.py": "", "requirements.txt": ""},
    LINES,
)
syntax("conda", ("environment.yml", "environment.yaml"), {"main.py": ""}, YAML)
add("conda, keys that are read", ("environment.yml",), {"main.py": ""}, {
    "dependencies": Shape("dependencies:\n", "  - p%i=1\n", "  - python=3.12\n"),
    "pip": Shape("dependencies:\n  - python=3.12\n  - pip:\n", "    - p%i\n"),
    "range": Shape("dependencies:\n  - python ", ">=3.12,", "<4\n"),
    "alternatives": Shape("dependencies:\n  - python ", "3.12|", "3.13\n"),
    "parentheses": Shape("dependencies:\n  - python ", "(", "\n", "3.12", ")"),
    "blanks": Shape("dependencies:\n  - python", " ", "3.12\n"),
    "channels": Shape("dependencies:\n  - ", "a::", "python=3.12\n"),
})  # fmt: skip
syntax("pixi.toml", ("pixi.toml",), {"main.py": ""}, TOML)
add(
    "pixi.toml, keys that are read",
    ("pixi.toml",),
    {"main.py": ""},
    {
        "dependencies": Shape('[dependencies]\npython = "3.12.*"\n', 'p%i = "*"\n'),
        "in a table": Shape("dependencies = {", 'p%i = "*", ', 'python = "3.12.*"}\n'),
        "features": Shape("", '[feature.f%i.dependencies]\npython = "3.12.*"\n'),
        "environments": Shape("[environments]\n", 'e%i = ["f0"]\n'),
    },
)
