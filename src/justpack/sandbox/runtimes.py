"""The runtimes that the sandbox offers: its own data, which a test compares with `justpack.facts.runtimes`.

The sandbox imports no facts, so that its answers are independent of the prediction. A runtime is one line here.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Family = Literal["node", "python", "java"]


class Runtime(NamedTuple):
    """One runtime of the service."""

    id: str
    """As the service writes it."""
    family: Family
    line: tuple[int, ...]
    """The release line: `(22,)`, `(3, 13)`."""
    name: str = ""
    """What nvm calls the line: `lts/jod`."""


RUNTIMES: tuple[Runtime, ...] = (
    Runtime("nodejs24.x", "node", (24,), "lts/krypton"),
    Runtime("nodejs22.x", "node", (22,), "lts/jod"),
    Runtime("python3.14", "python", (3, 14)),
    Runtime("python3.13", "python", (3, 13)),
    Runtime("python3.12", "python", (3, 12)),
    Runtime("java21", "java", (21,)),
    Runtime("java17", "java", (17,)),
)
"""The newest of each family first."""

NEWEST_NAMES = ("lts/*", "node", "latest")
"""Names for the newest line of Node.js."""
