"""Projects of any size: for each file that justpack reads, the texts that make readers of its format slow.

A row belongs to the files of one tool or format. Its shapes say which file grows and how; the other files of the
project make the grown file be read. A new file name, or a new key of a file that is read, gets a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.growth.shapes import Shape

Files = dict[str, str]
Make = Callable[[int], Files]

NODE = {
    "package.json": '{"name": "app", "engines": {"node": "22.x"}, "scripts": {"start": "node index.js"}}',
    "index.js": "exports.handler = async () => 1\n",
}
PYTHON = {"requirements.txt": "flask==3.0.0\n", "main.py": "def handler(event, context):\n    return 1\n"}
MAVEN = {
    "pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId>"
    "<version>1</version><properties><maven.compiler.release>17</maven.compiler.release></properties></project>"
}
GRADLE = {"build.gradle": "plugins { id 'java' }\njava { sourceCompatibility = 17 }\n", "settings.gradle": ""}

PROJECTS: dict[str, dict[str, Make]] = {}
COVERED: set[str] = set()
"""The file names, as in facts/manifests.py, that a row makes grow."""


def add(row: str, paths: tuple[str, ...], base: Mapping[str, str], shapes: Mapping[str, Shape]) -> None:
    """Add shapes of the first path; all `paths` are file names of the same format, and take the text of the shape."""
    COVERED.update(paths)
    for path in paths:
        known = PROJECTS.setdefault(row if path in row or len(row.split(",")) > 1 else f"{row}: {path}", {})
        for what, shape in shapes.items():
            known[what] = _one(path, base, shape)


def _one(path: str, base: Mapping[str, str], shape: Shape) -> Make:
    return lambda size: {**base, path: shape.text(size)}


def both(row: str, what: str, base: Mapping[str, str], grown: Mapping[str, Shape], unit: int = 0) -> None:
    """Add a shape in which several files grow by the same number of units, `unit` bytes long together."""
    length = unit or sum(len(shape.unit) + len(shape.close) for shape in grown.values())

    def make(size: int) -> Files:
        count = max(2, size // length)
        return {**base, **{path: shape.repeated(count) for path, shape in grown.items()}}

    PROJECTS.setdefault(row, {})[what] = make


def many(row: str, what: str, base: Mapping[str, str], path: str, content: str, unit: int = 0) -> None:
    """Add a shape of many small files, whose path and content may contain `%i`."""

    def make(size: int) -> Files:
        count = max(2, size // (unit or 200))
        grown = {path.replace("%i", str(i)): content.replace("%i", str(i)) for i in range(count)}
        return {**base, **grown}

    PROJECTS.setdefault(row, {})[what] = make


# Units that are text in any format.
_ANY = {
    "blanks": Shape("a ", " ", "!"),
    "tabs and ends": Shape("a ", "\t\n", "!"),
    "empty lines": Shape("", "\n", "!"),
    "long line": Shape("", "abc", "!"),
    "lines": Shape("", "a = 1\n"),
    "lines with colons": Shape("", "a%i: b\n"),
    "comments": Shape("", "# a\n"),
    "quotes": Shape("a = ", '"', "!"),
    "escaped quotes": Shape('a = "', '\\"', "!"),
    "backslashes": Shape("a ", "\\", "!"),
    "continued lines": Shape("a ", "\\\n", "!"),
    "open brackets": Shape("a = ", "["),
    "open braces": Shape("a = ", "{"),
    "open parentheses": Shape("a = ", "("),
    "open references": Shape("a = ", "${"),
    "references": Shape("a = ", "${a}"),
    "open comments": Shape("a ", "/*"),
    "commas": Shape("a = ", ","),
    "dots": Shape("a = ", "."),
    "numbers": Shape("a = ", "1."),
    "alternatives": Shape("a = ", "1 || "),
    "carriage returns": Shape("a", "\r", "!"),
    "not UTF-8": Shape("", "\xff"),
    "nulls": Shape("a", "\0"),
}
_FEW = {what: _ANY[what] for what in ("blanks", "empty lines", "long line", "lines", "open brackets")}
_JSON = {
    "members": Shape("{", '"a%i": 1, ', '"z": 1}'),
    "equal members": Shape("{", '"a": 1, ', '"z": 1}'),
    "nested objects": Shape("", '{"a":', "", "1", "}"),
    "nested lists": Shape('{"a": ', "[", "}", "", "]"),
    "open lists": Shape("", "["),
    "long string": Shape('{"a": "', "b", '"}'),
    "escapes": Shape('{"a": "', "\\n", '"}'),
    "surrogates": Shape('{"a": "', "\\ud800", '"}'),
    "digits": Shape('{"a": ', "1", "}"),
    "list": Shape('{"a": [', "1, ", "1]}"),
    "lists": Shape('{"a": [', "[], ", "1]}"),
    "unclosed string": Shape('{"a": "', "b"),
    "missing commas": Shape('{"a": [', "1 ", "]}"),
    "comments": Shape("{", "// a\n", "}"),
    "NaN at the end": Shape("{", '"NaN%i": 1, ', '"z": NaN}'),
    "words then NaN": Shape("[", "true, ", "NaN]"),
}
_TOML = {
    "keys": Shape("", "a%i = 1\n"),
    "tables": Shape("", "[a%i]\n"),
    "array tables": Shape("", "[[a]]\nb = 1\n"),
    "dotted tables": Shape("[a", ".a", "]\n"),
    "dotted key": Shape("a", ".a", " = 1\n"),
    "dotted keys": Shape("", "a.b.c%i = 1\n"),
    "inline table": Shape("a = {", "b%i = 1, ", "z = 1}\n"),
    "inline tables": Shape("a = [", "{b = 1}, ", "]\n"),
    "nested inline tables": Shape("a = ", "{b = ", "\n", "1", "}"),
    "keys of an inline table": Shape("a = {", "b.c%i = 1, ", "z = 1}\n"),
    "nested lists": Shape("a = ", "[", "\n", "1", "]"),
    "open lists": Shape("a = ", "[\n"),
    "list of strings": Shape("a = [", '"b%i", ', "]\n"),
    "list over lines": Shape("a = [\n", '"b%i", # c\n', "]\n"),
    "long text": Shape('a = """', 'b"\n', '"""\n'),
    "open text": Shape('a = """', 'b"\n'),
    "literal text": Shape("a = '''", "b'\n", "'''\n"),
    "escapes": Shape('a = "', "\\n", '"\n'),
    "unicode escapes": Shape('a = "', "\\u0041", '"\n'),
    "open string": Shape("", 'a = "\n'),
    "digits": Shape("a = ", "1", "\n"),
    "underscores": Shape("a = 1", "_1", "\n"),
    "comments": Shape("", "# a\n"),
    "equal key at the end": Shape("z = 1\n", "a%i = 1\n", "z = 1\n"),
    "sub-tables": Shape("", "[a.b%i]\n"),
    "sub-tables of array tables": Shape("", "[[a]]\n[a.b]\n"),
    "blanks": Shape("a =", " ", "1\n"),
    "quoted keys": Shape("", '"a.%i" = 1\n'),
    "conflict": Shape("", "<<<<<<< a\n"),
}
_YAML = {
    "keys": Shape("", "a%i: b\n"),
    "equal keys": Shape("", "a: b\n"),
    "list": Shape("a:\n", "- b\n"),
    "nested lists in flow": Shape("a: ", "[", "\n", "", "]"),
    "nested mappings in flow": Shape("a: ", "{b: ", "\n", "", "}"),
    "open flow": Shape("a: [", "b, "),
    "flow": Shape("a: {", "b%i: 1, ", "}\n"),
    "anchors": Shape("", "a%i: &a%i b\n"),
    "aliases": Shape("a: &a [b]\nc: [", "*a, ", "]\n"),
    "merged keys": Shape("a: &a {b: c}\n", "d%i:\n  <<: *a\n"),
    "documents": Shape("", "---\na: b\n"),
    "question marks": Shape("", "? "),
    "dashes": Shape("", "- "),
    "exclamation marks": Shape("a: ", "!"),
    "ampersands": Shape("a: ", "&"),
    "block text": Shape("a: |\n", "  b\n"),
    "folded text": Shape("a: >\n", "  b\n\n"),
    "quoted text over lines": Shape('a: "', "b\n ", '"\n'),
    "escapes": Shape('a: "', "\\n", '"\n'),
    "plain over lines": Shape("a: b\n", "  b\n"),
    "blank lines": Shape("a: b", "\n", "c: d\n"),
    "comments": Shape("", "# a\n"),
    "deep indentation": Shape("a:\n", "  "),
    "directives": Shape("", "%TAG ! b\n"),
    "quoted keys": Shape("", '"a%i": "b"\n'),
    "alias chain": Shape("a0: &a0 [b]\n", "c%i: &c%i [*a0]\n"),
    "colons": Shape("a", ":", "\n"),
}
_XML = {
    "elements": Shape("<project>", "<a/>", "</project>"),
    "nested elements": Shape("", "<a>", "", "", "</a>"),
    "open elements": Shape("<project>", "<a>"),
    "attributes": Shape("<project ", 'a%i="b" ', "/>"),
    "long attribute": Shape('<project a="', "b", '"/>'),
    "comments": Shape("<project>", "<!-- a -->", "</project>"),
    "open comment": Shape("<project><!-- ", "- ", ""),
    "text": Shape("<project><a>", "b ", "</a></project>"),
    "lines of text": Shape("<project><a>", "b\n", "</a></project>"),
    "entities": Shape("<project><a>", "&amp;", "</a></project>"),
    "named characters": Shape("<project><a>", "&eacute;", "</a></project>"),
    "cdata": Shape("<project><a>", "<![CDATA[a]]>", "</a></project>"),
    "processing instructions": Shape("<project>", "<?a b?>", "</project>"),
    "doctype": Shape("<!DOCTYPE a [", "<!ELEMENT a ANY>", "]><project/>"),
    "entities declared": Shape("<!DOCTYPE a [", '<!ENTITY a%i "b">', "]><project/>"),
    "namespaces": Shape("<project ", 'xmlns:a%i="b" ', "/>"),
    "open tags": Shape("<project>", "<"),
    "blanks": Shape("<project>", " ", "</project>"),
    "blanks before": Shape("", " ", "<project/>"),
    "question marks": Shape("<?xml ", "?", ""),
}
_CODE = {
    "words": Shape("", "abc "),
    "calls": Shape("", "a(1)\n"),
    "nested calls": Shape("", "a(", "\n", "1", ")"),
    "nested blocks": Shape("", "a {\n", "", "", "}\n"),
    "open blocks": Shape("", "a {\n"),
    "closing braces": Shape("", "}\n"),
    "strings": Shape("", "a = 'b'\n"),
    "double-quoted strings": Shape("", 'a = "b%i"\n'),
    "interpolations": Shape('a = "', "${b}", '"\n'),
    "nested interpolations": Shape('a = "', '${"', "\n", "b", '"}'),
    "open interpolations": Shape('a = "', "${", '"\n'),
    "open strings": Shape("", "a = '\n"),
    "long strings": Shape("a = '''", "b'\n", "'''\n"),
    "open long strings": Shape('a = """', 'b"\n'),
    "line comments": Shape("", "// a\n"),
    "comments": Shape("", "/* a */\n"),
    "slashes": Shape("a = ", "/a"),
    "sums": Shape("a = 1", " + 1", "\n"),
    "ternaries": Shape("a = ", "b ? c : ", "d\n"),
    "lists": Shape("a = [", "1, ", "1]\n"),
    "nested lists": Shape("a = ", "[", "\n", "1", "]"),
    "maps": Shape("a = [", "b%i: 1, ", "]\n"),
    "chains": Shape("a", ".b()", "\n"),
    "dots": Shape("a", ".b", "\n"),
    "assignments": Shape("", "a%i = a\n"),
    "chained assignments": Shape("", "a = ", "1\n"),
    "variables that refer": Shape("def a0 = 1\n", "def b%i = a0\n"),
    "regular expressions": Shape("a = ", "/[/]/ "),
    "classes": Shape("", "class A%i { }\n"),
    "functions": Shape("", "function a%i() { }\n"),
    "class and bracket": Shape("", "class a["),
    "angles": Shape("a", "<b", "\n"),
    "dollars": Shape("a = ", "$"),
    "template strings": Shape("a = ", "`b${c}` "),
    "nested template strings": Shape("a = ", "`${", "\n", "b", "}`"),
    "export": Shape("", "export {a as b%i}\n"),
    "exports": Shape("exports.a = ", "exports.b = ", "1\n"),
    "import": Shape("", "import "),
    "imports": Shape("", "import a%i from 'b'\n"),
    "requires": Shape("", "require('./a%i')\n"),
    "semicolons": Shape("", ";"),
    "arrows": Shape("a = ", "b => ", "1"),
}
_PYTHON_CODE = {
    "imports": Shape("", "import a%i\n"),
    "imported names": Shape("from a import (", "b%i, ", ")\n"),
    "import words": Shape("from ", "import "),
    "dots of import": Shape("from ", ".", " import a\n"),
    "functions": Shape("", "def a%i(): pass\n"),
    "nested functions": Shape("", "def a():\n" + " "),
    "nested parentheses": Shape("a = ", "(", "\n", "1", ")"),
    "open parentheses": Shape("a = ", "("),
    "closing brackets": Shape("a = ", ")"),
    "strings": Shape("a = ", "'b' ", "\n"),
    "long string": Shape('a = """', "b\n", '"""\n'),
    "open string": Shape('a = """', "b'\n"),
    "f-strings": Shape("a = ", "f'{b}' ", "\n"),
    "nested f-strings": Shape("a = ", 'f"{', "", "b", '}"'),
    "decorators": Shape("", "@a\n", "def b(): pass\n"),
    "match": Shape("match a:\n", "    case %i: pass\n"),
    "walrus": Shape("a = ", "(b := ", "\n", "1", ")"),
    "sums": Shape("a = 1", "+1", "\n"),
    "minuses": Shape("a = ", "-", "1\n"),
    "nots": Shape("a = ", "not ", "1\n"),
    "attributes": Shape("a", ".b", "\n"),
    "calls": Shape("a", "()", "\n"),
    "indices": Shape("a", "[0]", "\n"),
    "lambdas": Shape("a = ", "lambda: ", "1\n"),
    "elifs": Shape("if a: pass\n", "elif b: pass\n"),
    "ifs": Shape("a = ", "1 if b else ", "2\n"),
    "comments": Shape("", "# a\n"),
    "continued lines": Shape("a = 1", " \\\n", "+ 1\n"),
    "assignments": Shape("", "handler = 1\n"),
    "chained assignments": Shape("", "a = ", "1\n"),
    "types": Shape("", "type A%i = int\n"),
    "semicolons": Shape("a", ";a", "\n"),
    "digits": Shape("a = ", "1", "\n"),
    "starred": Shape("a = [", "*b, ", "]\n"),
    "except groups": Shape("", "try: pass\nexcept* A: pass\n"),
    "shallow blocks": Shape("", "if a:\n  pass\n"),
    "removed modules": Shape("", "import distutils\n"),
    "conditional imports": Shape("", "try:\n    import imp\nexcept ImportError:\n    pass\n"),
    "async": Shape("", "async "),
    "generics": Shape("def a[", "T%i, ", "](): pass\n"),
}
_LINES = {
    "numbers": Shape("", "22\n"),
    "equals": Shape("", "a%i=b\n"),
    "equal keys": Shape("", "a=b\n"),
    "bars": Shape("", "22 || "),
    "comparisons": Shape("", ">=1 "),
    "dashes": Shape("1", " - 2", ""),
    "sections": Shape("", "[a%i]\n"),
    "colons": Shape("", "a%i: "),
    "indented lines": Shape("[a]\nb =\n", "  c\n"),
    "references of keys": Shape("a0=1\n", "a%i=${a0}\n"),
    "chained references": Shape("a=${b}\nb=", "${a}", "\n"),
    "unicode escapes": Shape("a=", "\\u0041", "\n"),
    "unicode blanks": Shape("a=", "\u00a0", "b\n"),
    "commands": Shape("web: ", "python main.py && ", "true\n"),
    "options": Shape("web: gunicorn ", "--a b ", "main:app\n"),
    "options with equals": Shape("web: gunicorn ", "--a=%i ", "main:app\n"),
    "processes": Shape("", "web%i: gunicorn main:app\n"),
    "variables": Shape("web: ", "A%i=b ", "python main.py\n"),
    "pipes": Shape("web: ", "a | ", "b\n"),
    "substitutions": Shape("web: ", "$(", "", "a", ")"),
    "backticks": Shape("web: ", "`"),
    "single quotes": Shape("web: ", "'"),
    "tools": Shape("", "nodejs 22.0.%i\n"),
    "python versions": Shape("python 3", " 3.12.%i", "\n"),
    "hashes": Shape("a ", "#"),
    "letters": Shape("v", "a"),
    "plus": Shape("1", "+1"),
    "commas of a range": Shape("[1,", "2],[3,"),
}


