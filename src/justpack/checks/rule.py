"""A rule is a value: its code, its name, its severity and the function that finds what it is about.

Each module in `checks/rules/` ends with its `RULE`; the module's docstring is the rule's page. A rule looks at values:
it reads the project only through the tree of its context, and prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, Never, TypeAlias, TypeVar

from justpack.checks.context import PredictionContext
from justpack.facts import limits
from justpack.frozen import frozen
from justpack.model import Entry, Finding, Location, Problem, RelatedLocation, Severity

HEAD_LIMIT = 64 * 1024
"""Bytes of each file that rules about contents look at: keys, headers and pointers are at its beginning."""

SEARCH_LIMIT = limits.SEARCHED_BYTES
"""Bytes of each text file that are searched for words, such as those of keys."""

ContextT = TypeVar("ContextT", bound=PredictionContext)
NeededT = TypeVar("NeededT", bound=PredictionContext, contravariant=True)


@frozen
class ContentScan:
    """The functions with which a rule reads the packed files of one project."""

    wants: Callable[[Entry], bool]
    """Whether the rule reads a file, by its name and size."""
    look: Callable[[Entry, bytes], Iterator[Finding]]
    """The findings in a file; the bytes are its beginning, at most `HEAD_LIMIT` of them.

    With `words`, they are its whole content, at most `SEARCH_LIMIT` bytes.
    """
    finish: Callable[[], Iterator[Finding]] | None = None
    """The findings about all files together, after the last one."""
    starts: tuple[bytes, ...] = ()
    """If not empty, `wants` and `look` are called only for a file that begins with one of these."""
    words: tuple[bytes, ...] = ()
    """If not empty, `look` is called only for a file that contains one of these."""
    look_for: Callable[[Entry, bytes, frozenset[bytes]], Iterator[Finding]] | None = None
    """If not None, it is called instead of `look` for a file that contains some of `words`, with these words."""
    keeps_nothing: bool = False
    """Whether `look` keeps nothing of what it learns, so that a second process may call it before this one does."""
    beyond: Callable[[Entry], None] | None = None
    """Called for each wanted text file whose end, beyond `SEARCH_LIMIT`, was not searched for `words`."""


@frozen
class Rule(Generic[NeededT]):
    """A rule and the kind of context that it needs. Without `run` and `begin` it is only a page."""

    code: str
    """`LK001`: letters and three digits, never reused."""
    name: str
    """`lockfile-missing`: the name of its module, with hyphens."""
    severity: Severity
    run: Callable[[NeededT], Iterator[Finding]] | None = None
    """The findings about a project."""
    begin: Callable[[NeededT], ContentScan | None] | None = None
    """The scan of a project's packed files, or None if there is nothing to look for in them."""
    preview: bool = False
    """Whether the rule only runs if `[rules] preview = true` is set."""

    def finding(
        self,
        message: str,
        place: Location | None = None,
        help: str | None = None,
        *,
        related: Iterable[RelatedLocation] = (),
        severity: Severity | None = None,
    ) -> Finding:
        """Return a finding of this rule, with the rule's own severity unless another is given."""
        return Finding(self.code, self.name, severity or self.severity, message, place, help, tuple(related))

    def from_problem(self, problem: Problem, *, severity: Severity | None = None) -> Finding:
        """Return a finding of this rule about a problem that a reader reported."""
        return self.finding(problem.message, problem.location, problem.help, severity=severity)


AnyRule: TypeAlias = Rule[Never]
"""A rule of any context type: it can create findings, but cannot be run."""
