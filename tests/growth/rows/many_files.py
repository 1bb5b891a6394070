"""Rows of many files."""

from __future__ import annotations

from tests.growth.bases import NODE, PYTHON
from tests.growth.rows.java import POM
from tests.growth.rows.node import NPM_LOCK, PNPM_LOCK
from tests.growth.rows.python import PROJECT, UV_LOCK
from tests.growth.shapes import Shape
from tests.growth.table import many, patterns

# Many files
many("many files", "at the root", NODE, "a%i.js", "1")
many("many files", "folders", NODE, "a%i/b.js", "1")
many("many files", "in one folder", NODE, "a/b%i.js", "require('./b%i')\n")
many(
    "many files",
    "members",
    {
        **NODE,
        "package.json": '{"workspaces": ["p/*"], "engines": {"node": "22"}}',
        "package-lock.json": NPM_LOCK + '"p": {}}}',
    },
    "p/m%i/package.json",
    '{"name": "m%i", "version": "1.0.0", "dependencies": {"m0": "*"}}',
)
many(
    "many files",
    "members of pnpm",
    {**NODE, "pnpm-workspace.yaml": "packages:\n  - 'p/*'\n", "pnpm-lock.yaml": PNPM_LOCK},
    "p/m%i/package.json",
    '{"name": "m%i", "version": "1.0.0", "dependencies": {"m0": "workspace:*"}}',
)
many(
    "many files",
    "members of uv",
    {"main.py": "", "pyproject.toml": PROJECT + '[tool.uv.workspace]\nmembers = ["p/*"]\n', "uv.lock": UV_LOCK},
    "p/m%i/pyproject.toml",
    '[project]\nname = "m%i"\nversion = "1"\nrequires-python = ">=3.12"\n',
)
many(
    "many files",
    "modules of maven",
    {
        "pom.xml": POM
        + "<packaging>pom</packaging><modules>"
        + "".join(f"<module>m{i}</module>" for i in range(2000))
        + "</modules></project>"
    },
    "m%i/pom.xml",
    "<project><parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version></parent><artifactId>m%i</artifactId></project>",
    600,
)
many(
    "many files",
    "projects of gradle",
    {
        "build.gradle": "subprojects { apply plugin: 'java'; sourceCompatibility = 17 }\n",
        "settings.gradle": Shape("", 'include("p%i")\n').repeated(1000),
    },
    "p%i/build.gradle",
    "plugins { id 'java' }\nsourceCompatibility = 17\n",
    600,
)
many(
    "many files",
    "requirements",
    {"main.py": "", "requirements.txt": Shape("", "-r r%i.txt\n").repeated(1000)},
    "r%i.txt",
    "-r r0.txt\n-r requirements.txt\nflask\n",
    300,
)
many("many files", "ignore files", NODE, "a%i/.gitignore", "*.a\n!b\n")
many("many files", "attributes", NODE, "a%i/.gitattributes", "*.a text\n")
many("many files", "handlers", NODE, "a%i/index.js", "exports.handler = 1\n")
many("many files", "python modules", PYTHON, "a%i.py", "import imp\nimport a0\n")
many("many files", "names that differ in case", NODE, "a%i/A.js", "1")
many("many files", "workflows", NODE, ".github/workflows/w%i.yml", "node-version: 22\n")
many("many files", "mise", NODE, ".mise/conf.d/w%i.toml", '[tools]\nnode = "22"\n')
many(
    "many files",
    "installed packages",
    NODE,
    "node_modules/p%i/package.json",
    '{"name": "p%i", "version": "1.0.0", "engines": {"node": ">=1.%i"}}',
)
many("many files", "native modules", NODE, "a%i/b.node", "\x7fELF\x02\x01\x01")
many("many files", "shell scripts", NODE, "a%i.sh", "#!/bin/sh\r\n")
many("many files", "keys", NODE, "a%i.txt", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n")
many("many files", "conflicts", NODE, "a%i.py", "<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n")
many(
    "many files",
    "pages",
    {**NODE, "package.json": '{"engines": {"node": "22"}, "scripts": {"build": "vite build"}}'},
    "dist/a%i.html",
    "<script src='a%i.js'></script>\n",
)

for _what, _unit in {
    "short patterns": "?q*z\n",
    "short paths": "/?/*q\n",
    "brackets": "[qz]*[0-9]q\n",
    "stars": "*q*%i\n",
    "long patterns": "abc%i*def\n",
    "negations of names": "!q?*z\n",
}.items():
    patterns("files and patterns", _what, NODE, ".gitignore", Shape("", _unit))
for _what, _unit in {
    "short globs": '"?q*z",\n',
    "globs of folders": '"q/?/*z/",\n',
    "globs of numbers": '"**/%i",\n',
    "long globs": '"abc%i*def",\n',
}.items():
    patterns("files and patterns", _what, NODE, "justpack.toml", Shape("exclude = [\n", _unit, "]\n"))