def _syntax(row: str, paths: tuple[str, ...], base: Mapping[str, str], *families: Mapping[str, Shape]) -> None:
    """Add the shapes of a syntax to the first path, and a few to the others, which the same reader reads."""
    for family in (_ANY, *families):
        add(row, paths[:1], base, family)
    if paths[1:]:
        add(row, paths[1:], base, _FEW)


# Node.js
_P = '{"engines": {"node": "22"}, '
add("package.json", ("package.json",), {"index.js": "1"}, {**_ANY, **_JSON})
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
        "references in overrides": Shape(_P + '"dependencies": {"a": "1"}, "overrides": {', '"p%i": "$a", ', '"z": "1"}}'),
        "resolutions": Shape(_P + '"resolutions": {', '"**/p%i": "1", ', '"z": "1"}}'),
        "scripts": Shape(_P + '"scripts": {', '"s%i": "node index.js", ', '"start": "npm run s0"}}'),
        "scripts that call the next": Shape(_P + '"scripts": {"start": "npm run s1", ', '"s%i": "npm run s1", ', '"z": ""}}'),
        "scripts that call": Shape(_P + '"scripts": {"start": "', "npm run start && ", 'true"}}'),
        "scripts by pattern": Shape(_P + '"scripts": {"start": "run-s s:*", ', '"s:%i": "node index.js", ', '"z": ""}}'),
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
_L = {**NODE, "package.json": '{"engines": {"node": "22"}, "dependencies": {"p0": "1"}}', ".npmrc": "engine-strict=true\n"}


