"""What is the JSON of a run? One object, as the contract has it; the same input gives the same text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from justpack._version import __version__
from justpack.model import Finding

if TYPE_CHECKING:
    from justpack.report.formats.registry import Run

SCHEMA_VERSION = 1
_LONE = re.compile(r"(?<!\\ud[89ab][0-9a-f]{2})\\udc(?P<byte>[89a-f][0-9a-f])")


def lines(run: Run) -> Iterator[str]:
    """The one object."""
    yield dumps(run.command, run.ok, run.result, run.findings)


def dumps(command: str, ok: bool, result: Mapping[str, object] | None, findings: Sequence[Finding]) -> str:
    """The envelope as text, without a line end."""
    envelope = {
        "schema": f"justpack/{command}",
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "justpack", "version": __version__},
        "ok": ok,
        "result": result,
        "findings": [finding.to_dict() for finding in findings],
    }
    text = json.dumps(envelope, indent=2, ensure_ascii=True)
    # Python writes bytes that are no UTF-8 as lone surrogates, which other readers of JSON refuse.
    return _LONE.sub(lambda found: rf"\\x{found['byte']}", text)
