"""Does a written range admit some release of a line? Asked by trying releases, not by computing sets.

Coarse on purpose, and independent of the grammars the client uses: agreement of the two then means something.
"""

from __future__ import annotations

from typing import Literal

Release = tuple[int, ...]
Dialect = Literal["npm", "pep440", "poetry"]
_OPERATORS = ("===", "~=", "==", "!=", ">=", "<=", ">", "<", "=", "^", "~")
_TRIED = (0, 1, 5, 20, 99)


class Unreadable(Exception):  # noqa: N818 - an answer, not a failure
    """The range is not written as its dialect wants it."""


def admits(written: str, line: Release, dialect: Dialect) -> bool:
    """Whether `written` admits a release that begins with `line`. `Unreadable` where it cannot be read."""
    choices = [_clauses(part, dialect) for part in written.split("||" if dialect != "pep440" else "\0")]
    named = {release for clauses in choices for _, release, _ in clauses}
    tried = {_filled((*line, *rest)) for rest in _rests(3 - len(line))}
    tried |= {near for release in named for near in _near(_filled(release)) if near[: len(line)] == line}
    return any(
        all(_holds(candidate, *clause, dialect) for clause in clauses) for clauses in choices for candidate in tried
    )


def _rests(length: int) -> list[Release]:
    rests: list[Release] = [()]
    for _ in range(length):
        rests = [(*rest, number) for rest in rests for number in _TRIED]
    return rests


def _near(release: Release) -> list[Release]:
    major, minor, patch = release
    return [release, (major, minor, patch + 1), (major, minor, max(0, patch - 1)), (major, max(0, minor - 1), 99)]


def _clauses(text: str, dialect: Dialect) -> list[tuple[str, Release, bool]]:
    """Operator, numbers, and whether a wildcard ended them."""
    if dialect != "pep440" and " - " in text:
        low, _, high = text.partition(" - ")
        return [_clause(f">={low.strip()}", dialect), _clause(f"<={high.strip()}", dialect)]
    for operator in _OPERATORS:
        text = text.replace(f"{operator} ", operator)
    words = text.replace(",", " ").split() if dialect != "npm" else text.split()
    return [_clause(word, dialect) for word in words]


def _clause(word: str, dialect: Dialect) -> tuple[str, Release, bool]:
    operator = next((sign for sign in _OPERATORS if word.startswith(sign)), "")
    parts = word[len(operator) :].strip().removeprefix("v").split("-")[0].split(".")
    numbers: list[int] = []
    for part in parts:
        if part in ("*", "x", "X"):
            return operator, tuple(numbers), True
        if not (part.isascii() and part.isdigit() and len(part) < 7) or len(numbers) == 3:
            raise Unreadable(word)
        numbers.append(int(part))
    if dialect == "pep440" and operator in ("", "^", "~", "="):
        raise Unreadable(word)
    return operator, tuple(numbers), False


def _filled(release: Release) -> Release:
    return (*release, 0, 0, 0)[:3]


def _holds(candidate: Release, operator: str, given: Release, wild: bool, dialect: Dialect) -> bool:
    if not given:
        return operator not in ("<", ">", "!=")
    # In npm a partial version stands for all its releases; elsewhere only one that ends with `.*` does.
    whole = wild or (dialect == "npm" and len(given) < 3)
    bound = _filled(given)
    beyond = candidate[: len(given)] > given
    match operator:
        case ">=":
            return candidate >= bound
        case "<":
            return candidate < bound
        case ">":
            return beyond if whole else candidate > bound
        case "<=":
            return not beyond if whole else candidate <= bound
        case "!=":
            return candidate[: len(given)] != given if whole else candidate != bound
        case "^":
            fixed = next((at for at, number in enumerate(given) if number), len(given) - 1) + 1
            return candidate >= bound and candidate[:fixed] == given[:fixed]
        case "~":
            return candidate >= bound and candidate[: min(2, len(given))] == given[:2]
        case "~=":
            fixed = max(1, len(given) - 1)
            return candidate >= bound and candidate[:fixed] == given[:fixed]
    return candidate[: len(given)] == given if whole else candidate == bound