def _lock(row: str, path: str, begin: str, unit: str, end: str, *, base: Mapping[str, str] = NODE, **shapes: Shape) -> None:
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


_N = '{"lockfileVersion": 3, "packages": {"": {"dependencies": {"p0": "1"}}, '
for _name in ("package-lock.json", "npm-shrinkwrap.json"):
    _lock(
        f"npm: {_name}", _name, _N,
        '"node_modules/p%i": {"version": "1.0.0", "resolved": "https://r/p%i", "engines": {"node": ">=1.%i"}}, ',
        '"node_modules/z": {"version": "1.0.0"}}}',
        links=Shape(_N, '"node_modules/p%i": {"resolved": "p%i", "link": true}, ', '"p": {}}}'),
        local=Shape(_N, '"node_modules/p%i": {"version": "1.0.0", "resolved": "file:p%i"}, ', '"p": {}}}'),
        members=Shape(_N, '"p%i": {"version": "1.0.0", "dependencies": {"p0": "1"}}, ', '"p": {}}}'),
        nested=Shape(_N, '"node_modules/p0/node_modules/p%i": {"version": "1.0.0"}, ', '"p": {}}}'),
        deep=Shape(_N + '"node_modules/p0', "/node_modules/p0", '": {"version": "1.0.0"}}}'),
        dependencies_of_one=Shape(_N + '"node_modules/p0": {"version": "1.0.0", "dependencies": {', '"p%i": "1", ', '"z": "1"}}}}'),
        version_1=Shape('{"lockfileVersion": 1, "dependencies": {', '"p%i": {"version": "1.0.0"}, ', '"z": {}}}'),
        version_1_requires=Shape('{"lockfileVersion": 1, "dependencies": {"p0": {"version": "1.0.0", "requires": {', '"p%i": "1", ', '"z": "1"}}}}'),
        version_1_nested=Shape('{"lockfileVersion": 1, "dependencies": {"p0": ', '{"version": "1", "dependencies": {"p0": ', "}}", "1", "}}"),
        long_engine=Shape(_N + '"node_modules/p0": {"version": "1.0.0", "engines": {"node": "', "1 || ", '2"}}}}'),
        systems=Shape(_N + '"node_modules/p0": {"version": "1.0.0", "os": [', '"a", ', '"b"]}}}'),
        peers=Shape(_N, '"node_modules/p%i": {"version": "1.0.0", "peerDependencies": {"p0": "1"}}, ', '"p": {}}}'),
        unmet_peers=Shape(_N, '"node_modules/p%i": {"version": "1.0.0", "dependencies": {"absent%i": "1"}}, ', '"p": {}}}'),
    )  # fmt: skip
    add(f"npm: {_name}", (_name,), NODE, {**_JSON, **{f"any: {k}": v for k, v in _ANY.items()}})
