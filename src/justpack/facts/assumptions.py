"""Assumptions about the service that its publisher has not documented.

The order is: what the service reads, then what it chooses, then its defaults, so that the reasons of a prediction
appear in this order. Each entry has the assumed value, the alternatives, the reason, and the date on which it was last
checked. A user who knows better sets the value under `[assumptions]`; a prediction lists the assumptions it depends on.
The assumed defaults are computed from the catalog of runtimes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from justpack.facts import runtimes
from justpack.model import Assumption, Evidence, Family, Need, Runtime, Triple

_PLATFORMS = "other platforms (Vercel, Heroku, Railway) choose so"
_LIST = "the first of its family in the published list of runtimes"
_UNKNOWN = "nothing is published"
_DATE = "2026-11-24"

_ALWAYS: tuple[Assumption, ...] = (
    Assumption(
        "version-files",
        "the service reads version files (.nvmrc, .python-version, .java-version …)",
        "read", ("ignored",), _UNKNOWN, _DATE,
    ),
    Assumption(
        "kind-order",
        "of several kinds of project at the root, the service takes Java before Python before Node.js",
        "java, python, node", ("python, node, java", "node, python, java"), _UNKNOWN, _DATE,
    ),
    Assumption(
        "invalid-declaration",
        "the service ignores a version it cannot understand",
        "ignored", ("fails",), _UNKNOWN, _DATE,
    ),
    Assumption(
        "member-manifests",
        "in a workspace, the root's declarations decide",
        "root", ("nearest",), _UNKNOWN, _DATE,
    ),
    Assumption(
        "node-choice",
        "of several Node.js lines that fit, the service takes the highest",
        "highest", ("lowest",), _PLATFORMS, _DATE,
    ),
    Assumption(
        "python-choice",
        "of several Python lines that fit, the service takes the highest",
        "highest", ("lowest", "3.12"), "other platforms differ: most take the highest", _DATE,
    ),
    Assumption(
        "java-choice",
        "of several Java lines that are enough, the service takes the lowest",
        "lowest", ("highest",), "other readers take the declared level as the wanted one", _DATE,
    ),
    Assumption(
        "java-patch",
        "the JDK of the service is at a release that a window inside its line admits",
        "admitted", ("newest",), f"the patch of each line: {_UNKNOWN}", _DATE,
    ),
)  # fmt: skip


def of_catalog(catalog: Sequence[Runtime]) -> tuple[Assumption, ...]:
    """Return the assumptions about a service that offers these runtimes."""
    sample = f"{_LIST}; the one published sample build says nodejs22.x"
    offered = {runtime.family for runtime in catalog}
    reasons: Mapping[Family, str] = {"node": sample, "python": _LIST, "java": _LIST}
    return (*_ALWAYS, *(_default(catalog, family, reasons[family]) for family in reasons if family in offered))


def _default(catalog: Sequence[Runtime], family: Family, reason: str) -> Assumption:
    """Return the assumption that the first runtime of a family is its default; each other runtime may be it instead."""
    first, *others = (runtime.id for runtime in catalog if runtime.family == family)
    title = runtimes.FAMILY_TITLES[family]
    says = f"a {title} project that declares no version gets {first}"
    return Assumption(f"{family}-default", says, first, tuple(others), reason, _DATE)


ASSUMPTIONS: tuple[Assumption, ...] = of_catalog(runtimes.CATALOG)

VERSION_FILES = Need("version-files", "read")
"""The service reads version files."""
JAVA_PATCH = Need("java-patch", "newest")
"""The service's JDK is at the newest release of its line."""
MEMBER_MANIFESTS = Need("member-manifests", "nearest")
"""In a workspace, the manifest of the member decides and not that of the root."""


FIRST_PATCHES = 20
"""A bound of a Java line above this patch may be above the newest release; a line gets four patches a year."""


def ends_inside_line(evidence: Evidence) -> bool:
    """Whether a Java window admits the first releases of a line but not its newest, as `[17]` and `[11,17]` do."""
    if evidence.family != "java" or evidence.strength in ("pin", "hint") or evidence.versions is None:
        return False
    return any(is_first_release(high) for _, high in evidence.versions.spans)


def is_first_release(bound: Triple | None) -> bool:
    """Whether the upper bound of a span is after one of the first releases of a Java line."""
    return bound is not None and bound[1] == 0 and 0 < bound[2] <= FIRST_PATCHES


def values() -> Mapping[str, str]:
    """Return the assumed value of every assumption, by id."""
    return {assumption.id: assumption.value for assumption in ASSUMPTIONS}


def by_id(id: str) -> Assumption:
    """Return the assumption with that id. Raises KeyError if there is none."""
    return next(assumption for assumption in ASSUMPTIONS if assumption.id == id)
