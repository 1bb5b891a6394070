"""Tests of the public names of `justpack` and of the signatures of its functions."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import cast, get_type_hints

import pytest

import justpack

NAMES = [
    "Address",
    "Archive",
    "AssumptionDependency",
    "AsyncClient",
    "Build",
    "BusyError",
    "Client",
    "Comparison",
    "Created",
    "CredentialsError",
    "Decision",
    "DeletedProject",
    "DeployReport",
    "DeployState",
    "Deployment",
    "Detection",
    "Difference",
    "Edit",
    "Endpoint",
    "Entry",
    "EvaluatedEvidence",
    "Evidence",
    "Excluded",
    "Finding",
    "IgnoreRule",
    "Inspection",
    "JustpackError",
    "Limits",
    "LiveStream",
    "Location",
    "Need",
    "OrganizationError",
    "PackError",
    "PackedEntry",
    "Plan",
    "PlannedProject",
    "Prediction",
    "Problem",
    "Progress",
    "ProjectMarker",
    "ProjectResult",
    "ReceivedUpload",
    "Refused",
    "RefusedError",
    "RelatedLocation",
    "RepositoryPlan",
    "Retries",
    "Review",
    "RuleSettings",
    "RuleWord",
    "Sandbox",
    "Scenario",
    "Secret",
    "SeenRequest",
    "ServiceError",
    "Settings",
    "Stream",
    "Timeouts",
    "TryLaterError",
    "UploadUrl",
    "UsageError",
    "VersionSet",
    "Workspace",
    "__version__",
    "check",
    "check_many",
    "deploy",
    "detect",
    "pack",
    "pack_many",
    "plan",
    "plan_many",
    "stream",
    "verify",
]
CHOICE = "*, settings=None, exclude=(), include=(), force_include=()"
KNOWN = "*, runtime=None, assumptions=None, settings=None"
SIGNATURES = {
    "detect": f"(path='.', {KNOWN}, ref=None)",
    "check": f"(path='.', {KNOWN}, exclude=(), include=(), force_include=(), ref=None)",
    "plan": f"(path='.', {CHOICE}, ref=None)",
    "pack": f"(path, target=None, {CHOICE}, level=5, mtime='fixed', jobs=None, cache=False, on_progress=None)",
    "stream": f"(path, {CHOICE}, level=5, mtime='fixed', jobs=None, cache=False, on_progress=None)",
}


def test_exports_exactly_the_public_names() -> None:
    assert justpack.__all__ == NAMES
    assert dir(justpack) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_resolves_every_public_name(name: str) -> None:
    assert getattr(justpack, name) is not None


def _named_types(value: object) -> Iterator[str]:
    """Yield the types of justpack in the annotations of a public class or function, as `module.Name`."""
    module = inspect.getmodule(value)
    assert module is not None
    known = _imports(module)
    for annotation in _annotations(value):
        for name in re.findall(r"\b[A-Z]\w+", annotation):
            if name in known:
                yield known[name]


def _imports(module: ModuleType) -> dict[str, str]:
    """Return the classes of justpack that a module defines or imports, including imports for type checking only."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("justpack"):
            found |= {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            found[node.name] = f"{module.__name__}.{node.name}"
    return found


def _annotations(value: object) -> Iterator[str]:
    if inspect.isclass(value):
        yield from (str(text) for name, text in vars(value).get("__annotations__", {}).items() if name[0] != "_")
        members = [
            each for base in value.__mro__ if base.__module__.startswith("justpack") for each in vars(base).items()
        ]
        for name, member in members:
            function = member.fget if isinstance(member, property) else member
            if inspect.isfunction(function) and (name[0] != "_" or name == "__init__"):
                yield from map(str, inspect.get_annotations(function).values())
    else:
        yield from map(str, inspect.get_annotations(cast("Callable[..., object]", value)).values())


def test_exports_every_type_of_a_public_signature() -> None:
    named = {name for each in NAMES if each[0] != "_" for name in _named_types(getattr(justpack, each))}
    missing = {name for name in named if name.rpartition(".")[2] not in NAMES and _is_class(name)}
    assert missing == set()


def _is_class(name: str) -> bool:
    module, _, last = name.rpartition(".")
    return inspect.isclass(getattr(import_module(module), last))


def test_raises_attribute_error_for_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = justpack.nonsense  # type: ignore[attr-defined]


def _signature(function: Callable[..., object]) -> str:
    bare = [
        each.replace(annotation=inspect.Parameter.empty) for each in inspect.signature(function).parameters.values()
    ]
    return str(inspect.Signature(bare))


@pytest.mark.parametrize(("name", "signature"), SIGNATURES.items())
def test_accepts_the_documented_parameters(name: str, signature: str) -> None:
    assert _signature(getattr(justpack, name)) == signature


def _functions(value: object) -> Iterator[Callable[..., object]]:
    if inspect.isfunction(value):
        yield value
    elif inspect.isclass(value):
        for name, member in vars(value).items():
            function = getattr(member, "fget", getattr(member, "__func__", member))
            if inspect.isfunction(function) and (name[0] != "_" or name == "__init__"):
                yield function


@pytest.mark.parametrize("name", NAMES)
def test_resolves_every_annotation(name: str) -> None:
    value = getattr(justpack, name)
    if inspect.isclass(value):
        get_type_hints(value)
    for function in _functions(value):
        get_type_hints(function)
        inspect.signature(function, eval_str=True)


def test_derives_every_exception_from_justpack_error() -> None:
    errors = [getattr(justpack, name) for name in NAMES if name.endswith("Error")]
    assert all(issubclass(each, justpack.JustpackError) for each in errors)
    assert {each.exit_code for each in errors} == {1, 2, 5, 70, 75}


def test_does_not_import_modules_before_they_are_used() -> None:
    program = "import sys, justpack; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"httpx", "click", "rich", "pathspec", "packaging", "deflate", "zipfile"}.isdisjoint(loaded)
