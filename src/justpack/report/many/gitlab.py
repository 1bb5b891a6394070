"""One Code Quality report of many projects for GitLab."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from justpack.report.formats import gitlab
from justpack.report.formats.registry import Run


def lines(runs: Sequence[Run]) -> Iterator[str]:
    """Yield the report as one text."""
    yield json.dumps([issue for run in runs for issue in gitlab.issues(run)], indent=2)
