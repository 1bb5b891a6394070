"""The names of the commands."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "detect": "project",
    "check": "project",
    "files": "project",
    "pack": "project",
    "size": "project",
    "verify": "project",
    "plan": "project",
    "deploy": "service",
    "builds": "service",
    "build": "service",
    "endpoints": "service",
    "init": "project",
    "rule": "project",
    "schema": "project",
    "sandbox": "service",
}
"""The commands in the order of the help text, each with the folder of its module."""
