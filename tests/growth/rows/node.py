"""Rows of Node.js."""

from __future__ import annotations

from collections.abc import Mapping

from tests.growth.bases import NODE
from tests.growth.shapes import Shape
from tests.growth.syntaxes import ANY, CODE, JSON, LINES, TOML, YAML
from tests.growth.table import COVERED, add, both, syntax

# Node.js
_P = '{"engines": {"node": "22"}, '
add("package.json", ("package.json",), {"index.js": "1"}, {**ANY, **JSON})
add(
    "package.json, keys that are read",
    ("package.json",),
    {"index.js": "1", "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}}}'},
    {
        "dependencies": Shape(_P + '"dependencies": {', '"p%i": "^1.0.0", ', '"z": "1"}}'),
        "folders": Shape(_P + '"dependencies": {', '"p%i": "file:./p%i", ', '"z": "1"}}'),
        "folders above": Shape(_P + '"dependencies": {', '"p%i": "file:../p%i", ', '"z": "1"}}'),
        "deep folder": Shape(_P + '"dependencies": {"a": "file:', "./a/", '"}}'),
        "links": Shape(_P + '"dependencies": {', '"p%i": "link:./p%i", ', '"z": "1"}}'),
        "workspace specs": Shape(_P + '"dependencies": {', '"p%i": "workspace:*", ', '"z": "1"}}'),
        "archives": Shape(_P + '"dependencies": {', '"p%i": "file:./p%i.tgz", ', '"z": "1"}}'),
        "git": Shape(_P + '"dependencies": {', '"p%i": "git+ssh://a@b/c%i", ', '"z": "1"}}'),
        "aliases": Shape(_P + '"dependencies": {', '"p%i": "npm:q%i@1", ', '"z": "1"}}'),
        "long range": Shape(_P + '"dependencies": {"a": "', "1 || ", '1"}}'),
        "ranges": Shape(_P + '"devDependencies": {', '"p%i": ">=1 <2 || 3 - 4", ', '"z": "1"}}'),
        "peers": Shape(_P + '"peerDependencies": {', '"p%i": "1", ', '"z": "1"}}'),
        "optional": Shape(_P + '"optionalDependencies": {', '"p%i": "1", ', '"z": "1"}}'),
        "overrides": Shape(_P + '"overrides": {', '"p%i": "1", ', '"z": "1"}}'),
        "nested overrides": Shape(_P + '"overrides": ', '{"a": ', "}", '"1"', "}"),
        "overrides below overrides": Shape(_P + '"overrides": {', '"p%i": {"p%n": "1.0.0"}, ', '"z": "1"}}'),
        "references in overrides": Shape(
            _P + '"dependencies": {"a": "1"}, "overrides": {', '"p%i": "$a", ', '"z": "1"}}'
        ),
        "resolutions": Shape(_P + '"resolutions": {', '"**/p%i": "1", ', '"z": "1"}}'),
        "scripts": Shape(_P + '"scripts": {', '"s%i": "node index.js", ', '"start": "npm run s0"}}'),
        "scripts that call the next": Shape(
            _P + '"scripts": {"start": "npm run s1", ', '"s%i": "npm run s1", ', '"z": ""}}'
        ),
        "scripts that call": Shape(_P + '"scripts": {"start": "', "npm run start && ", 'true"}}'),
        "scripts by pattern": Shape(
            _P + '"scripts": {"start": "run-s s:*", ', '"s:%i": "node index.js", ', '"z": ""}}'
        ),
        "scripts in parallel": Shape(_P + '"scripts": {"start": "npm-run-all ', "a ", '", "a": "node index.js"}}'),
        "concurrently": Shape(_P + '"scripts": {"start": "concurrently ', "'npm:a' ", '", "a": "node index.js"}}'),
        "commands": Shape(_P + '"scripts": {"start": "', "node index.js && ", 'true"}}'),
        "options": Shape(_P + '"scripts": {"start": "node ', "--a=b ", 'index.js"}}'),
        "requires": Shape(_P + '"scripts": {"start": "node ', "-r ./a ", 'index.js"}}'),
        "variables": Shape(_P + '"scripts": {"start": "', "A%i=b ", 'node index.js"}}'),
        "crossed": Shape(_P + '"scripts": {"start": "', "cross-env ", 'node index.js"}}'),
        "npx": Shape(_P + '"scripts": {"start": "', "npx ", 'node index.js"}}'),
        "quoted": Shape(_P + '"scripts": {"start": "node ', "'a' ", 'index.js"}}'),
        "open quotes": Shape(_P + '"scripts": {"start": "node ', "'", 'index.js"}}'),
        "escaped": Shape(_P + '"scripts": {"start": "node ', '\\\\\\"', 'index.js"}}'),
        "subshells": Shape(_P + '"scripts": {"start": "', "(", '", "a": ""}', "node index.js", ")"),
        "references": Shape(_P + '"scripts": {"start": "node ', "$(a) ", 'index.js"}}'),
        "shells": Shape(_P + '"scripts": {"start": "', "sh -c ", 'node index.js"}}'),
        "semicolons": Shape(_P + '"scripts": {"start": "', ";", 'node index.js"}}'),
        "redirections": Shape(_P + '"scripts": {"start": "node index.js ', "> a ", '"}}'),
        "blanks": Shape(_P + '"scripts": {"start": "node', " ", 'index.js"}}'),
        "long path": Shape(_P + '"scripts": {"start": "node ', "a/", 'index.js"}}'),
        "path above": Shape(_P + '"scripts": {"start": "node ', "../", 'index.js"}}'),
        "workspaces": Shape(_P + '"workspaces": [', '"p%i", ', '"z"]}'),
        "globs of workspaces": Shape(_P + '"workspaces": [', '"p%i/*", ', '"z"]}'),
        "deep glob": Shape(_P + '"workspaces": ["', "**/", 'a"]}'),
        "stars": Shape(_P + '"workspaces": ["', "*a", '"]}'),
        "negations": Shape(_P + '"workspaces": ["*", ', '"!p%i", ', '"z"]}'),
        "braces": Shape(_P + '"workspaces": ["', "{a,b}", '"]}'),
        "nested braces": Shape(_P + '"workspaces": ["', "{a,", '"]}', "b", "}"),
        "files": Shape(_P + '"files": [', '"p%i", ', '"z"]}'),
        "bins": Shape(_P + '"bin": {', '"p%i": "a.js", ', '"z": "b.js"}}'),
        "main": Shape(_P + '"main": "', "./a/", '"}'),
        "exports": Shape(_P + '"exports": {', '"./p%i": "./a.js", ', '"z": "b"}}'),
        "range of node": Shape('{"engines": {"node": "', "22 || ", '22"}}'),
        "comparators of node": Shape('{"engines": {"node": "', ">=20 ", '"}}'),
        "exclusions": Shape('{"engines": {"node": "', ">=20.%i <20.%i || ", '22"}}'),
        "hyphens of node": Shape('{"engines": {"node": "', "20 - 22 || ", '22"}}'),
        "blanks of node": Shape('{"engines": {"node": ">=', " ", '20"}}'),
        "dots of node": Shape('{"engines": {"node": "', "1.", '"}}'),
        "prerelease of node": Shape('{"engines": {"node": "20.0.0-', "a.", '1"}}'),
        "engines": Shape('{"engines": {', '"a%i": "1", ', '"node": "22"}}'),
        "list of engines": Shape('{"engines": [', '"node >= 1", ', '"node 22"]}'),
        "managers": Shape('{"packageManager": "npm@', "1.", '"}'),
        "engines of development": Shape('{"devEngines": {"runtime": [', '{"name": "node", "version": "22"}, ', "{}]}}"),
        "volta extends": Shape('{"volta": {"node": "22.0.0", "extends": "', "../", 'a.json"}}'),
    },
)
_L = {
    **NODE,
    "package.json": '{"engines": {"node": "22"}, "dependencies": {"p0": "1"}}',
    ".npmrc": "engine-strict=true\n",
}


def _lock(
    row: str, path: str, begin: str, unit: str, end: str, *, base: Mapping[str, str] = NODE, **shapes: Shape
) -> None:
    """Add a lock of many packages, and of as many direct dependencies."""
    COVERED.add(path)
    direct = Shape(_P + '"dependencies": {', '"p%i": "1.0.0", ', '"z": "1"}}')
    ranged = Shape(_P + '"dependencies": {', '"p%i": "^1.0.%i || 2", ', '"z": "1"}}')
    both(row, "as many dependencies", base, {path: Shape(begin, unit, end), "package.json": direct})
    both(row, "ranges of dependencies", base, {path: Shape(begin, unit, end), "package.json": ranged})
    strict = {**base, ".npmrc": "engine-strict=true\n"}
    both(row, "as many, strict engines", strict, {path: Shape(begin, unit, end), "package.json": direct})
    for what, shape in shapes.items():
        add(row, (path,), _L, {what.replace("_", " "): shape})


NPM_LOCK = '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"p0": "1"}}, '
for _name in ("package-lock.json", "npm-shrinkwrap.json"):
    _lock(
        f"npm: {_name}", _name, NPM_LOCK,
        '"node_modules/p%i": {"version": "1.0.0", "resolved": "https://r/p%i", "engines": {"node": ">=1.%i"}}, ',
        '"node_modules/z": {"version": "1.0.0"}}}',
        links=Shape(NPM_LOCK, '"node_modules/p%i": {"resolved": "p%i", "link": true}, ', '"p": {}}}'),
        local=Shape(NPM_LOCK, '"node_modules/p%i": {"version": "1.0.0", "resolved": "file:p%i"}, ', '"p": {}}}'),
        members=Shape(NPM_LOCK, '"p%i": {"version": "1.0.0", "dependencies": {"p0": "1"}}, ', '"p": {}}}'),
        nested=Shape(NPM_LOCK, '"node_modules/p0/node_modules/p%i": {"version": "1.0.0"}, ', '"p": {}}}'),
        deep=Shape(NPM_LOCK + '"node_modules/p0', "/node_modules/p0", '": {"version": "1.0.0"}}}'),
        dependencies_of_one=Shape(NPM_LOCK + '"node_modules/p0": {"version": "1.0.0", "dependencies": {', '"p%i": "1", ', '"z": "1"}}}}'),
        version_1=Shape('{"lockfileVersion": 1, "dependencies": {', '"p%i": {"version": "1.0.0"}, ', '"z": {}}}'),
        version_1_requires=Shape('{"lockfileVersion": 1, "dependencies": {"p0": {"version": "1.0.0", "requires": {', '"p%i": "1", ', '"z": "1"}}}}'),
        version_1_nested=Shape('{"lockfileVersion": 1, "dependencies": {"p0": ', '{"version": "1", "dependencies": {"p0": ', "}}", "1", "}}"),
        long_engine=Shape(NPM_LOCK + '"node_modules/p0": {"version": "1.0.0", "engines": {"node": "', "1 || ", '2"}}}}'),
        systems=Shape(NPM_LOCK + '"node_modules/p0": {"version": "1.0.0", "os": [', '"a", ', '"b"]}}}'),
        peers=Shape(NPM_LOCK, '"node_modules/p%i": {"version": "1.0.0", "peerDependencies": {"p0": "1"}}, ', '"p": {}}}'),
        unmet_peers=Shape(NPM_LOCK, '"node_modules/p%i": {"version": "1.0.0", "dependencies": {"absent%i": "1"}}, ', '"p": {}}}'),
    )  # fmt: skip
    add(f"npm: {_name}", (_name,), NODE, {**JSON, **{f"any: {k}": v for k, v in ANY.items()}})
PNPM_LOCK = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      p0:\n        specifier: '1'\n        version: 1.0.0\npackages:\n"
_lock(
    "pnpm", "pnpm-lock.yaml", PNPM_LOCK,
    "  p%i@1.0.0:\n    resolution: {integrity: a}\n    engines: {node: '>=1.%i'}\n", "snapshots: {}\n",
    importers=Shape("lockfileVersion: '9.0'\nimporters:\n", "  p%i:\n    dependencies:\n      a:\n        specifier: '1'\n        version: 1.0.0\n"),
    direct=Shape("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n", "      p%i:\n        specifier: '1'\n        version: 1.0.0\n"),
    links=Shape("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n", "      p%i:\n        specifier: link:p%i\n        version: link:p%i\n"),
    tarballs=Shape(PNPM_LOCK, "  p%i@file:p%i.tgz:\n    resolution: {tarball: file:p%i.tgz}\n"),
    folders=Shape(PNPM_LOCK, "  p%i@file:p%i:\n    resolution: {directory: p%i, type: directory}\n"),
    snapshots=Shape(PNPM_LOCK + "snapshots:\n", "  p%i@1.0.0(a@1)(b@2):\n    dependencies:\n      a: 1.0.0\n"),
    peers=Shape(PNPM_LOCK + "snapshots:\n  p", "(a@1)", ": {}\n"),
    overrides=Shape("lockfileVersion: '9.0'\noverrides:\n", "  p%i: '1'\n"),
    catalogs=Shape("lockfileVersion: '9.0'\ncatalogs:\n  default:\n", "    p%i:\n      specifier: '1'\n      version: 1.0.0\n"),
    documents=Shape("", "---\nlockfileVersion: '9.0'\n"),
)  # fmt: skip
syntax("pnpm-lock.yaml", ("pnpm-lock.yaml",), NODE, YAML)
_Y = "# yarn lockfile v1\n\n"
_lock(
    "yarn classic", "yarn.lock", _Y,
    'p%i@1.0.0, p%i@^1:\n  version "1.0.0"\n  resolved "https://r/p%i"\n', "",
    folders=Shape(_Y, '"p%i@file:./p%i":\n  version "1.0.0"\n'),
    specs=Shape(_Y, "p0@%i, ", 'p0@1:\n  version "1.0.0"\n'),
    dependencies=Shape(_Y + 'p0@1:\n  version "1.0.0"\n  dependencies:\n', '    p%i "1"\n'),
    entries_without_end=Shape(_Y, "p%i@1:\n"),
    blanks=Shape(_Y + "p0@1:\n  version", " ", '"1.0.0"\n'),
    open_quotes=Shape(_Y, '"p%i@1:\n'),
    merge_marks=Shape(_Y, "<<<<<<< a\n"),
    integrity=Shape(_Y + 'p0@1:\n  version "1.0.0"\n  integrity ', "sha512-a ", "\n"),
)  # fmt: skip
_B = '__metadata:\n  version: 8\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n\n'
_lock(
    "yarn berry", "yarn.lock", _B,
    '"p%i@npm:1.0.0":\n  version: 1.0.0\n  resolution: "p%i@npm:1.0.0"\n  languageName: node\n\n', "",
    base={**NODE, ".yarnrc.yml": "nodeLinker: node-modules\n"},
    folders=Shape(_B, '"p%i@file:./p%i::locator=app":\n  version: 1.0.0\n  resolution: "p%i@file:./p%i#./p%i::hash=1&locator=app"\n\n'),
    workspaces=Shape(_B, '"p%i@workspace:p%i":\n  version: 0.0.0-use.local\n  resolution: "p%i@workspace:p%i"\n\n'),
    patches=Shape(_B, '"p%i@patch:p%i@npm%3A1#./a.patch":\n  version: 1.0.0\n  resolution: "p%i@patch:p%i@npm%3A1#a"\n\n'),
    specs=Shape(_B + '"', "p0@npm:%i, ", 'p0@npm:1":\n  version: 1.0.0\n  resolution: "p0@npm:1"\n'),
)  # fmt: skip
syntax("yarn.lock", ("yarn.lock",), NODE, YAML)
_U = '{"lockfileVersion": 1, "workspaces": {"": {"name": "app", "dependencies": {"p0": "1"}}}, "packages": {'
_lock(
    "bun", "bun.lock", _U, '"p%i": ["p%i@1.0.0", "", {}, "sha512-a"],\n', '}}',
    workspaces=Shape('{"lockfileVersion": 1, "workspaces": {', '"p%i": {"name": "p%i"},\n', '"": {}}, "packages": {}}'),
    direct=Shape('{"lockfileVersion": 1, "workspaces": {"": {"dependencies": {', '"p%i": "1",\n', '}}}, "packages": {}}'),
    folders=Shape(_U, '"p%i": ["p%i@file:p%i", {}],\n', '}}'),
    dependencies=Shape(_U + '"p0": ["p0@1.0.0", "", {"dependencies": {', '"p%i": "1", ', '}}, ""]}}'),
    nested=Shape(_U + '"p0', "/p0", '": ["p0@1.0.0", "", {}, ""]}}'),
    trailing_commas=Shape(_U, ",", "}}"),
    comments=Shape(_U, "// a\n", "}}"),
)  # fmt: skip
add("bun.lock", ("bun.lock",), NODE, {**JSON, **{f"any: {k}": v for k, v in ANY.items()}})
add("bun.lockb", ("bun.lockb",), NODE, ANY)
syntax(".npmrc", (".npmrc",), {**NODE, "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}}}'}, LINES)
add(
    ".npmrc, keys that are read", (".npmrc",), NODE,
    {
        "registries": Shape("", "@s%i:registry=https://r/%i\n"),
        "tokens": Shape("", "//r/%i:_authToken=abcdefgh\n"),
        "token without end": Shape("", "_authToken "),
        "colons of a token": Shape("", ":_auth"),
        "references": Shape("a=", "${A}", "\n"),
        "lists": Shape("", "public-hoist-pattern[]=p%i\n"),
    },
)  # fmt: skip
syntax(".yarnrc.yml", (".yarnrc.yml",), {**NODE, "yarn.lock": _B}, YAML)
syntax(".yarnrc", (".yarnrc",), {**NODE, "yarn.lock": _Y}, LINES)
syntax("bunfig.toml", ("bunfig.toml",), {**NODE, "bun.lock": _U + "}}"}, TOML)
syntax("pnpm-workspace.yaml", ("pnpm-workspace.yaml",), {**NODE, "pnpm-lock.yaml": PNPM_LOCK}, YAML)
add(
    "pnpm-workspace.yaml, keys that are read", ("pnpm-workspace.yaml",), {**NODE, "pnpm-lock.yaml": PNPM_LOCK, "p0/package.json": "{}"},
    {
        "packages": Shape("packages:\n", "  - p%i\n"),
        "globs": Shape("packages:\n", "  - 'p%i/**'\n"),
        "negations": Shape("packages:\n  - '**'\n", "  - '!p%i'\n"),
        "overrides": Shape("overrides:\n", "  p%i: '1'\n"),
        "catalog": Shape("catalog:\n", "  p%i: '1'\n"),
        "catalogs": Shape("catalogs:\n", "  c%i:\n    p: '1'\n"),
        "patches": Shape("patchedDependencies:\n", "  p%i: a.patch\n"),
        "ignored": Shape("ignoredOptionalDependencies:\n", "  - p%i\n"),
    },
)  # fmt: skip
syntax("pnpmfile", (".pnpmfile.cjs", ".pnpmfile.mjs"), {**NODE, "pnpm-lock.yaml": PNPM_LOCK}, CODE)
syntax(
    "node version files",
    (".nvmrc", ".node-version", ".n-node-version", ".naverc", ".nodeenvrc"),
    {"package.json": "{}"},
    LINES,
)
syntax(
    "JavaScript",
    ("index.js", "server.js", "app.js"),
    {"package.json": '{"engines": {"node": "22"}, "scripts": {"start": "node server.js"}, "main": "app.js"}'},
    CODE,
)
syntax("tsconfig", ("tsconfig.json", ".devcontainer/devcontainer.json"), NODE, JSON)
add(
    "tsconfig, keys that are read",
    ("tsconfig.json",),
    NODE,
    {
        "extends": Shape('{"extends": [', '"@tsconfig/node%i", ', '"a"]}'),
        "extends and blanks": Shape("", '"extends" '),
        "blanks": Shape('"extends"', " ", "!"),
    },
)
_TURBO = {"index.js": "1", "package.json": '{"engines": {"node": "22"}, "scripts": {"start": "turbo run serve"}}'}
_NX = {"index.js": "1", "package.json": '{"engines": {"node": "22"}, "scripts": {"start": "nx serve web"}}'}
add("turbo.json", ("turbo.json",), _TURBO, {
    **ANY, **JSON, "tasks": Shape('{"tasks": {', '"t%i": {"dependsOn": ["^t%i"]}, ', '"serve": {}}}'),
    "needs": Shape('{"tasks": {"serve": {"dependsOn": [', '"t%i", ', '"z"]}}}'),
})  # fmt: skip
add("nx.json", ("nx.json",), {**_NX, "project.json": '{"name": "web"}'}, {
    **ANY, **JSON, "targets": Shape('{"targetDefaults": {', '"t%i": {"dependsOn": ["^t%i"]}, ', '"serve": {}}}'),
})  # fmt: skip
add("project.json", ("project.json",), {**_NX, "nx.json": "{}"}, {
    **ANY, **JSON, "targets": Shape('{"name": "web", "targets": {', '"t%i": {"command": "node index.js"}, ', '"serve": {}}}'),
})  # fmt: skip
