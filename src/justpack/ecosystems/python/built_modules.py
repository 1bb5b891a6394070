"""Whether a build may write a Python module that the project does not contain.

setuptools-scm and hatch-vcs write a module with the version, protoc and other compilers write modules from their
sources, and a project can have a hook of its own (setuptools.pypa.io, extending; hatch.pypa.io, build hooks).
"""

from __future__ import annotations

import re

from justpack.errors import ManifestError
from justpack.facts.manifests import PROCFILE
from justpack.tree.documents import text as texts
from justpack.tree.tree import Tree

_USUAL = re.compile(
    r"_*version(?:_info|_number)?_*|_\w*version\w*|\w+_version|_*build\w*|_*git\w*|_*commit\w*|_*revision|_*scm\w*"
    r"|\w*_pb2\w*|\w*_grpc|\w*_thrift|_*generated\w*|\w+_generated|\w*_gen|gen|gen_\w+|protos?|pb|ttypes|constants_gen"
    r"|__config__|__about__|parsetab|lextab|\w+_rc|rc_\w+|ui_\w+|_*metadata|_*about"
)
"""Names of modules that builds usually write."""
_HOOKS = re.compile(
    r"\bcmdclass\b|\bext[-_]modules\b|\bcffi_modules\b|\bcythonize\b|\brust_extensions\b|\bmypycify\b"
    r"|\bbackend-path\b|\bmaturin\b|\bscikit[-_]build|\bmesonpy\b|\bcmeson\b|\bCython\b|\bpybind11\b|\bgrpcio-tools\b"
    r"|\[tool\.poetry\.build\]|\[tool\.pdm\.build|\.hooks\.(?!vcs\b)|\bbuild\s*=\s*['\"][\w/]+\.py['\"]"
)
"""What shows that a build runs more than a usual backend."""
_BUILD_FILE = re.compile(
    r"setup\.(?:py|cfg)|pyproject\.toml|(?:GNU)?[Mm]akefile|CMakeLists\.txt|meson\.build|[Jj]ustfile|Procfile"
    r"|(?:hatch_)?build\.py|\w[\w.-]*\.sh"
)
"""Files at the root that may define or run a build."""
_RUNS_BUILD = re.compile(r"\b(?:make|protoc|grpc_tools|pybabel|openapi|datamodel-codegen|build_ext)\b")
_LIMIT = 50
"""Most files of a build that are read."""


def may_be_made(tree: Tree, path: str) -> bool:
    """Whether a build may write the module at this path, a file or a package."""
    folder, _, name = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")
    near = f"{folder.rpartition('/')[2]}/{name}" if folder else f"{name}/"
    named = re.compile(rf"(?<!\w){re.escape(name)}\.py\b|(?<!\w){re.escape(near)}(?!\w)")
    for each in [each for each in tree.names() if _BUILD_FILE.fullmatch(each)][:_LIMIT]:
        try:
            found = tree.load(each, texts.parse)
        except ManifestError:
            return True
        if found is None:
            continue
        if each == PROCFILE:
            if _RUNS_BUILD.search(found.text):
                return True
        elif _USUAL.fullmatch(name) or _HOOKS.search(found.text) or named.search(found.text):
            return True
    return False
