"""A module is imported that the predicted Python no longer contains.

Python 3.12 removed distutils, imp, asyncore, asynchat and smtpd. Python 3.13 removed cgi, crypt, imghdr, telnetlib and
others (PEP 594). The import fails with ModuleNotFoundError when the app starts.

Example: `import cgi` in app.py, and python3.13 is predicted.

Fix: use the replacement that Python's documentation names, or require a package that provides the module.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import dependencies
from justpack.checks.support.contents.python_sources import Sources, judged
from justpack.ecosystems.python import requirements
from justpack.ecosystems.python.names import normalized
from justpack.errors import ManifestError
from justpack.facts import removed_modules
from justpack.facts.manifests import SETUP_CFG, SETUP_PY
from justpack.model import Entry, Finding, Location
from justpack.tree.documents import text as texts

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SET_UP = {
    SETUP_PY: re.compile(rf"""["'](?P<name>{_NAME.pattern})[ \t]*(?=["'<>=!~;,\[(])"""),
    SETUP_CFG: re.compile(rf"^[ \t]+(?P<name>{_NAME.pattern})", re.MULTILINE),
}


def begin(context: PackageContext) -> ContentScan | None:
    """Return the scan for modules that neither the runtime nor the project contains, or None if there are none."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return None
    gone = {module: each for module, each in removed_modules.REMOVED.items() if each.removed <= runtime.low[:2]}
    own = {part for entry in context.plan.entries if entry.path.endswith(".py") for part in _own(entry.path)}
    brought = _brought(context)
    missing = {
        name: each
        for name, each in gone.items()
        if name.partition(".")[0] not in own and not brought & set(each.packages)
    }
    if not missing:
        return None
    removed = _Removed(context, missing, runtime.id)
    return ContentScan(removed.wants, removed.look)


def _prefixes(module: str) -> Iterator[str]:
    """Yield `a`, `a.b` and `a.b.c` for `a.b.c`."""
    parts = module.split(".")
    yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _own(path: str) -> tuple[str, ...]:
    """Return the names by which a module, or the package that contains it, may be imported."""
    *folders, name = path.split("/")
    return (name.removesuffix(".py"), *folders[-1:]) if name == "__init__.py" else (name.removesuffix(".py"),)


def _brought(context: PackageContext) -> set[str]:
    """Return the names of all packages that are required or locked."""
    names = {package.name for lock in dependencies.locks(context) for package in lock.packages}
    names |= {each.name for each in dependencies.python_dependencies(context)}
    try:
        for file in requirements.files(context.tree):
            for line in file.lines:
                match = _NAME.match(line.value) if line.kind == "requirement" else None
                if match is not None:
                    names.add(normalized(match[0]))
    except ManifestError:
        pass  # another rule reports its syntax
    return names | _set_up(context)


def _set_up(context: PackageContext) -> set[str]:
    """Return the words in setup.py and setup.cfg that may be requirements; a module of that name is not reported."""
    names: set[str] = set()
    for path, form in _SET_UP.items():
        try:
            found = context.tree.load(path, texts.parse)
        except ManifestError:
            continue
        names |= {normalized(match["name"]) for match in form.finditer(found.text)} if found is not None else set()
    return names


@dataclass(frozen=True)
class _Removed:
    context: PackageContext
    missing: dict[str, removed_modules.Removed]
    runtime: str

    @cached_property
    def _word(self) -> re.Pattern[bytes]:
        names = "|".join(r"\b[^\n#]*\b".join(map(re.escape, each.split("."))) for each in sorted(self.missing))
        return re.compile(rf"^[^\S\n]*(?:import|from)\b[^\n#]*\b(?:{names})\b".encode(), re.MULTILINE)

    def wants(self, entry: Entry) -> bool:
        return judged(entry)

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        source = Sources(self.context).whole(entry, data).removeprefix(BOM_UTF8)
        if self._word.search(source) is None:
            return
        from justpack.ecosystems.python.imports import imports

        reported: set[str] = set()
        found = list(imports(source))
        names = {name for name, _ in found}
        names |= {name.partition(".")[0] for name in names}
        for written, line in found:
            name = next((each for each in _prefixes(written) if each in self.missing), "")
            each = self.missing.get(name)
            # A file that imports a package that provides the module (`setuptools`) needs that package anyway.
            if each is not None and name not in reported and names.isdisjoint(each.packages):
                reported.add(name)
                yield RULE.finding(
                    f"{entry.path} imports {name}, which Python {'{}.{}'.format(*each.removed)} removed; "
                    f"{self.runtime} is predicted",
                    Location(entry.path, line),
                    each.instead,
                )


RULE = Rule("DP010", "stdlib-module-removed", "warning", begin=begin)
