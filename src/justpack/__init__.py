"""justpack predicts the runtime of a JustDeploy project, checks the project, packs it and deploys it.

This module exports the public names. Each name is imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from justpack._version import __version__

if TYPE_CHECKING:
    from justpack.archive.finished.verify import Difference
    from justpack.archive.pack import Stream
    from justpack.deploy.aio import AsyncClient
    from justpack.deploy.sync import Client
    from justpack.errors import (
        CredentialsError,
        JustpackError,
        PackError,
        RefusedError,
        ServiceError,
        TryLaterError,
        UsageError,
    )
    from justpack.library import check, detect, pack, plan, verify
    from justpack.model import (
        Archive,
        Build,
        Deployment,
        Detection,
        Endpoint,
        Entry,
        Evidence,
        Finding,
        Plan,
        Prediction,
        Progress,
    )
    from justpack.pipeline import Review
    from justpack.settings import Settings

_HOMES = {
    "justpack.archive.pack": ("Stream",),
    "justpack.archive.finished.verify": ("Difference",),
    "justpack.deploy.aio": ("AsyncClient",),
    "justpack.deploy.sync": ("Client",),
    "justpack.errors": (
        "CredentialsError",
        "JustpackError",
        "PackError",
        "RefusedError",
        "ServiceError",
        "TryLaterError",
        "UsageError",
    ),
    "justpack.library": ("check", "detect", "pack", "plan", "verify"),
    "justpack.model": (
        "Archive",
        "Build",
        "Deployment",
        "Detection",
        "Endpoint",
        "Entry",
        "Evidence",
        "Finding",
        "Plan",
        "Prediction",
        "Progress",
    ),
    "justpack.pipeline": ("Review",),
    "justpack.settings": ("Settings",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Archive",
    "AsyncClient",
    "Build",
    "Client",
    "CredentialsError",
    "Deployment",
    "Detection",
    "Difference",
    "Endpoint",
    "Entry",
    "Evidence",
    "Finding",
    "JustpackError",
    "PackError",
    "Plan",
    "Prediction",
    "Progress",
    "RefusedError",
    "Review",
    "ServiceError",
    "Settings",
    "Stream",
    "TryLaterError",
    "UsageError",
    "__version__",
    "check",
    "detect",
    "pack",
    "plan",
    "verify",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'justpack' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
