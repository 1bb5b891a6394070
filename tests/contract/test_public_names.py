"""Tests of the public names of `justpack` and of the signatures of its functions."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable

import pytest

import justpack

NAMES = [
    "Archive", "AsyncClient", "Build", "Client", "CredentialsError", "Deployment", "Detection", "Difference",
    "Endpoint", "Entry", "Evidence", "Finding", "JustpackError", "PackError", "Plan", "Prediction", "Progress",
    "RefusedError", "Review", "ServiceError", "Settings", "Stream", "TryLaterError", "UsageError", "__version__",
    "check", "detect", "pack", "plan", "verify",
]  # fmt: skip
CHOICE = "*, settings=None, exclude=(), include=(), force_include=()"
KNOWN = "*, runtime=None, assumptions=None, settings=None"
SIGNATURES = {
    "detect": f"(path='.', {KNOWN})",
    "check": f"(path='.', {KNOWN}, exclude=(), include=(), force_include=())",
    "plan": f"(path='.', {CHOICE})",
    "pack": f"(path, target=None, {CHOICE}, level=5, mtime='fixed', jobs=None, cache=False, on_progress=None)",
}


def test_exports_exactly_the_public_names() -> None:
    assert justpack.__all__ == NAMES
    assert dir(justpack) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_resolves_every_public_name(name: str) -> None:
    assert getattr(justpack, name) is not None


def test_raises_attribute_error_for_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = justpack.nonsense


def _signature(function: Callable[..., object]) -> str:
    bare = [
        each.replace(annotation=inspect.Parameter.empty) for each in inspect.signature(function).parameters.values()
    ]
    return str(inspect.Signature(bare))


@pytest.mark.parametrize(("name", "signature"), SIGNATURES.items())
def test_accepts_the_documented_parameters(name: str, signature: str) -> None:
    assert _signature(getattr(justpack, name)) == signature


def test_derives_every_exception_from_justpack_error() -> None:
    errors = [getattr(justpack, name) for name in NAMES if name.endswith("Error")]
    assert all(issubclass(each, justpack.JustpackError) for each in errors)
    assert {each.exit_code for each in errors} == {1, 2, 5, 70, 75}


def test_does_not_import_modules_before_they_are_used() -> None:
    program = "import sys, justpack; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"httpx", "click", "rich", "pathspec", "packaging", "deflate", "zipfile"}.isdisjoint(loaded)