_V = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      p0:\n        specifier: '1'\n        version: 1.0.0\npackages:\n"
_lock(
    "pnpm", "pnpm-lock.yaml", _V,
    "  p%i@1.0.0:\n    resolution: {integrity: a}\n    engines: {node: '>=1.%i'}\n", "snapshots: {}\n",
    importers=Shape("lockfileVersion: '9.0'\nimporters:\n", "  p%i:\n    dependencies:\n      a:\n        specifier: '1'\n        version: 1.0.0\n"),
    direct=Shape("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n", "      p%i:\n        specifier: '1'\n        version: 1.0.0\n"),
    links=Shape("lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n", "      p%i:\n        specifier: link:p%i\n        version: link:p%i\n"),
    tarballs=Shape(_V, "  p%i@file:p%i.tgz:\n    resolution: {tarball: file:p%i.tgz}\n"),
    folders=Shape(_V, "  p%i@file:p%i:\n    resolution: {directory: p%i, type: directory}\n"),
    snapshots=Shape(_V + "snapshots:\n", "  p%i@1.0.0(a@1)(b@2):\n    dependencies:\n      a: 1.0.0\n"),
    peers=Shape(_V + "snapshots:\n  p", "(a@1)", ": {}\n"),
    overrides=Shape("lockfileVersion: '9.0'\noverrides:\n", "  p%i: '1'\n"),
    catalogs=Shape("lockfileVersion: '9.0'\ncatalogs:\n  default:\n", "    p%i:\n      specifier: '1'\n      version: 1.0.0\n"),
    documents=Shape("", "---\nlockfileVersion: '9.0'\n"),
)  # fmt: skip
_syntax("pnpm-lock.yaml", ("pnpm-lock.yaml",), NODE, _YAML)
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
_syntax("yarn.lock", ("yarn.lock",), NODE, _YAML)
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
add("bun.lock", ("bun.lock",), NODE, {**_JSON, **{f"any: {k}": v for k, v in _ANY.items()}})
add("bun.lockb", ("bun.lockb",), NODE, _ANY)
_syntax(".npmrc", (".npmrc",), {**NODE, "package-lock.json": '{"lockfileVersion": 3, "packages": {"": {}}}'}, _LINES)
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
_syntax(".yarnrc.yml", (".yarnrc.yml",), {**NODE, "yarn.lock": _B}, _YAML)
_syntax(".yarnrc", (".yarnrc",), {**NODE, "yarn.lock": _Y}, _LINES)
_syntax("bunfig.toml", ("bunfig.toml",), {**NODE, "bun.lock": _U + "}}"}, _TOML)
_syntax("pnpm-workspace.yaml", ("pnpm-workspace.yaml",), {**NODE, "pnpm-lock.yaml": _V}, _YAML)
add(
    "pnpm-workspace.yaml, keys that are read", ("pnpm-workspace.yaml",), {**NODE, "pnpm-lock.yaml": _V, "p0/package.json": "{}"},
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
_syntax("pnpmfile", (".pnpmfile.cjs", ".pnpmfile.mjs"), {**NODE, "pnpm-lock.yaml": _V}, _CODE)
_syntax("node version files", (".nvmrc", ".node-version", ".n-node-version", ".naverc", ".nodeenvrc"), {"package.json": "{}"}, _LINES)
_syntax("JavaScript", ("index.js", "server.js", "app.js"), {"package.json": '{"engines": {"node": "22"}, "scripts": {"start": "node server.js"}, "main": "app.js"}'}, _CODE)
_syntax("tsconfig", ("tsconfig.json", ".devcontainer/devcontainer.json"), NODE, _JSON)
add("tsconfig, keys that are read", ("tsconfig.json",), NODE, {"extends": Shape('{"extends": [', '"@tsconfig/node%i", ', '"a"]}'), "extends and blanks": Shape("", '"extends" '), "blanks": Shape('"extends"', " ", "!")})

# Python
_syntax("requirements.txt", ("requirements.txt",), {"main.py": "handler = 1\n", "runtime.txt": "python-3.12.1\n"}, _LINES)
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
_T = '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.12"\n'
_syntax("pyproject.toml", ("pyproject.toml",), {"main.py": "handler = 1\n"}, _TOML)
add(
    "pyproject.toml, keys that are read", ("pyproject.toml",), {"main.py": "handler = 1\n", "uv.lock": 'version = 1\nrequires-python = ">=3.12"\n'},
    {
        "dependencies": Shape(_T + "dependencies = [", '"p%i>=1",\n', "]\n"),
        "extras": Shape(_T + "[project.optional-dependencies]\n", 'e%i = ["p"]\n'),
        "extras of itself": Shape(_T + '[project.optional-dependencies]\n', 'e%i = ["a[e0]"]\n'),
        "groups": Shape(_T + "[dependency-groups]\n", 'g%i = ["p"]\n'),
        "included groups": Shape(_T + "[dependency-groups]\ng = [", '{include-group = "h"}, ', "]\nh = []\n"),
        "groups that include": Shape(_T + "[dependency-groups]\ng0 = []\n", 'h%i = [{include-group = "g0"}]\n'),
        "sources": Shape(_T + "[tool.uv.sources]\n", 'p%i = {path = "p%i"}\n'),
        "sources in a table": Shape(_T + "[tool.uv]\nsources = {", 'p%i = {path = "p%i"}, ', "z = {git = 'a'}}\n"),
        "project in a table": Shape("project = {", "a%i = 1, ", 'requires-python = ">=3.12"}\n'),
        "poetry in a table": Shape("tool = {poetry = {dependencies = {", 'p%i = {path = "p%i"}, ', 'python = "^3.12"}}}\n'),
        "dotted sources": Shape(_T, 'tool.uv.sources.p%i.path = "p%i"\n'),
        "members": Shape(_T + "[tool.uv.workspace]\nmembers = [", '"p%i", ', "]\n"),
        "member globs": Shape(_T + "[tool.uv.workspace]\nmembers = [", '"p%i/*", ', "]\n"),
        "excluded": Shape(_T + "[tool.uv.workspace]\nmembers = ['*']\nexclude = [", '"p%i", ', "]\n"),
        "indexes": Shape(_T, '[[tool.uv.index]]\nname = "i%i"\nurl = "https://r"\n'),
        "constraints": Shape(_T + "[tool.uv]\nconstraint-dependencies = [", '"p%i<2",\n', "]\n"),
        "overrides": Shape(_T + "[tool.uv]\noverride-dependencies = [", '"p%i<2",\n', "]\n"),
        "environments": Shape(_T + "[tool.uv]\nenvironments = [", "\"python_version > '3.%i'\",\n", "]\n"),
        "poetry": Shape('[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n', 'p%i = "^1"\n'),
        "poetry folders": Shape('[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n', 'p%i = {path = "p%i"}\n'),
        "poetry lists": Shape('[tool.poetry.dependencies]\np = [', '{version = "1", python = "^3"}, ', "]\n"),
        "poetry range": Shape('[tool.poetry.dependencies]\npython = "', "^3.12 || ", '^3"\n'),
        "poetry groups": Shape('[tool.poetry.dependencies]\npython = "^3.12"\n', '[tool.poetry.group.g%i.dependencies]\np = "1"\n'),
        "range of python": Shape('[project]\nrequires-python = "', ">=3.12,", '<4"\n'),
        "exclusions of python": Shape('[project]\nrequires-python = "', "!=3.%i,", '<4"\n'),
        "classifiers": Shape(_T + "classifiers = [", '"a :: b%i", ', "]\n"),
        "dynamic": Shape(_T + "dynamic = [", '"a%i", ', "]\n"),
        "scripts": Shape(_T + "[project.scripts]\n", 's%i = "a:b"\n'),
        "pdm": Shape(_T + "[tool.pdm.dev-dependencies]\n", 'g%i = ["-e file:///${PROJECT_ROOT}/p%i"]\n'),
        "pixi": Shape("[tool.pixi.dependencies]\n", 'p%i = "*"\n'),
        "pixi features": Shape("", '[tool.pixi.feature.f%i.dependencies]\npython = "3.12.*"\n'),
    },
)  # fmt: skip


def _python_lock(name: str, begin: str, unit: str, end: str = "") -> None:
    COVERED.add(name)
    base = {"main.py": "handler = 1\n"}
    tables = {
        "pyproject.toml": Shape(_T + "dependencies = [", '"p%i>=1",\n', "]\n"),
        "requirements.txt": Shape("", "p%i>=1\n"),
        "Pipfile": Shape("[packages]\n", 'p%i = "*"\n', '[requires]\npython_version = "3.12"\n'),
    }
    for path, table in tables.items():
        both(f"python lock: {name}", f"as many in {path}", base, {name: Shape(begin, unit, end), path: table})
    poetry = Shape('[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n', 'p%i = "^1"\n')
    both(f"python lock: {name}", "as many of poetry", base, {name: Shape(begin, unit, end), "pyproject.toml": poetry})


_UV = 'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { virtual = "." }\n'
_python_lock("uv.lock", _UV, '\n[[package]]\nname = "p%i"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\nwheels = [\n    { url = "https://f/p%i-1.0-cp312-cp312-win32.whl", hash = "sha256:a" },\n]\n')
add("python lock: uv.lock", ("uv.lock",), {"main.py": "", "pyproject.toml": _T + 'dependencies = ["p"]\n'}, {
    "dependencies": Shape(_UV + "dependencies = [\n", '    { name = "p%i" },\n', "]\n"),
    "dependencies with markers": Shape(_UV + "dependencies = [\n", "    { name = \"p%i\", marker = \"python_full_version < '3.1'\" },\n", "]\n"),
    "metadata": Shape(_UV + "\n[package.metadata]\nrequires-dist = [\n", '    { name = "p%i", specifier = ">=1" },\n', "]\n"),
    "wheels of one": Shape(_UV + '\n[[package]]\nname = "p"\nversion = "1"\nsource = { registry = "a" }\nwheels = [\n', '    { url = "https://f/p-1-cp3%i-abi3-linux_x86_64.whl" },\n', "]\n"),
    "chain": Shape(_UV, '[[package]]\nname = "p%i"\nversion = "1"\nsource = { registry = "a" }\ndependencies = [{ name = "p0" }]\n'),
    "folders": Shape(_UV, '[[package]]\nname = "p%i"\nversion = "1"\nsource = { editable = "p%i" }\n'),
    "markers": Shape('version = 1\nrequires-python = ">=3.12"\nresolution-markers = [\n', "    \"python_full_version < '3.%i'\",\n", "]\n"),
    "long marker": Shape(_UV + 'dependencies = [{ name = "p", marker = "', "python_version > '3' and ", "os_name == 'a'\" }]\n"),
    "inline package": Shape('version = 1\nrequires-python = ">=3.12"\npackage = [', '{name = "p%i", version = "1"}, ', "]\n"),
    "manifest": Shape('version = 1\nrequires-python = ">=3.12"\n[manifest]\nmembers = [\n', '    "p%i",\n', "]\n"),
})  # fmt: skip
_syntax("uv.lock", ("uv.lock",), {"main.py": "", "pyproject.toml": _T}, _TOML)
_syntax("uv.toml", ("uv.toml",), {"main.py": "", "pyproject.toml": _T, "uv.lock": _UV}, _TOML)
add("uv.toml, passwords", ("uv.toml",), PYTHON, {"urls": Shape("", 'https://a:'), "at signs": Shape("https://a:", "b@"), "urls of one line": Shape("", "https://")})
_python_lock("poetry.lock", "", '[[package]]\nname = "p%i"\nversion = "1.0"\npython-versions = ">=3.%i"\nfiles = [{file = "p%i-1.0-cp312-cp312-win32.whl", hash = "sha256:a"}]\n\n', '[metadata]\nlock-version = "2.1"\npython-versions = "^3.12"\ncontent-hash = "a"\n')
add("python lock: poetry.lock", ("poetry.lock",), {"main.py": "", "pyproject.toml": '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.12"\n'}, {
    "dependencies": Shape('[[package]]\nname = "p"\nversion = "1.0"\npython-versions = "*"\nfiles = []\n[package.dependencies]\n', 'p%i = ">=1"\n'),
    "files": Shape('[[package]]\nname = "p"\nversion = "1.0"\npython-versions = "*"\nfiles = [\n', '    {file = "p-1-cp3%i-abi3-win32.whl", hash = "a"},\n', "]\n"),
    "range": Shape('[[package]]\nname = "p"\nversion = "1.0"\npython-versions = "', ">=3,<3.%i || ", '>=4"\nfiles = []\n'),
    "folders": Shape("", '[[package]]\nname = "p%i"\nversion = "1.0"\npython-versions = "*"\n[package.source]\ntype = "directory"\nurl = "p%i"\n'),
    "metadata files": Shape('[metadata]\nlock-version = "1.1"\npython-versions = "^3.12"\n[metadata.files]\n', 'p%i = [{file = "p%i-1-py3-none-any.whl", hash = "a"}]\n'),
})  # fmt: skip
_syntax("poetry.lock", ("poetry.lock",), {"main.py": "", "pyproject.toml": '[tool.poetry]\nname = "a"\n'}, _TOML)
_python_lock("pdm.lock", '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\ncontent_hash = "sha256:a"\n', '\n[[package]]\nname = "p%i"\nversion = "1.0"\nrequires_python = ">=3.%i"\nfiles = [{file = "p%i-1.0-cp312-cp312-win32.whl", hash = "sha256:a"}]\n')
_syntax("pdm.lock", ("pdm.lock",), {"main.py": "", "pyproject.toml": _T}, _TOML)
_python_lock("pylock.toml", 'lock-version = "1.0"\nrequires-python = ">=3.12"\n', '\n[[packages]]\nname = "p%i"\nversion = "1.0"\nrequires-python = ">=3.%i"\nwheels = [{name = "p%i-1.0-cp312-cp312-win32.whl", url = "https://f", hashes = {sha256 = "a"}}]\n')
_syntax("pylock.toml", ("pylock.toml",), {"main.py": "", "pyproject.toml": _T}, _TOML)
_python_lock("Pipfile.lock", '{"_meta": {"hash": {"sha256": "a"}, "requires": {"python_version": "3.12"}}, "default": {', '"p%i": {"hashes": ["sha256:a"], "version": "==1.0", "markers": "python_version >= \'3.%i\'"}, ', '"z": {}}, "develop": {}}')
add("Pipfile.lock", ("Pipfile.lock",), {"main.py": "", "Pipfile": "[packages]\n"}, {**_JSON, **{f"any: {k}": v for k, v in _ANY.items()}, "folders": Shape('{"default": {', '"p%i": {"path": "./p%i", "editable": true}, ', '"z": {}}}')})
_syntax("Pipfile", ("Pipfile",), {"main.py": ""}, _TOML)
add("Pipfile, keys that are read", ("Pipfile",), {"main.py": "", "Pipfile.lock": '{"_meta": {"hash": {"sha256": "a"}}, "default": {}}'}, {
    "packages": Shape("[packages]\n", 'p%i = "*"\n'),
    "folders": Shape("[packages]\n", 'p%i = {path = "./p%i", editable = true}\n'),
    "folders in a table": Shape("packages = {", 'p%i = {path = "./p%i"}, ', "z = '*'}\n"),
    "sources": Shape("", '[[source]]\nname = "s%i"\nurl = "https://r"\n'),
    "requires": Shape('[requires]\npython_version = "3.', "1", '"\n'),
})  # fmt: skip
_syntax("setup.py", ("setup.py",), {}, _PYTHON_CODE)
add("setup.py, words that are read", ("setup.py",), {}, {"setup calls": Shape("", "setup("), "requires": Shape("setup(", "python_requires=", ""), "keywords": Shape("setup(", "a%i=1, ", "python_requires='>=3.12')\n"), "range": Shape("setup(python_requires='", ">=3,", "<4')\n")})
_syntax("setup.cfg", ("setup.cfg",), {}, _LINES)
add("setup.cfg, keys that are read", ("setup.cfg",), {}, {"options": Shape("[options]\n", "a%i = b\n", "python_requires = >=3.12\n"), "requires": Shape("[options]\npython_requires = >=3.12\ninstall_requires =\n", "    p%i\n"), "sections": Shape("", "[options]\n")})
_syntax("Python sources", ("main.py", "app.py", "wsgi.py", "asgi.py", "server.py", "application.py", "run.py", "index.py", "manage.py"), {"requirements.txt": "flask\n", "runtime.txt": "python-3.12.1\n"}, _PYTHON_CODE)
_syntax("gunicorn.conf.py", ("gunicorn.conf.py",), {**PYTHON, "Procfile": "web: gunicorn main:app\n"}, _PYTHON_CODE)
_syntax("Procfile", ("Procfile",), PYTHON, _LINES)
_syntax("python version files", (".python-version", ".python-versions", "runtime.txt"), {"main.py": "", "requirements.txt": ""}, _LINES)
_syntax("conda", ("environment.yml", "environment.yaml"), {"main.py": ""}, _YAML)
add("conda, keys that are read", ("environment.yml",), {"main.py": ""}, {
    "dependencies": Shape("dependencies:\n", "  - p%i=1\n", "  - python=3.12\n"),
    "pip": Shape("dependencies:\n  - python=3.12\n  - pip:\n", "    - p%i\n"),
    "range": Shape("dependencies:\n  - python ", ">=3.12,", "<4\n"),
    "alternatives": Shape("dependencies:\n  - python ", "3.12|", "3.13\n"),
    "parentheses": Shape("dependencies:\n  - python ", "(", "\n", "3.12", ")"),
    "blanks": Shape("dependencies:\n  - python", " ", "3.12\n"),
    "channels": Shape("dependencies:\n  - ", "a::", "python=3.12\n"),
})  # fmt: skip
_syntax("pixi.toml", ("pixi.toml",), {"main.py": ""}, _TOML)
add("pixi.toml, keys that are read", ("pixi.toml",), {"main.py": ""}, {"dependencies": Shape('[dependencies]\npython = "3.12.*"\n', 'p%i = "*"\n'), "in a table": Shape("dependencies = {", 'p%i = "*", ', 'python = "3.12.*"}\n'), "features": Shape("", '[feature.f%i.dependencies]\npython = "3.12.*"\n'), "environments": Shape("[environments]\n", 'e%i = ["f0"]\n')})

# Java
_syntax("pom.xml", ("pom.xml",), {"src/main/java/A.java": "class A {}\n"}, _XML)
_X = "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version>"
_COMPILER = "<plugin><artifactId>maven-compiler-plugin</artifactId><configuration>"
add("pom.xml, elements that are read", ("pom.xml",), {"src/main/java/A.java": "class A {}\n"}, {
    "properties": Shape(_X + "<properties>", "<p%i>1</p%i>", "<maven.compiler.release>17</maven.compiler.release></properties></project>"),
    "equal properties": Shape(_X + "<properties>", "<maven.compiler.release>17</maven.compiler.release>", "</properties></project>"),
    "references": Shape(_X + "<properties><maven.compiler.release>", "${a}", "</maven.compiler.release><a>1</a></properties></project>"),
    "nested references": Shape(_X + "<properties><maven.compiler.release>", "${", "</maven.compiler.release></properties></project>", "a", "}"),
    "open references": Shape(_X + "<properties><maven.compiler.release>", "${", "</maven.compiler.release></properties></project>"),
    "references to all": Shape(_X + "<properties><maven.compiler.release>${p1}</maven.compiler.release><p0>17</p0>", "<p%i>${p0}</p%i>", "</properties></project>"),
    "doubling references": Shape(_X + "<properties><maven.compiler.release>${a}</maven.compiler.release><a>", "${b}${b}", "</a><b>${a}</b></properties></project>"),
    "plugins": Shape(_X + "<build><plugins>", "<plugin><artifactId>p%i</artifactId></plugin>", "</plugins></build></project>"),
    "equal plugins": Shape(_X + "<build><plugins>", _COMPILER + "<release>17</release></configuration></plugin>", "</plugins></build></project>"),
    "executions": Shape(_X + "<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><executions>", "<execution><id>e%i</id><configuration><release>17</release></configuration></execution>", "</executions></plugin></plugins></build></project>"),
    "compiler arguments": Shape(_X + f"<build><plugins>{_COMPILER}<compilerArgs>", "<arg>--release=17</arg>", "</compilerArgs></configuration></plugin></plugins></build></project>"),
    "managed plugins": Shape(_X + "<build><pluginManagement><plugins>", "<plugin><artifactId>p%i</artifactId></plugin>", "</plugins></pluginManagement></build></project>"),
    "dependencies": Shape(_X + "<dependencies>", "<dependency><groupId>g</groupId><artifactId>d%i</artifactId><version>1</version></dependency>", "</dependencies></project>"),
    "system dependencies": Shape(_X + "<dependencies>", "<dependency><groupId>g</groupId><artifactId>d%i</artifactId><version>1</version><scope>system</scope><systemPath>${basedir}/d%i.jar</systemPath></dependency>", "</dependencies></project>"),
    "modules": Shape(_X + "<packaging>pom</packaging><modules>", "<module>m%i</module>", "</modules></project>"),
    "equal modules": Shape(_X + "<packaging>pom</packaging><modules>", "<module>.</module>", "</modules></project>"),
    "deep module": Shape(_X + "<packaging>pom</packaging><modules><module>", "a/", "</module></modules></project>"),
    "profiles": Shape(_X + "<profiles>", "<profile><id>p%i</id><activation><jdk>17</jdk></activation><properties><maven.compiler.release>17</maven.compiler.release></properties></profile>", "</profiles></project>"),
    "range of a profile": Shape(_X + "<profiles><profile><id>p</id><activation><jdk>", "[1,2),", "[3,)</jdk></activation></profile></profiles></project>"),
    "range of the enforcer": Shape(_X + "<build><plugins><plugin><artifactId>maven-enforcer-plugin</artifactId><executions><execution><goals><goal>enforce</goal></goals><configuration><rules><requireJavaVersion><version>", "[17,18),", "[21,)</version></requireJavaVersion></rules></configuration></execution></executions></plugin></plugins></build></project>"),
    "repositories": Shape(_X + "<repositories>", "<repository><id>r%i</id><url>https://r</url></repository>", "</repositories></project>"),
    "deep parent": Shape("<project><modelVersion>4.0.0</modelVersion><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version><relativePath>", "a/../", "../pom.xml</relativePath></parent></project>"),
    "digits": Shape(_X + "<properties><maven.compiler.release>", "1", "</maven.compiler.release></properties></project>"),
})  # fmt: skip
_syntax("maven settings", (".mvn/toolchains.xml", "toolchains.xml"), MAVEN, _XML)
_syntax("maven options", (".mvn/maven.config", ".mvn/jvm.config"), MAVEN, _LINES)
add("maven options, words that are read", (".mvn/maven.config",), MAVEN, {"properties": Shape("", "-Dp%i=1\n"), "properties on a line": Shape("", "-Dp%i=1 "), "profiles": Shape("-P", "p%i,", "\n"), "profile options": Shape("", "-P\np%i\n"), "files": Shape("", "-f\npom.xml\n"), "modules": Shape("-pl ", "m%i,", "\n")})
_syntax("build.gradle", ("build.gradle", "build.gradle.kts"), {"settings.gradle": ""}, _CODE)
_syntax("settings.gradle", ("settings.gradle", "settings.gradle.kts"), {"build.gradle": GRADLE["build.gradle"]}, _CODE)
add("build.gradle, calls that are read", ("build.gradle", "build.gradle.kts"), {"gradle/libs.versions.toml": '[versions]\njava = "17"\n'}, {
    "plugins": Shape("plugins {\n", 'id("a%i") version "1"\n', "}\n"),
    "toolchains": Shape("", "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }\n"),
    "levels": Shape("", "sourceCompatibility = 17\n"),
    "tasks": Shape("", "tasks.withType(JavaCompile) { options.release = 17 }\n"),
    "named tasks": Shape("", 'tasks.named("t%i") { options.release.set(17) }\n'),
    "ext": Shape("ext {\n", "v%i = 17\n", "}\nsourceCompatibility = v0\n"),
    "chain of variables": Shape("def v0 = 17\n", "def w%i = v0\n", "sourceCompatibility = w1\n"),
    "variables of themselves": Shape("", "def v = v + v\n", "sourceCompatibility = v\n"),
    "references": Shape('sourceCompatibility = "', "${v}", '"\n'),
    "catalog": Shape("", "sourceCompatibility = libs.versions.java.get()\n"),
    "applied": Shape("", 'apply from: "a%i.gradle"\n'),
    "applied itself": Shape("", 'apply from: "build.gradle"\n'),
    "subprojects": Shape("", "subprojects { sourceCompatibility = 17 }\n"),
    "nested all": Shape("", "allprojects {", "\n", "sourceCompatibility = 17", "}"),
    "projects": Shape("", 'project(":p%i") { sourceCompatibility = 17 }\n'),
    "source sets": Shape("sourceSets {\n", "s%i { java.srcDir 'a' }\n", "}\n"),
    "dependencies": Shape("dependencies {\n", 'implementation("g:a%i:1")\n', "}\n"),
    "ifs": Shape("", "if (a) { sourceCompatibility = 17 }\n"),
    "nested ifs": Shape("", "if (a) {", "\n", "sourceCompatibility = 17", "}"),
    "elses": Shape("if (a) { }", " else if (b) { sourceCompatibility = 17 }", "\n"),
    "versions": Shape("sourceCompatibility = JavaVersion.", "VERSION_", "17\n"),
    "casts": Shape("sourceCompatibility = 17", " as String", "\n"),
    "parentheses": Shape("sourceCompatibility = ", "(", "\n", "17", ")"),
    "application": Shape("application {\n", "mainClass = 'a.B%i'\n", "}\n"),
    "commas in a call": Shape("a(", "1,", "2)\n"),
    "commas": Shape("sourceCompatibility = ", "1,", "2\n"),
})  # fmt: skip
add("settings.gradle, calls that are read", ("settings.gradle", "settings.gradle.kts"), {"build.gradle": GRADLE["build.gradle"]}, {
    "includes": Shape("", 'include(":p%i")\n'),
    "names": Shape("include ", '"p%i", ', '"z"\n'),
    "deep": Shape('include("', ":a", '")\n'),
    "folders": Shape("", 'project(":p%i").projectDir = file("q%i")\n'),
    "builds": Shape("", 'includeBuild("b%i")\n'),
    "build itself": Shape("", 'includeBuild(".")\n'),
    "catalogs": Shape("dependencyResolutionManagement { versionCatalogs {\n", 'c%i { from(files("a.toml")) }\n', "}}\n"),
    "versions": Shape("dependencyResolutionManagement { versionCatalogs { libs {\n", 'version("v%i", "1")\n', "}}}\n"),
    "plugins": Shape("pluginManagement { plugins {\n", 'id("a%i") version "1"\n', "}}\n"),
    "repositories": Shape("pluginManagement { repositories {\n", "mavenCentral()\n", "}}\n"),
})  # fmt: skip
_syntax("properties", ("gradle.properties", "gradle/wrapper/gradle-wrapper.properties", "gradle/gradle-daemon-jvm.properties"), GRADLE, _LINES)
_syntax("libs.versions.toml", ("gradle/libs.versions.toml",), {"build.gradle": "java { toolchain { languageVersion = JavaLanguageVersion.of(libs.versions.java.get()) } }\n", "settings.gradle": ""}, _TOML)
add("libs.versions.toml, keys that are read", ("gradle/libs.versions.toml",), {"build.gradle": "plugins { alias(libs.plugins.a) }\njava { sourceCompatibility = libs.versions.java.get() }\n", "settings.gradle": ""}, {
    "versions": Shape("[versions]\n", 'v%i = "1"\n', 'java = "17"\n'),
    "versions in a table": Shape("versions = {", 'v%i = "1", ', 'java = "17"}\n'),
    "plugins": Shape("[plugins]\n", 'p%i = { id = "a", version.ref = "java" }\n'),
    "long alias": Shape("[versions]\na", "-a", ' = "1"\n'),
})  # fmt: skip
_syntax("java version files", (".java-version", ".sdkmanrc", "system.properties"), MAVEN, _LINES)
_syntax("jitpack.yml", ("jitpack.yml",), MAVEN, _YAML)

# Version managers, ignore files, other platforms
_syntax(".tool-versions", (".tool-versions",), NODE, _LINES)
from justpack.facts import manifests  # noqa: E402

_MISE = manifests.names("version file", tool="mise")
_syntax("mise", tuple(name + "a.toml" if name.endswith("/") else name for name in _MISE[:3]), NODE, _TOML)
add("mise, keys that are read", ("mise.toml",), NODE, {
    "tools": Shape("[tools]\n", 't%i = "1"\n', 'node = "22"\n'),
    "tools in a table": Shape("tools = {", 't%i = "1", ', 'node = "22"}\n'),
    "versions": Shape("[tools]\nnode = [", '"22.%i", ', "]\n"),
    "tables": Shape("", '[tools.t%i]\nversion = "1"\n', '[tools.node]\nversion = "22"\n'),
    "templates": Shape('[tools]\nnode = "', "{{", '"\n'),
    "env": Shape("[env]\n", 'E%i = "1"\n'),
})  # fmt: skip
COVERED.update(_MISE)
_syntax(".prototools", (".prototools",), NODE, _TOML)
_IGNORE = {
    "names": Shape("", "a%i\n"),
    "endings": Shape("", "*.a%i\n"),
    "stars": Shape("", "a*b%i*\n"),
    "many stars": Shape("", "*a", "b\n"),
    "deep stars": Shape("", "**/", "a\n"),
    "stars in folders": Shape("", "a/**/b%i\n"),
    "brackets": Shape("", "[a-z]%i\n"),
    "open brackets": Shape("", "[a"),
    "classes": Shape("", "[[:alpha:]]"),
    "negations": Shape("node_modules/\n", "!node_modules/a%i\n"),
    "negations of folders": Shape("a/\n", "!a/**/b%i\n"),
    "negated stars": Shape("*\n", "!*.a%i\n"),
    "questions": Shape("", "?"),
    "backslashes": Shape("", "\\"),
    "escaped blanks": Shape("a", "\\ ", "\n"),
    "paths": Shape("", "/a/b%i\n"),
    "deep path": Shape("", "a/", "b\n"),
    "one first letter": Shape("", "a*%i?\n"),
    "classes of one first letter": Shape("", "a[%i]*?\n"),
    "tails": Shape("", "*/index.js?%i\n"),
}
_TREE = {**NODE, **{f"a/b/{name}": "1" for name in ("c.js", "d.js", "index.js")}, "node_modules/a0/index.js": "1"}
for _name in (".gitignore", ".justpackignore", "a/.gitignore"):
    add(f"ignore: {_name}", (_name,), _TREE, {**_IGNORE, **{f"any: {k}": v for k, v in _ANY.items()}})
    both(f"ignore: {_name}", "as many files in a folder", {**NODE}, {_name: Shape("", "x*%i?\n")}, unit=200)
for _what, _unit in {
    "stars": "*x*%i*\n", "negations": "!out/**/x%i\n", "negations of names": "!x%i\n", "roots": "!/out/a/x%i\n",
    "endings": "*%iy\n", "letters": "a*%i*b\n", "folders": "a/*/%i?\n", "questions": "?%i\n",
}.items():  # fmt: skip

    def _lines_and_files(size: int, unit: str = _unit) -> Files:
        count = max(2, size // 200)
        files = {f"out/a/f{i}.js": "1" for i in range(count)} | {f"a{i}b.js": "1" for i in range(count)}
        return {**NODE, **files, ".gitignore": "out/\n" + Shape("", unit).repeated(count)}

    def _globs_and_files(size: int, unit: str = _unit) -> Files:
        count = max(2, size // 200)
        files = {f"out/a/f{i}.js": "1" for i in range(count)} | {f"a{i}b.js": "1" for i in range(count)}
        glob = unit.strip().lstrip("!")
        listed = ", ".join(f'"{glob.replace("%i", str(i))}"' for i in range(count))
        return {**NODE, **files, "justpack.toml": f"include = [{listed}]\nexclude = [{listed}]\n"}

    PROJECTS.setdefault("ignore lines and files", {})[_what] = _lines_and_files
    PROJECTS.setdefault("globs and files", {})[_what] = _globs_and_files
_syntax("justpack.toml", ("justpack.toml",), NODE, _TOML)
add("justpack.toml, keys that are read", ("justpack.toml",), _TREE, {
    "exclude": Shape("exclude = [", '"a%i*b", ', "]\n"),
    "include": Shape("include = [", '"a%i*b", ', "]\n"),
    "force-include": Shape("force-include = [", '"a%i*b", ', "]\n"),
    "deep glob": Shape('exclude = ["', "**/", 'a"]\n'),
    "stars": Shape('exclude = ["', "*a", '"]\n'),
    "brackets": Shape('exclude = ["', "[a", '"]\n'),
    "ignored rules": Shape("ignore = [", '"FP%i", ', "]\n"),
    "unknown keys": Shape("", "a%i = 1\n"),
    "equal globs": Shape("exclude = [", '"a", ', "]\n"),
})  # fmt: skip
_syntax("Dockerfile", ("Dockerfile",), NODE, _LINES, {"from": Shape("", "FROM node:22\n"), "options": Shape("FROM ", "--a ", "node:22\n"), "names": Shape("FROM ", "a/", "node:22\n"), "from without end": Shape("", "FROM "), "from and blanks": Shape("FROM", " ", "!")})
_HINTS = {
    "versions": Shape("", "  node-version: 22\n"),
    "dashes": Shape("", "- "),
    "blanks": Shape("", " ", "node-version: 22\n"),
    "keys": Shape("", "node-version:"),
    "runtimes": Shape("", "runtime: nodejs22.x\n"),
    "images": Shape("", "image: node:22\n"),
    "render": Shape("", "- key: NODE_VERSION\n"),
    "render and blanks": Shape("- key: NODE_VERSION\n", " ", "!"),
    "empty lines of blanks": Shape("", "   \n"),
    "netlify": Shape("", "NODE_VERSION = 22\n"),
    "quotes": Shape("node-version: ", '"'),
}
_PLATFORMS = (*manifests.names("hint", tool="serverless"), *manifests.names("hint", tool="render"), *manifests.names("hint", tool="gitlab"))
_syntax("platforms", _PLATFORMS, NODE, _HINTS)
_syntax("workflows", (".github/workflows/a.yml",), NODE, _HINTS, _YAML)
COVERED.add(".github/workflows/")
_syntax("netlify.toml", ("netlify.toml",), NODE, _HINTS, _TOML)
_syntax(".gitattributes", (".gitattributes",), NODE, _LINES, {
    "lines": Shape("", "*.js text eol=lf\n"), "names": Shape("", "a%i text\n"), "attributes": Shape("*.js ", "a%i ", "\n"), "macros": Shape("", "[attr]a%i text\n"), "macros that refer": Shape("[attr]a0 text\n", "[attr]b%i a0 -a0\n", "*.js b1\n"), "quoted": Shape("", '"a\\"%i" text\n'), "stars": Shape("", "*a", " text\n"), "deep stars": Shape("", "**/", "a text\n"), "lfs": Shape("", "*.js filter=lfs\n"),
})  # fmt: skip

_GIT = {
    **NODE, ".git/HEAD": "ref: refs/heads/main\n", ".git/config": "[core]\n\trepositoryformatversion = 0\n",
    ".git/objects/info/packs": "", ".git/refs/heads/x": "", ".gitattributes": "*.js text eol=lf\n",
}  # fmt: skip
_syntax("git: .git/config", (".git/config",), _GIT, _LINES, {
    "sections": Shape("", '[a "%i"]\nb = c\n'), "keys": Shape("[a]\n", "b%i = c\n"), "open sections": Shape("", '[a "'),
    "quoted": Shape('[a]\nb = "', "c\\n", '"\n'), "open quotes": Shape("[a]\nb = ", '"', "\n"), "escapes": Shape("[a]\nb = ", "\\n", "\n"),
    "lines that go on": Shape("[a]\nb = ", "c\\\n", "\n"), "includes": Shape("", "[include]\npath = a%i\n"),
    "submodules": Shape("", '[submodule "a%i"]\npath = a%i\n'), "blanks": Shape("[a", " ", "!\n"),
})  # fmt: skip
_syntax("git: .git/packed-refs", (".git/packed-refs",), _GIT, {"refs": Shape("", "1234567890123456789012345678901234567890 refs/heads/a%i\n")})
_syntax("git: .git/HEAD", (".git/HEAD",), _GIT, {"names": Shape("ref: ", "refs/", "a\n")})
_syntax("git: .git/index", (".git/index",), _GIT, {"of zeros": Shape("DIRC\0\0\0\2\0\1\0\0", "\0"), "of letters": Shape("DIRC\0\0\0\2\0\1\0\0", "a")})
_syntax("git: .git/info/exclude", (".git/info/exclude",), _GIT, _IGNORE)
_syntax("git: .gitmodules", (".gitmodules",), _GIT, {"modules": Shape("", '[submodule "a%i"]\n\tpath = a%i\n')})
_syntax("git: attributes of git", (".git/info/attributes",), _GIT, {"lines": Shape("", "a%i text\n"), "macros": Shape("[attr]a0 text\n", "[attr]b%i a0 -a0\n", "*.js b1\n")})

_SECRETS = {
    "private keys": Shape("", "-----BEGIN PRIVATE KEY-----\n"),
    "blanks of a key": Shape("-----BEGIN PRIVATE KEY-----", " ", "!"),
    "lines of a key": Shape("-----BEGIN PRIVATE KEY-----", "\n", "!"),
    "headers of a key": Shape("-----BEGIN PRIVATE KEY-----\n", "A: b\n", "!"),
    "words of a key": Shape("-----BEGIN ", "A ", "PRIVATE KEY-----\n"),
    "base64 of a key": Shape("-----BEGIN PRIVATE KEY-----\n", "MIIE", "!"),
    "accounts": Shape("", '"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw", '),
    "key ids": Shape("", "AKIAQ2WERTYUIOPASDF7 "),
    "key ids and secrets": Shape("AKIAQ2WERTYUIOPASDF7 ", "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 "),
    "long word": Shape("AKIAQ2WERTYUIOPASDF7 ", "aB", "!"),
    "tokens": Shape("", "ghp_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ\n"),
    "open keys": Shape("", "sk-"),
    "open OpenAI keys": Shape("sk-", "aT3BlbkFJ", "!"),
    "slack": Shape("xoxb-", "1", "!"),
    "stripe": Shape("sk_live_", "a", "!"),
    "pypi": Shape("pypi-AgEIcHlwaS5vcmc", "a", "!"),
    "own keys": Shape("", "JUSTDEPLOY_SECRET_KEY="),
    "own key": Shape("JUSTDEPLOY_SECRET_KEY=", "a", "!"),
    "azure": Shape("AccountKey=", "a", "!"),
    "conflict marks": Shape("", "<<<<<<< a\n=======\n"),
    "pointers": Shape("version https://git-lfs.github.com/spec/v1\n", "oid sha256:1\n"),
    "shebang": Shape("#!", "/bin/sh", "\r\n"),
}  # fmt: skip
for _name in ("a.txt", "bundle.js", "notes.ipynb", "a.json"):
    add(f"contents: {_name}", (_name,), NODE, _SECRETS)
for _name in ("pip.conf", "settings.xml"):
    add(f"contents: {_name}", (_name,), NODE, {**_SECRETS, "urls": Shape("", "https://a:"), "at signs": Shape("https://a:", "b@"), "passwords": Shape("", "<password>"), "blanks": Shape("<password>", " ", "!"), "comments": Shape("", "<!-- a"), "closed comments": Shape("", "<!-- a -->")})
add("contents: index.html", ("dist/index.html",), {**NODE, "package.json": '{"engines": {"node": "22"}, "scripts": {"build": "vite build"}}'}, {"scripts": Shape("", "<script src='a%i.js'></script>"), "open tags": Shape("", "<script src="), "attributes": Shape("<script ", "a=b ", ">"), "quotes": Shape("<script src='", "a", "")})
add("baseline", ("baseline.json",), {**NODE, "justpack.toml": 'baseline = "baseline.json"\n'}, _JSON)

# Many files
many("many files", "at the root", NODE, "a%i.js", "1")
many("many files", "folders", NODE, "a%i/b.js", "1")
many("many files", "in one folder", NODE, "a/b%i.js", "require('./b%i')\n")
many("many files", "members", {**NODE, "package.json": '{"workspaces": ["p/*"], "engines": {"node": "22"}}', "package-lock.json": _N + '"p": {}}}'}, "p/m%i/package.json", '{"name": "m%i", "version": "1.0.0", "dependencies": {"m0": "*"}}')
many("many files", "members of pnpm", {**NODE, "pnpm-workspace.yaml": "packages:\n  - 'p/*'\n", "pnpm-lock.yaml": _V}, "p/m%i/package.json", '{"name": "m%i", "version": "1.0.0", "dependencies": {"m0": "workspace:*"}}')
many("many files", "members of uv", {"main.py": "", "pyproject.toml": _T + '[tool.uv.workspace]\nmembers = ["p/*"]\n', "uv.lock": _UV}, "p/m%i/pyproject.toml", '[project]\nname = "m%i"\nversion = "1"\nrequires-python = ">=3.12"\n')
many("many files", "modules of maven", {"pom.xml": _X + "<packaging>pom</packaging><modules>" + "".join(f"<module>m{i}</module>" for i in range(2000)) + "</modules></project>"}, "m%i/pom.xml", "<project><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version></parent><artifactId>m%i</artifactId></project>", 600)
many("many files", "projects of gradle", {"build.gradle": "subprojects { apply plugin: 'java'; sourceCompatibility = 17 }\n", "settings.gradle": Shape("", 'include("p%i")\n').repeated(1000)}, "p%i/build.gradle", "plugins { id 'java' }\nsourceCompatibility = 17\n", 600)
many("many files", "requirements", {"main.py": "", "requirements.txt": Shape("", "-r r%i.txt\n").repeated(1000)}, "r%i.txt", "-r r0.txt\n-r requirements.txt\nflask\n", 300)
many("many files", "ignore files", NODE, "a%i/.gitignore", "*.a\n!b\n")
many("many files", "attributes", NODE, "a%i/.gitattributes", "*.a text\n")
many("many files", "handlers", NODE, "a%i/index.js", "exports.handler = 1\n")
many("many files", "python modules", PYTHON, "a%i.py", "import imp\nimport a0\n")
many("many files", "names that differ in case", NODE, "a%i/A.js", "1")
many("many files", "workflows", NODE, ".github/workflows/w%i.yml", "node-version: 22\n")
many("many files", "mise", NODE, ".mise/conf.d/w%i.toml", '[tools]\nnode = "22"\n')
many("many files", "installed packages", NODE, "node_modules/p%i/package.json", '{"name": "p%i", "version": "1.0.0", "engines": {"node": ">=1.%i"}}')
many("many files", "native modules", NODE, "a%i/b.node", "\x7fELF\x02\x01\x01")
many("many files", "shell scripts", NODE, "a%i.sh", "#!/bin/sh\r\n")
many("many files", "keys", NODE, "a%i.txt", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n")
many("many files", "conflicts", NODE, "a%i.py", "<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n")
many("many files", "pages", {**NODE, "package.json": '{"engines": {"node": "22"}, "scripts": {"build": "vite build"}}'}, "dist/a%i.html", "<script src='a%i.js'></script>\n")


def rows() -> Iterator[tuple[str, str, Make]]:
    """Yield every project: the row, the shape, and the function that makes its files."""
    for row, shapes in PROJECTS.items():
        for what, make in shapes.items():
            yield row, what, make
