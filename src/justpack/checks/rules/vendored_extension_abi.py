"""A packed extension module or wheel is built for another Python.

The file name of an extension module contains the Python for which it was compiled. Another Python does not find the
file, and the import fails as if the module did not exist. Files in folders of tests, test data, documentation and
examples are not reported.

Example: `vendor/numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so`, and python3.13 is predicted.

Fix: install the dependencies again with the predicted Python, or leave them out and let the service install them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies, path_kinds
from justpack.checks.support.advice import word
from justpack.model import Finding, Location, Runtime
from justpack.versions.python import wheel_tags

_EXTENSION = re.compile(r"(?P<module>.+)\.cpython-(?P<abi>\d{2,3}[a-z]*)(?:-(?P<platform>[\w-]+))?\.so")
_FREE_THREADED = "t"


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each folder, since the modules of one package were built together."""
    runtime = dependencies.predicted(context, "python")
    if runtime is None:
        return
    wanted = "{}{}".format(*runtime.low[:2])
    built: dict[str, dict[str, str]] = {}
    wheels: dict[tuple[str, str], list[str]] = {}
    for entry in context.plan.entries:
        if (
            entry.path.endswith((".so", ".whl"))
            and path_kinds.aside(entry.path)
            and not path_kinds.installed(entry.path)
        ):
            continue
        if entry.path.endswith(".so"):
            match = _EXTENSION.fullmatch(entry.path)
            if match is not None and "darwin" not in (match["platform"] or ""):  # another rule reports other platforms
                built.setdefault(match["module"], {})[match["abi"]] = entry.path
        elif entry.path.endswith(".whl"):
            known = wheel_tags.name_and_version(entry.path.rpartition("/")[2])
            if known is not None:
                wheels.setdefault(known, []).append(entry.path)
    yield from _extensions(built, wanted, runtime)
    yield from _wheels(wheels, runtime)


def _extensions(built: dict[str, dict[str, str]], wanted: str, runtime: Runtime) -> Iterator[Finding]:
    folders: dict[tuple[str, str], list[str]] = {}
    for module, abis in sorted(built.items()):
        if wanted not in abis:
            folders.setdefault((module.rpartition("/")[0], min(abis)), []).append(abis[min(abis)])
    for (_, abi), files in folders.items():
        more = f" and {len(files) - 1} more beside it" if len(files) > 1 else ""
        free = ", free-threaded" if abi.endswith(_FREE_THREADED) else ""
        digits = abi.rstrip("abcdefghijklmnopqrstuvwxyz")
        yield RULE.finding(
            f"{files[0]}{more} was built for Python {digits[0]}.{digits[1:]}{free}, but {runtime.id} is predicted",
            Location(files[0]),
            "install it again with the predicted Python, or leave it out",
        )


def _wheels(wheels: dict[tuple[str, str], list[str]], runtime: Runtime) -> Iterator[Finding]:
    """Yield a warning for each wheel; it is not known whether the service installs wheels of the project."""
    major, minor, _ = runtime.low
    for (name, version), paths in sorted(wheels.items()):
        if not any(wheel_tags.installs(path.rpartition("/")[2], major, minor) for path in paths):
            wanted = word(f"{name}=={version}")
            yield RULE.finding(
                f"no packed wheel of {name} {version} can be installed on {runtime.id}",
                Location(paths[0]),
                f"add one: `pip download --python-version {major}.{minor} --only-binary :all: {wanted}`",
                severity="warning",
            )


RULE = Rule("DP005", "vendored-extension-abi", "error", run=run)
