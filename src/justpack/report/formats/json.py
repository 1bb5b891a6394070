"""JSON output of a run: one object in the form of the JSON contract. Equal results have equal text."""

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
    """Yield the JSON object as one text."""
    yield dumps(run.command, run.ok, run.result, run.findings, run.failure)


def dumps(
    command: str,
    ok: bool,
    result: Mapping[str, object] | None,
    findings: Sequence[Finding],
    failure: Mapping[str, object] | None = None,
) -> str:
    """Return the JSON object with its envelope as text, without a line end."""
    envelope = {
        "schema": f"justpack/{command}",
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "justpack", "version": __version__},
        "ok": ok,
        "result": result,
        "findings": [finding.to_dict() for finding in findings],
        **({} if failure is None else {"failure": failure}),
    }
    return text_of(envelope)


def text_of(value: object) -> str:
    """Return a value as text, without a line end."""
    text = json.dumps(value, indent=2, ensure_ascii=True)
    # Python represents bytes that are not UTF-8 as lone surrogates, which other JSON parsers reject.
    return _LONE.sub(lambda found: rf"\\x{found['byte']}", text)
