"""justpack: the runtime a JustDeploy project will get, and why; its checks, its zip, its deployment."""

from __future__ import annotations

__version__ = "0.1.0"
