"""Compare a version grammar with its owner's: awkward texts, and versions near every bound."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from justpack.errors import VersionSyntaxError
from justpack.model import Triple, VersionSet

Answer = list[bool] | None


"""For each version asked about whether it is admitted, or None where the text is invalid."""


Parse = Callable[[str], VersionSet]


Draw = Callable[[random.Random], str]


Owner = Callable[[list[tuple[str, list[str]]]], list[Answer]]


SEED = 20261124


def compare(
    draw: Draw, alphabet: str, count: int, parse: Parse, owner: Owner, largest: int, seed: int = SEED
) -> list[str]:
    """In validity, or on any version near a bound; also where the texts test only one of the two.

    Every third text is damaged with characters of `alphabet`; no number above `largest` is asked about.
    """
    rng = random.Random(seed)
    texts = [_maybe_damaged(rng, draw(rng), alphabet)[:600] for _ in range(count)]
    ours = [_parsed(parse, text) for text in texts]
    near = [_near(text, versions, largest) for text, versions in zip(texts, ours, strict=True)]
    answers = owner([(text, [".".join(map(str, t)) for t in asked]) for text, asked in zip(texts, near, strict=True)])
    lines = []
    for text, versions, asked, answer in zip(texts, ours, near, answers, strict=True):
        mine = None if versions is None else [triple in versions for triple in asked]
        if mine != answer:
            lines.append(_line(text, asked, mine, answer))
    valid = sum(answer is not None for answer in answers) / count
    return lines if 0.15 < valid < 0.85 else [*lines, f"{valid:.0%} of the texts are valid: one side is hardly tested"]


def _maybe_damaged(rng: random.Random, text: str, alphabet: str) -> str:
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice([*alphabet, ""]) + text[at + rng.randint(0, 1) :]
    return text


def _parsed(parse: Parse, text: str) -> VersionSet | None:
    try:
        return parse(text)
    except VersionSyntaxError:
        return None


def _near(text: str, versions: VersionSet | None, largest: int) -> list[Triple]:
    """The versions around every bound of our answer, and around every version that is written in the text."""
    bounds = {bound for span in (versions.spans if versions else ()) for bound in span if bound is not None}
    for written in re.findall(r"[0-9]+(?:\.[0-9]+){0,2}", text):
        numbers = [min(int(part), largest) for part in written.split(".")]
        for filler in (0, 7):
            major, minor, patch = [*numbers, filler, filler, filler][:3]
            bounds.add((major, minor, patch))
    around = {(0, 0, 0), (1, 2, 3), (largest, largest, largest)}
    for major, minor, patch in bounds:
        for a, b, c in ((0, 0, -1), (0, 0, 0), (0, 0, 1), (0, 1, 0), (0, -1, 0), (1, 0, 0), (-1, 0, 0)):
            around.add((major + a, minor + b, patch + c))
        around |= {(major - 1, largest, largest), (major, minor - 1, largest), (major, 0, 0), (major, minor, 0)}
    return sorted(triple for triple in around if all(0 <= number <= largest for number in triple))


def _line(text: str, near: list[Triple], mine: Answer, answer: Answer) -> str:
    if mine is None or answer is None:
        return f"{text!r}: we say {_word(mine)}, the owner {_word(answer)}"
    different = [triple for triple, ours, theirs in zip(near, mine, answer, strict=True) if ours != theirs]
    return (
        f"{text!r}: differs on {different[:5]}, of which we admit {[t for t in different if mine[near.index(t)]][:5]}"
    )


def _word(answer: Answer) -> str:
    return "invalid" if answer is None else "valid"
