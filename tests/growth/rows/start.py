"""Rows of what the start runs: scripts that run others, and the files that they load."""

from __future__ import annotations

from tests.growth.bases import NODE, PYTHON
from tests.growth.shapes import Shape
from tests.growth.table import add, both, listed, many

_P = '{"engines": {"node": "22"}, "scripts": {'
_SCRIPTS = '"s%i": "node index.js", '
ROW = "package.json, what the start runs"
add(ROW, ("package.json",), {"index.js": "1"}, {
    "patterns of concurrently": Shape(_P + '"start": "concurrently ', "'npm:s*%i' ", '"z": ""}}', '", ', _SCRIPTS),
    "patterns of run-p": Shape(_P + '"start": "run-p ', "s*%i ", '"z": ""}}', '", ', _SCRIPTS),
    "runs with a pattern": Shape(_P + '"start": "', "run-s x%i* && ", '"z": ""}}', 'true", ', _SCRIPTS),
    "names of concurrently": Shape(_P + '"start": "concurrently ', "npm:s%i ", '"z": ""}}', '", ', _SCRIPTS),
    "lines of concurrently": Shape(_P + '"start": "concurrently ', "'node a%i.js' ", '"}}'),
    "concurrently in concurrently": Shape(_P + '"start": "', "concurrently ", "'node index.js'\"}}"),
    "concurrently and its names": Shape(_P + '"start": "concurrently -n ', "a%i,", "'npm:a' 'npm:b'\"}}"),
    "scripts in order": Shape(_P + '"start": "', "npm run s%i && ", '"z": ""}}', 'true", ', _SCRIPTS),
    "scripts that are absent": Shape(_P + '"start": "', "npm run z%i && ", 'true"}}'),
    "a chain of scripts": Shape(_P + '"start": "npm run s0", ', '"s%i": "npm run s%n", ', '"z": ""}}'),
    "a chain with two ways": Shape(_P + '"start": "npm run s0", ', '"s%i": "npm run s%n && npm run s%n0", ', '"z": ""}}'),
    "echoes, then files of variables": Shape(_P + '"start": "', "echo a && ", 'index.js"}}', "node ", "--env-file=.e%i "),
    "builds, and files of variables": Shape(_P + '"build": "', "tsc && ", 'index.js"}}', 'tsc", "start": "node ', "--env-file=.e%i "),
    "absent modules": Shape(_P + '"start": "node ', "-r ./e%i ", 'index.js"}}'),
    "commands with absent modules": Shape(_P + '"start": "', "node -r ./e%i index.js && ", 'true"}}'),
})  # fmt: skip

_MEMBER = '{"name": "m%i", "scripts": {"start": "node a.js", "dev%i": "node a.js"}}'
_SETTINGS = {"turbo run": {"turbo.json": '{"tasks": {"start": {}}}'}, "nx run": {"nx.json": "{}"}}
for _what, _command in {
    "folders of npm": "npm --prefix p/m%i start && ",
    "members of Yarn": "yarn workspace m%i start && ",
    "members of pnpm": "pnpm --filter m%i start && ",
    "tasks of Turborepo": "turbo run dev%i && ",
    "targets of Nx": "nx run m%i:start && ",
    "scopes of Lerna": "lerna run start --scope=m%i && ",
    "folders that are entered": "cd p/m%i && cd ../.. && ",
}.items():
    _base = {**NODE, **_SETTINGS.get(" ".join(_command.split()[:2]), {})}
    _start = Shape(_P + '"start": "', _command, 'true"}, "workspaces": ["p/*"]}')
    listed(ROW, _what, _base, {"package.json": _start}, "p/m%i/package.json", _MEMBER, 120)

for _what, _name, _content in (
    ("a chain of modules", "a%i.js", "require('./a%n')\n"),
    ("a chain of ES modules", "a%i.mjs", "import {x} from './a%n.mjs'\nexport * from './a%n.mjs'\n"),
    ("modules that require the first", "a%i.js", "require('./a0')\n"),
):
    _begin = _P + f'"start": "node {_name.replace("%i", "0")}"}}}}'
    many(ROW, _what, {"package.json": _begin}, _name, _content, 60)
for _what, _unit in {"absent files": "require('./b%i')\n", "absent packages": "require('b%i')\n"}.items():
    add(f"{ROW}: a.js", ("a.js",), {"package.json": _P + '"start": "node a.js"}}'}, {_what: Shape("", _unit)})
many(ROW, "a chain of Python modules", {**PYTHON, "main.py": "import a0\nhandler = 1\n"}, "a%i.py", "import a%n\n", 60)
listed(
    "Procfile, what the start runs",
    "folders that are absent",
    {**PYTHON, ".justpackignore": "*.log\n"},
    {"Procfile": Shape("", "w%i: cd d%i && python main.py\n")},
    "e%i.log",
    "",
    60,
)
add("Procfile, what the start runs", ("Procfile",), PYTHON, {
    "absent modules": Shape("", "w%i: gunicorn m%i:app\n"),
    "names of one module": Shape("", "w%i: gunicorn main:app%i\n"),
    "main modules": Shape("", "w%i: python -m a.b%i\n"),
    "shells in shells": Shape("web: ", "bash -c ", "'python main.py'\n"),
})  # fmt: skip
many(
    "Procfile, what the start runs",
    "a chain of shell scripts",
    {**PYTHON, "Procfile": "web: sh a0.sh\n"},
    "a%i.sh",
    "sh a%n.sh\n",
    60,
)
_PYTHON = {"requirements.txt": "flask\n", "runtime.txt": "python-3.12.1\n", "Procfile": "web: python main.py\n"}
for _what, _grown in {
    "names": {"main.py": Shape("from a import (\n", "    x%i,\n", ")\n"), "a.py": Shape("", "x%i = 1\n")},
    "absent names": {"main.py": Shape("from a import (\n", "    x%i,\n", ")\n"), "a.py": Shape("", "y%i = 1\n")},
    "statements": {"main.py": Shape("", "from a import x%i\n"), "a.py": Shape("", "x%i = 1\n")},
}.items():
    both("main.py, what the start imports", _what, _PYTHON, _grown)
_LOCKED = Shape(
    '{"lockfileVersion": 3, "packages": {',
    '"node_modules/p%i": {"version": "1.0.0", "dependencies": {"p%n": "1", "p0": "1"}}, ',
    '"": {"dependencies": {"p0": "1"}}}}',
)
_ROOT = '{"engines": {"node": "22"}, "dependencies": {"p0": "1"}, "overrides": {'
for _what, _unit in {
    "overrides of overrides": '"p%i": {"p%n": "1.0.0"}, ',
    "references": '"p%i@^1": "$p0", ',
    "ranges of one package": '"p0@^%i": "1.0.0", ',
}.items():
    _grown = {"package.json": Shape(_ROOT, _unit, '"z": "1"}}'), "package-lock.json": _LOCKED}
    both("package-lock.json, overrides and packages", _what, NODE, _grown)
