"""Which findings are shown, and with which severity.

The command line comes first, then the configuration; within each of them the longest word that fits a code wins, and
`ignore` wins over `select`. A word is a code, the beginning of one (`SC`) or a rule's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from justpack.checks import registry
from justpack.errors import UsageError
from justpack.model import Finding, RuleSettings, RuleWord, Severity

NOT_BY_FILE = frozenset({"SC007"})
"""The rules that only the command line can hide: they are about what a file of the project does."""

Level = Severity | Literal["off"]


@dataclass(frozen=True, slots=True)
class RuleSelection:
    """The rules that the user selected, as prefixes of codes."""

    flag_select: tuple[str, ...] | None
    flag_ignore: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    levels: tuple[tuple[str, Level], ...]

    def level(self, code: str) -> Level | None:
        """Return the severity that the user set: `off` to hide the findings, None if the user set none."""
        if code in NOT_BY_FILE:
            return "off" if _selected(code, self.flag_select, self.flag_ignore) is False else None
        wanted, own = _selected(code, self.flag_select, self.flag_ignore), self._configured(code)
        if wanted is None:
            wanted = own != "off" and _selected(code, self.select, self.ignore) is not False
        if not wanted:
            return "off"
        return None if own == "off" else own

    def _configured(self, code: str) -> Level | None:
        fitting = [(len(start), level) for start, level in self.levels if code.startswith(start)]
        return max(fitting, key=lambda each: each[0])[1] if fitting else None

    def shown(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the selected findings with severity overrides applied."""
        for finding in findings:
            level = self.level(finding.code)
            if level != "off":
                yield finding if level is None else replace(finding, severity=level)


def resolve(rules: RuleSettings) -> RuleSelection:
    """Return the prefixes of codes for the user's words. Raises UsageError if a word matches no rule."""
    words = [
        *(rules.flag_select or ()), *rules.flag_ignore, *(rules.select or ()), *rules.ignore,
        *(word for word, _ in rules.severity),
    ]  # fmt: skip
    meant = _meanings(words) if words else {}

    def codes(words: Sequence[RuleWord]) -> tuple[str, ...]:
        return tuple(meant[word.word] for word in words)

    return RuleSelection(
        None if rules.flag_select is None else codes(rules.flag_select),
        codes(rules.flag_ignore),
        None if rules.select is None else codes(rules.select),
        codes(rules.ignore),
        tuple((meant[word.word], level) for word, level in rules.severity),
    )


def _selected(code: str, select: tuple[str, ...] | None, ignore: tuple[str, ...]) -> bool | None:
    """Return whether the lists select or ignore the code, or None if they decide nothing about it."""
    wanted = max((len(start) for start in select or () if code.startswith(start)), default=0)
    unwanted = max((len(start) for start in ignore if code.startswith(start)), default=0)
    if unwanted and unwanted >= wanted:
        return False
    if wanted:
        return True
    return None if select is None else False


def _meanings(words: Iterable[RuleWord]) -> dict[str, str]:
    names = _codes_by_name()
    found = {}
    for word in words:
        code = names.get(word.word.lower(), word.word.upper())
        if not word.word or not any(known.startswith(code) for known in names.values()):
            raise unknown_rule(word.word, f"{word.at}: ")
        found[word.word] = code
    return found


def _codes_by_name() -> dict[str, str]:
    return {rule.name: rule.code for rule in map(registry.load, registry.ALL)}


def unknown_rule(word: str, origin: str = "") -> UsageError:
    """Return the error that no rule has this code or name, with the nearest one; the origin precedes the message."""
    from difflib import get_close_matches

    names = _codes_by_name()
    prefix, number = word[:2].upper(), word[2:].lstrip("-")
    padded = f"{prefix}{number.lstrip('0'):>03}" if number.isascii() and number.isdigit() else word.upper()
    close = [padded] if padded in names.values() else get_close_matches(word.upper(), sorted(names.values()), 1)
    close = close or get_close_matches(word.lower(), sorted(names), 1)
    help = f"did you mean {close[0]!r}?" if close else "run `justpack rule` to list the rules"
    return UsageError(f"{origin}there is no rule {word!r}", help=help)
