"""The readers of the library, found in its packages: functions that take the text or the bytes of a file."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from types import ModuleType

import justpack

Reader = Callable[[bytes], object]

PACKAGES = (
    *("justpack.versions", "justpack.tree.documents", "justpack.tree.git", "justpack.tree.ignore"),
    *("justpack.ecosystems", "justpack.evidence", "justpack.checks.support.contents"),
)
"""The packages that read files of a project."""


def modules() -> Iterator[ModuleType]:
    """Yield the modules of the packages."""
    for found in pkgutil.walk_packages(justpack.__path__, "justpack."):
        if found.name.startswith(tuple(f"{each}." for each in PACKAGES)) and not found.ispkg:
            yield import_module(found.name)


def functions() -> Iterator[tuple[str, Callable[..., object], list[str]]]:
    """Yield each public function of a module: its name, itself, and the types of its required parameters."""
    for module in modules():
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(inspect.unwrap(function)):
                continue
            if getattr(function, "__module__", "") != module.__name__:
                continue
            parameters = inspect.signature(function).parameters.values()
            required = [str(each.annotation) for each in parameters if each.default is each.empty]
            yield f"{module.__name__.removeprefix('justpack.')}.{name}", function, required


def _at_a_path(read: Callable[..., object], data: bytes) -> object:
    return read("a", data)


def _of_text(read: Callable[..., object], data: bytes) -> object:
    return read(data.decode())


def readers() -> dict[str, Reader]:
    """Return each function that reads one text, or the bytes of one file at a path."""
    found: dict[str, Reader] = {}
    for name, function, required in functions():
        if required == ["bytes"]:
            found[name] = function
        elif required == ["str", "bytes"]:
            found[name] = partial(_at_a_path, function)
        elif required == ["str"] and name.startswith("versions."):
            found[name] = partial(_of_text, function)
    return found
