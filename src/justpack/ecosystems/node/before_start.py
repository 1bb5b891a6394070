"""The scripts that run before an app starts, and may make files.

npm runs `preinstall`, `install`, `postinstall`, `prepublish`, `preprepare`, `prepare` and `postprepare` of the project
and of its workspace members on install (docs.npmjs.com, scripts, life cycle operation order). A platform runs `build`,
or a script with a name of its own. Each script that the start runs has its `pre` script.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.ecosystems.node import script_runs, scripts, workspaces
from justpack.ecosystems.node.scripts import Command, Step
from justpack.errors import ManifestError
from justpack.tree.documents.json import JsonDocument
from justpack.tree.tree import Tree

_COMPILERS = frozenset(
    {"tsc", "vite", "next", "nuxt", "nuxi", "astro", "esbuild", "rollup", "webpack", "rspack", "parcel", "swc", "babel"}
    | {"tsup", "tsdown", "nest", "ng", "ncc", "remix", "react-router", "svelte-kit", "react-scripts", "vue-tsc"}
    | {"prisma", "husky", "patch-package", "rimraf", "tailwindcss", "sass", "echo", "mkdir", "rm", "eslint", "prettier"}
)
"""Programs that write no file of variables."""

ON_INSTALL = (
    *("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"),
    *("pnpm:devPreinstall",),
)
_BUILDS = frozenset({"build", "prebuild", "postbuild", "compile", "precompile", "postcompile"})
_PLATFORMS = frozenset({"heroku-prebuild", "heroku-postbuild", "gcp-build", "vercel-build", "now-build"})
_BEFORE = frozenset({*ON_INSTALL, *_BUILDS, *_PLATFORMS})


def steps(tree: Tree, document: JsonDocument) -> Iterator[Step]:
    """The scripts that run, or may run, before the start; `document` is the package.json at the root."""
    by_path = {document.text.path: document}
    names: dict[str, set[str]] = {}
    for reached, name in scripts.hops(tree, document, "start"):
        by_path.setdefault(reached.text.path, reached)
        names.setdefault(reached.text.path, set()).add(f"pre{name}")
    for path, each in by_path.items():
        before = _BEFORE | names.get(path, set())
        for name, text in each.table("scripts").items():
            if isinstance(text, str) and (name in before or name.startswith(("build:", "prebuild:"))):
                yield each, name
    try:
        folders = workspaces.members(tree)
    except ManifestError:
        return  # the source that reads the file reports the problem
    for folder in folders:
        member = script_runs.manifest_in(tree, folder)
        if member is not None:
            yield from ((member, name) for name in ON_INSTALL if isinstance(member.get("scripts", name), str))


def makes_files(tree: Tree, document: JsonDocument) -> bool:
    """Whether a script runs before the start, so that a file that is missing now may exist then."""
    return next(steps(tree, document), None) is not None


def runs_more_than_builds(tree: Tree, document: JsonDocument) -> bool:
    """Whether a script that runs before the start has a command that is not known to be a compiler or a bundler."""
    for each, name in steps(tree, document):
        found = scripts.commands(tree, each, name)
        if not found or not all(map(makes_no_variables, found)):
            return True
    return False


def makes_no_variables(command: Command) -> bool:
    """Whether the command is a compiler, a bundler or another program that writes no file of variables."""
    return command.program in _COMPILERS or not scripts.makes_something(command)


def texts(tree: Tree, document: JsonDocument) -> Iterator[str]:
    """The texts of the scripts that run before the start."""
    return (str(each.get("scripts", name)) for each, name in steps(tree, document))


def names_file(tree: Tree, document: JsonDocument, path: str) -> bool:
    """Whether the text of a script that runs before the start contains the path."""
    return any(path in text for text in texts(tree, document))
