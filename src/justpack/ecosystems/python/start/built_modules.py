"""Whether a build may write a Python module that the project does not contain.

setuptools-scm and hatch-vcs write a module with the version, protoc and other compilers write modules from their
sources, and a project can have a hook of its own (setuptools.pypa.io, extending; hatch.pypa.io, build hooks).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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


_PATH = re.compile(r"(?<!\w)\w++(?:[./]\w++)++")


@dataclass(frozen=True, slots=True)
class BuiltModules:
    """What the files at the root tell about the modules that a build writes."""

    has_build: bool
    has_hooks: bool
    """Whether a build runs more than a usual backend, so that it may write any module."""
    named: frozenset[str]
    """The last parts of the paths in these files: `b.py` and `a/b` of `src/a/b.py`."""

    @staticmethod
    def of(tree: Tree) -> BuiltModules:
        """Read the files that may define or run a build."""
        has_build = has_hooks = False
        named: set[str] = set()
        for each in [each for each in tree.names() if _BUILD_FILE.fullmatch(each)][:_LIMIT]:
            try:
                found = tree.load(each, texts.parse)
            except ManifestError:
                return BuiltModules(has_build=True, has_hooks=True, named=frozenset())
            if found is None:
                continue
            if each == PROCFILE:
                has_hooks |= _RUNS_BUILD.search(found.text) is not None
                continue
            has_build = True
            has_hooks |= _HOOKS.search(found.text) is not None
            for match in _PATH.finditer(found.text):
                *_, above, last = ("", *match[0].split("/"))
                named.update((last, f"{above}/{last.removesuffix('.py')}"))
        return BuiltModules(has_build, has_hooks, frozenset(named))

    def may_have(self, path: str) -> bool:
        """Whether a build may write the module at this path, a file or a package."""
        folder, _, name = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")
        if self.has_hooks or (self.has_build and _USUAL.fullmatch(name)):
            return True
        return f"{name}.py" in self.named or f"{folder.rpartition('/')[2]}/{name}" in self.named
