"""The rule that reports a path that cannot be packed."""

from __future__ import annotations

from justpack.checks.rule import AnyRule
from justpack.checks.rules import broken_link, special_file, symlink_escapes_root, unportable_name, unreadable_path
from justpack.model import RefusedKind

_REPORTED: tuple[tuple[tuple[RefusedKind, ...], AnyRule], ...] = (
    (broken_link.KINDS, broken_link.RULE),
    (symlink_escapes_root.KINDS, symlink_escapes_root.RULE),
    (unportable_name.KINDS, unportable_name.RULE),
    (special_file.KINDS, special_file.RULE),
    (unreadable_path.KINDS, unreadable_path.RULE),
)


def rule_of(kind: RefusedKind) -> AnyRule:
    """Return the rule that reports paths refused for this kind of reason."""
    return next(rule for kinds, rule in _REPORTED if kind in kinds)
