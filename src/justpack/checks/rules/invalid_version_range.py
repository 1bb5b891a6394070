"""A declared version range does not follow the grammar of its tool.

npm ranges, PEP 440 specifiers, Poetry constraints and Maven ranges look similar but differ in detail. Tools often
ignore an invalid range without a message, and the default runtime is used.

A [project] table without a name or a version is reported too: no tool installs it. The finding is a warning if
requirements.txt installs the app and no lock file of such a tool is there; then only linters may read the table.

Example: `"engines": {"node": ">=22, <25"}`, because npm ranges have no commas.

Fix: replace the range by the one that the finding suggests, or write it in the grammar of the tool.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PredictionContext
from justpack.checks.rule import Rule
from justpack.checks.support.contents import stand_ins
from justpack.facts.assumptions import VERSION_FILES
from justpack.facts.manifests import PDM_LOCK, POETRY_LOCK, PYLOCK, PYPROJECT_TOML, REQUIREMENTS_TXT, UV_LOCK
from justpack.model import Finding, RelatedLocation


def run(context: PredictionContext) -> Iterator[Finding]:
    """Yield one finding for each declaration of the family that could not be understood."""
    for each in context.prediction.evidence:
        problem = each.evidence.problem
        if problem is not None and not stand_ins.reported(context, problem.location.path):
            # A file that only some tools read matters less than the manifest.
            lesser = each.evidence.strength == "hint" or VERSION_FILES in each.evidence.required_assumptions
            if each.evidence.source == "requires-python" and problem.location.path == PYPROJECT_TOML:
                lesser = lesser or _is_for_linters(context)
            yield RULE.finding(
                problem.message,
                problem.location,
                problem.help,
                severity="warning" if lesser else None,
                related=[RelatedLocation(place, "the same declaration") for place in each.evidence.elsewhere],
            )


def _is_for_linters(context: PredictionContext) -> bool:
    """Whether [project] is invalid as a whole, and what the app needs is installed from requirements.txt."""
    from justpack.ecosystems.python import project_table  # loaded only for a pyproject.toml
    from justpack.tree.documents import toml

    document = context.tree.load(PYPROJECT_TOML, toml.parse)
    if document is None or project_table.missing(document) is None:
        return False
    locked = any(context.tree.has(name) for name in (UV_LOCK, POETRY_LOCK, PDM_LOCK, PYLOCK))
    return context.tree.has(REQUIREMENTS_TXT) and not locked


RULE = Rule("RT008", "invalid-version-range", "error", run=run)
