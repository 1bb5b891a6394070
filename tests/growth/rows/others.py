"""Rows of version managers, ignore files, other platforms, git and contents."""

from __future__ import annotations

from justpack.facts import manifests
from tests.growth.bases import NODE
from tests.growth.shapes import Shape
from tests.growth.syntaxes import ANY, JSON, LINES, TOML, YAML
from tests.growth.table import COVERED, PROJECTS, Files, add, both, syntax

# Version managers, ignore files, other platforms
syntax(".tool-versions", (".tool-versions",), NODE, LINES)
_MISE = manifests.names("version file", tool="mise")
syntax("mise", tuple(name + "a.toml" if name.endswith("/") else name for name in _MISE[:3]), NODE, TOML)
add("mise, keys that are read", ("mise.toml",), NODE, {
    "tools": Shape("[tools]\n", 't%i = "1"\n', 'node = "22"\n'),
    "tools in a table": Shape("tools = {", 't%i = "1", ', 'node = "22"}\n'),
    "versions": Shape("[tools]\nnode = [", '"22.%i", ', "]\n"),
    "tables": Shape("", '[tools.t%i]\nversion = "1"\n', '[tools.node]\nversion = "22"\n'),
    "templates": Shape('[tools]\nnode = "', "{{", '"\n'),
    "env": Shape("[env]\n", 'E%i = "1"\n'),
})  # fmt: skip
COVERED.update(_MISE)
syntax(".prototools", (".prototools",), NODE, TOML)
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
    add(f"ignore: {_name}", (_name,), _TREE, {**_IGNORE, **{f"any: {k}": v for k, v in ANY.items()}})
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
syntax("justpack.toml", ("justpack.toml",), NODE, TOML)
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
syntax(
    "Dockerfile",
    ("Dockerfile",),
    NODE,
    LINES,
    {
        "from": Shape("", "FROM node:22\n"),
        "options": Shape("FROM ", "--a ", "node:22\n"),
        "names": Shape("FROM ", "a/", "node:22\n"),
        "from without end": Shape("", "FROM "),
        "from and blanks": Shape("FROM", " ", "!"),
    },
)
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
_PLATFORMS = (
    *manifests.names("hint", tool="serverless"),
    *manifests.names("hint", tool="render"),
    *manifests.names("hint", tool="gitlab"),
)
syntax("platforms", _PLATFORMS, NODE, _HINTS)
syntax("workflows", (".github/workflows/a.yml",), NODE, _HINTS, YAML)
COVERED.add(".github/workflows/")
syntax("netlify.toml", ("netlify.toml",), NODE, _HINTS, TOML)
syntax(".gitattributes", (".gitattributes",), NODE, LINES, {
    "lines": Shape("", "*.js text eol=lf\n"), "names": Shape("", "a%i text\n"), "attributes": Shape("*.js ", "a%i ", "\n"), "macros": Shape("", "[attr]a%i text\n"), "macros that refer": Shape("[attr]a0 text\n", "[attr]b%i a0 -a0\n", "*.js b1\n"), "quoted": Shape("", '"a\\"%i" text\n'), "stars": Shape("", "*a", " text\n"), "deep stars": Shape("", "**/", "a text\n"), "lfs": Shape("", "*.js filter=lfs\n"),
})  # fmt: skip

_GIT = {
    **NODE, ".git/HEAD": "ref: refs/heads/main\n", ".git/config": "[core]\n\trepositoryformatversion = 0\n",
    ".git/objects/info/packs": "", ".git/refs/heads/x": "", ".gitattributes": "*.js text eol=lf\n",
}  # fmt: skip
syntax("git: .git/config", (".git/config",), _GIT, LINES, {
    "sections": Shape("", '[a "%i"]\nb = c\n'), "keys": Shape("[a]\n", "b%i = c\n"), "open sections": Shape("", '[a "'),
    "quoted": Shape('[a]\nb = "', "c\\n", '"\n'), "open quotes": Shape("[a]\nb = ", '"', "\n"), "escapes": Shape("[a]\nb = ", "\\n", "\n"),
    "lines that go on": Shape("[a]\nb = ", "c\\\n", "\n"), "includes": Shape("", "[include]\npath = a%i\n"),
    "submodules": Shape("", '[submodule "a%i"]\npath = a%i\n'), "blanks": Shape("[a", " ", "!\n"),
})  # fmt: skip
syntax(
    "git: .git/packed-refs",
    (".git/packed-refs",),
    _GIT,
    {"refs": Shape("", "1234567890123456789012345678901234567890 refs/heads/a%i\n")},
)
syntax("git: .git/HEAD", (".git/HEAD",), _GIT, {"names": Shape("ref: ", "refs/", "a\n")})
syntax(
    "git: .git/index",
    (".git/index",),
    _GIT,
    {"of zeros": Shape("DIRC\0\0\0\2\0\1\0\0", "\0"), "of letters": Shape("DIRC\0\0\0\2\0\1\0\0", "a")},
)
syntax("git: .git/info/exclude", (".git/info/exclude",), _GIT, _IGNORE)
syntax("git: .gitmodules", (".gitmodules",), _GIT, {"modules": Shape("", '[submodule "a%i"]\n\tpath = a%i\n')})
syntax(
    "git: attributes of git",
    (".git/info/attributes",),
    _GIT,
    {"lines": Shape("", "a%i text\n"), "macros": Shape("[attr]a0 text\n", "[attr]b%i a0 -a0\n", "*.js b1\n")},
)

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
    "joined parts of a key": Shape("-----BEGIN PRIVATE KEY-----", '"",', "!"),
    "text before a key": Shape("", "-----BEGIN PRIVATE KEY----- aB1+ "),
    "blanks of own keys": Shape("JUSTDEPLOY_SECRET_KEY", " ", "!"),
    "lines of own keys": Shape("JUSTDEPLOY_SECRET_KEY=>", " \n", "!"),
    "escapes of own keys": Shape("JUSTDEPLOY_SECRET_KEY=", "\\", "!"),
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
    add(
        f"contents: {_name}",
        (_name,),
        NODE,
        {
            **_SECRETS,
            "urls": Shape("", "https://a:"),
            "at signs": Shape("https://a:", "b@"),
            "passwords": Shape("", "<password>"),
            "blanks": Shape("<password>", " ", "!"),
            "comments": Shape("", "<!-- a"),
            "closed comments": Shape("", "<!-- a -->"),
        },
    )
add(
    "contents: index.html",
    ("dist/index.html",),
    {**NODE, "package.json": '{"engines": {"node": "22"}, "scripts": {"build": "vite build"}}'},
    {
        "scripts": Shape("", "<script src='a%i.js'></script>"),
        "open tags": Shape("", "<script src="),
        "attributes": Shape("<script ", "a=b ", ">"),
        "quotes": Shape("<script src='", "a", ""),
    },
)
add("baseline", ("baseline.json",), {**NODE, "justpack.toml": 'baseline = "baseline.json"\n'}, JSON)
