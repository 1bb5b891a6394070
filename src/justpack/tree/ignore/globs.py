"""The include and exclude globs of the configuration and of the command line.

The syntax is that of a `.gitignore` without `!`: a glob matches a path or a folder that contains the path. pathspec
keeps the order and finds the last match. Each glob is matched by our own automaton, because pathspec's regular
expressions can take minutes on a glob with six asterisks. If there are many globs, only those whose literal text can be
in the path are tried one by one, and those with hardly any literal text all at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from pathspec import PathSpec
from pathspec.pattern import Pattern

from justpack.errors import UsageError
from justpack.facts.limits import GLOBS
from justpack.facts.limits import IGNORE_STATES as STATES_LIMIT
from justpack.model import Decision, IgnoreRule
from justpack.tree.ignore.ignore import Line, line
from justpack.tree.ignore.literal_index import GRAM, LiteralIndex, PatternSet
from justpack.tree.ignore.wildcards import Star, Wildcard, byte_text, tokens

MANY = 32
"""The number of globs up to which pathspec tries each of them on each path."""


class _Glob(Pattern):
    """One glob as a pattern class of pathspec."""

    __slots__ = ("decision", "line", "literals", "opening", "wildcard")

    def __init__(self, line: Line) -> None:
        super().__init__(True)
        parts = line.wildcard.parts
        self.line = line
        self.decision = Decision(line.rule.keeps, line.rule)
        self.wildcard = line.wildcard if line.rooted else Wildcard([Star.FOLDERS, *parts])
        self.literals = sorted(self.wildcard.literals(), key=len, reverse=True)
        first = list(itertools.takewhile(lambda part: part != "/", parts))
        self.opening = line.rooted and len(first) < len(parts) and all(isinstance(part, str) for part in first)
        """Whether the first part of the glob is a literal folder name."""

    def matches(self, file: str) -> bool:
        """Return whether `match_file` finds a match; quick if a literal part of the glob is missing."""
        for literal in self.literals:
            if literal not in file:
                return False
        return self.match_file(file) is True

    @property
    def is_everything(self) -> bool:
        """Whether the glob is a path that excludes everything in the project."""
        return (
            self.line.rooted
            and not self.line.rule.keeps
            and all(isinstance(part, Star) for part in self.line.wildcard.parts)
        )

    def match_file(self, file: str) -> bool | None:
        """Return True if the byte text (a folder's ends with a slash) or a folder above it matches, otherwise None."""
        path = file.removesuffix("/")
        whole = not self.line.folders_only or path != file
        return self.wildcard.match_or_hold(path, whole=whole) or None


class Globs:
    """The exclude and include globs of one layer, in the order given; the last one that matches decides."""

    def __init__(
        self,
        exclude: Sequence[str],
        include: Sequence[str],
        *,
        origins: tuple[str, str],
        order: Sequence[bool] = (),
        above: str = "",
    ) -> None:
        """`origins` are the values of `IgnoreRule.origin` for exclude and include globs.

        `order` contains for each glob, in the order given, whether it is an include; without it the excludes are first.
        `above` is the path from the folder that the globs are relative to down to the project, "" if it is the project.
        Raises UsageError if a glob is invalid.
        """
        if len(exclude) + len(include) > GLOBS:
            raise UsageError(f"{origins[0]}: there are more than {GLOBS:,} globs", help="combine them to fewer globs")
        self._relative_to_project = not above
        self._globs: list[_Glob] = []
        left = {False: iter(exclude), True: iter(include)}
        for keeps in order or (False,) * len(exclude) + (True,) * len(include):
            glob = next(left[keeps])
            parsed = _parsed(glob, origin=origins[keeps], keeps=keeps)
            self._globs += _below(glob, parsed, above) if above else [parsed]
        if above and not any(glob.line.rule.keeps for glob in self._globs):
            # whoever packs the project has asked for it; with an include, the rest of it is meant to be left out
            self._globs = [glob for glob in self._globs if not glob.is_everything]
        # The other backends of pathspec need regular expressions. PathSpec tries every glob on every path, which takes
        # too long for a list of thousands of globs.
        self._spec = PathSpec(self._globs, backend="simple") if len(self._globs) <= MANY else None
        self._index = LiteralIndex()
        self._set = PatternSet()
        for number, each in enumerate(self._globs) if self._spec is None else ():
            if len(each.wildcard.literal) >= GRAM:
                self._index.add(number, each.wildcard.literals())
            else:
                self._set.add(number, each.wildcard, folders_only=each.line.folders_only)
        if self._set.states > STATES_LIMIT:
            what = f"the globs without a literal text have more than {STATES_LIMIT:,} characters"
            raise UsageError(f"{origins[0]}: {what}", help="combine them to fewer globs")
        self._folder = ""
        """The last folder that the last glob was tried on, without a match."""
        self._held = ""
        """A folder that the last glob matches, and therefore every path below it; "" if none is known."""

    def last(self, path: str, *, is_dir: bool) -> Decision | None:
        """Return the decision of the last glob that matches the path (byte text from the root), or None."""
        if not self._globs:
            return None
        if self._held and path.startswith(self._held):
            return self._globs[-1].decision
        folder = path[: path.rfind("/") + 1]
        if folder != self._folder:
            if folder and self._globs[-1].match_file(folder):
                self._held = folder
                return self._globs[-1].decision
            self._folder = folder
        text = path + "/" if is_dir else path
        if self._spec is not None:
            found = self._spec.check_file(text, separators=()).index
        else:
            least = self._set.last_above(text)
            found = None if least < 0 else least
            for number in self._index.candidates(text):
                if number < least:
                    break
                if self._globs[number].matches(text):
                    found = number
                    break
        return None if found is None else self._globs[found].decision

    def every(self, path: str, *, is_dir: bool) -> list[IgnoreRule]:
        """Return the rule of every glob that matches, strongest first."""
        text = path + "/" if is_dir else path
        return [glob.line.rule for glob in reversed(self._globs) if glob.match_file(text)]

    def opens(self, folder: str) -> bool:
        """Return whether an include glob with a literal first folder could match below this folder (byte text)."""
        return any(g.opening and g.decision.included and g.wildcard.reaches(folder) for g in self._globs)

    def matchers(self) -> Iterator[tuple[IgnoreRule, Callable[[str], bool]]]:
        """Yield each glob with a function that returns whether it matches a path (byte text; the path of a folder ends
        with a slash). Globs of a configuration above the project are not among them: they can be about other projects.
        """
        if self._relative_to_project:
            for glob in self._globs:
                yield glob.line.rule, glob.matches


def _below(glob: str, parsed: _Glob, above: str) -> Iterator[_Glob]:
    """Yield the globs, relative to the project, that match what a glob relative to a folder above it matches there.

    An exclude of a folder above the project, or of the project itself, is one of everything in it.
    """
    if not parsed.line.rooted:
        yield parsed
        return
    split = glob.removeprefix("./").strip("/").split("/")
    rest = {tuple(part for part, after in zip(split, [*split[1:], ""], strict=True) if not part == after == "**")}
    for folder in map(byte_text, above.split("/")):
        rest = {each for parts in rest for each in _after(parts, folder)}
    rule = parsed.line.rule
    for parts in sorted(rest, key=len):
        if not parts and rule.keeps:
            continue
        text = "/" + "/".join(parts or ["**"]) + ("/" if parts and parsed.line.folders_only else "")
        found = line(byte_text(text), origin=rule.origin)
        if found is not None:
            yield _Glob(Line(rule, found.folders_only, found.rooted, found.wildcard))


def _after(parts: tuple[str, ...], folder: str) -> Iterator[tuple[str, ...]]:
    """Yield the parts of a glob that are still to be matched below a folder with this name (byte text)."""
    if not parts:
        return
    if parts[0] == "**":
        yield parts
        yield from _after(parts[1:], folder)
        return
    pattern = tokens(byte_text(parts[0]))
    if pattern and Wildcard(pattern).match(folder):
        yield parts[1:]


def _parsed(glob: str, *, origin: str, keeps: bool) -> _Glob:
    if glob.startswith("!"):
        other = "exclude" if keeps else "include"
        raise UsageError(f"{origin}: the glob {glob} begins with !", help=f"write it under {other}, without the !")
    written = glob.removeprefix("./")
    found = line(byte_text(written), origin=origin)
    if found is None or ".." in written.split("/"):
        raise UsageError(f"{origin}: the glob {glob!r} can match nothing", help="globs are relative to the project")
    rule = IgnoreRule(origin, glob, keeps)
    return _Glob(Line(rule, found.folders_only, found.rooted, found.wildcard))
