"""Which commands are there, in the order they are shown?"""

from __future__ import annotations

COMMANDS = (
    "detect",
    "check",
    "files",
    "pack",
    "size",
    "verify",
    "deploy",
    "builds",
    "build",
    "endpoints",
    "init",
    "rule",
    "sandbox",
)
