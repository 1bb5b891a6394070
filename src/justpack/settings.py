"""Reader of the configuration: flags, environment, `justpack.toml` and `pyproject.toml`.

Precedence: flags > environment > the nearest justpack.toml up to the repository's root > `[tool.justpack]` in
pyproject.toml > defaults. If the justpack.toml at the repository's root has a table `[workspace]`, its keys and those
of `[workspace.defaults]` apply to every project below it, under the keys of the project itself. An unknown key is an
error with a suggestion. Credentials are not settings: they are read from the environment only, and only for a
deployment.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from justpack.errors import ManifestError, UsageError
from justpack.facts import assumptions, manifests, runtimes
from justpack.frozen import field, frozen
from justpack.model import FAIL_ON, SEVERITIES, Limits, Location, RuleSettings, RuleWord, Severity
from justpack.tree.safe_fs.reader import read_bytes

if TYPE_CHECKING:
    from justpack.tree.documents.toml import TomlDocument

FILE = manifests.JUSTPACK_TOML
ENVIRONMENT: Mapping[str, str] = {
    "JUSTDEPLOY_API_URL": "api-url",
    "JUSTDEPLOY_ORGANIZATION": "organization",
    "JUSTDEPLOY_PROJECT": "project",
    "JUSTDEPLOY_STAGE": "stage",
    "JUSTPACK_RUNTIME": "runtime",
}
"""The environment variables that set a configuration key, each with its key."""

_FLAGS = {"runtime": "--runtime", "stage": "--stage"}
"""The options whose values are checked."""
_TEXTS = frozenset({"runtime", "organization", "project", "stage"})
# `api-url` is not accepted in a file: an untrusted project must not control where the keys are sent.
_LISTS = frozenset({"exclude", "include", "force-include"})
TABLES: Mapping[str, frozenset[str]] = {
    "assumptions": frozenset(assumptions.values()),
    "limits": frozenset({"file-size", "package-size", "package-large"}),
}
"""The allowed keys of each table, except `[rules]`."""
WORKSPACE = ("members", "exclude", "defaults")
"""The allowed keys of `[workspace]`, which only a justpack.toml has."""
KEYS = frozenset({*_TEXTS, *_LISTS, *TABLES, "rules", "workspace"})
"""The allowed keys at the top level."""
RULES = ("select", "ignore", "severity", "preview", "fail-on")
"""The allowed keys of `[rules]`."""
_LEVELS = (*SEVERITIES, "off")
STAGES = ("production", "development")
"""The stages of a project."""


@frozen
class Workspace:
    """Which folders of a repository are projects: the table `[workspace]`."""

    members: tuple[str, ...] = ()
    """Globs of the folders of projects, relative to the file; empty: every folder with a manifest."""
    exclude: tuple[str, ...] = ()
    """Globs of folders that are not projects, relative to the file."""


@frozen
class Settings:
    """The settings of one run, after all sources have been merged."""

    runtime: str | None = None
    """The id of the runtime that the user pins, or None."""
    runtime_place: Location | None = None
    """The location of the pin in a configuration file; without a line, the flag, variable or argument that sets it."""
    organization: str | None = None
    project: str | None = None
    stage: str = "production"
    api_url: str | None = None
    """The origin of the API, set by a flag or the environment only, never by a file."""
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    force_include: tuple[str, ...] = ()
    assumptions: Mapping[str, str] = field(default_factory=dict)
    """The values of assumptions that the user knows to be true."""
    limits: Limits = field(default_factory=Limits)
    rules: RuleSettings = field(default_factory=RuleSettings)
    glob_order: tuple[bool, ...] = ()
    """For each glob of `exclude` and `include` in the order given, whether it is an include; empty if the excludes come
    first.
    """
    globs_above: str = ""
    """The path from the folder that `exclude` and `include` are relative to down to the project; "" if they are
    relative to it.
    """
    force_include_above: str = ""
    """The same path for `force_include`."""
    workspace: Workspace | None = None
    """The table `[workspace]` of the file in the folder itself, or None."""

    def __post_init__(self) -> None:
        for name in ("exclude", "include", "force_include"):
            globs(name, getattr(self, name))
        _judge({"runtime": self.runtime, "stage": self.stage}, str)
        check_assumptions(self.assumptions)

    def with_flags(self, **flags: str | None) -> Settings:
        """Return a copy with the values of command-line flags; a flag that is None changes nothing."""
        return _with(self, {name: value for name, value in flags.items() if value is not None}, _FLAGS)

    def with_arguments(self, **values: str | None) -> Settings:
        """Return a copy with the values of arguments of the library; a value that is None changes nothing."""
        given = {name: value for name, value in values.items() if value is not None}
        _judge(given, str)
        changed = replace(self, **given) if given else self  # type: ignore[arg-type]
        return replace(changed, runtime_place=Location("runtime")) if "runtime" in given else changed


def globs(name: str, value: Iterable[str]) -> tuple[str, ...]:
    """Return glob patterns as a tuple.

    Raises TypeError for a single string, whose letters would become patterns, and for what is not a string.
    """
    if isinstance(value, str | bytes):
        raise TypeError(f"{name} is one string, not a list of patterns: write [{value!r}]")
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} is {value!r}, not a list of patterns")
    found = tuple(value)
    for each in found:
        if not isinstance(each, str):
            raise TypeError(f"{name} contains {each!r}, which is not a string")
    return found


def check_assumptions(given: Mapping[str, str]) -> None:
    """Validate assumptions passed by a caller. Raises UsageError for an unknown assumption or an invalid value."""
    for name, value in given.items():
        if name not in TABLES["assumptions"]:
            known = sorted(TABLES["assumptions"])
            raise UsageError(f"{name!r} is not an assumption", help=_suggestion(name, known))
        wrong = _not_allowed(name, value)
        if wrong:
            raise UsageError(wrong)


def _not_allowed(name: str, value: str) -> str | None:
    fact = assumptions.by_id(name)
    allowed = (fact.value, *fact.others)
    return None if value in allowed else f"{name} is one of {', '.join(map(repr, allowed))}"


def load(root: Path, environ: Mapping[str, str]) -> Settings:
    """Load the settings of the project at `root` from its configuration file and the environment.

    Raises UsageError with the file, the line and the key if the configuration is invalid.
    """
    given = {key.replace("-", "_"): environ[name] for name, key in ENVIRONMENT.items() if environ.get(name)}
    return _with(_from_file(root), given, {key.replace("-", "_"): name for name, key in ENVIRONMENT.items()})


def _with(settings: Settings, given: Mapping[str, str], origins: Mapping[str, str]) -> Settings:
    """Return a copy with the given values. `origins` contains the option or variable of each setting, for messages."""
    _judge(given, origins.__getitem__)
    changed = replace(settings, **given)  # type: ignore[arg-type]
    return replace(changed, runtime_place=Location(origins["runtime"])) if "runtime" in given else changed


def _from_file(root: Path) -> Settings:
    try:
        layers = _layers(root)
    except ManifestError as error:
        place = error.problem.location
        at = f"{place.path}:{place.line}:{place.column}: " if place.line else ""
        message = error.problem.message.removeprefix(f"{place.path} is malformed: ") if at else error.problem.message
        raise UsageError(at + message, help=error.problem.help) from None
    settings = Settings()
    for layer in layers:
        settings = _Reader(layer.document, layer.table).over(settings, layer.above)
    return settings


@frozen
class _Layer:
    """One table that configures the project."""

    document: TomlDocument
    table: tuple[str, ...]
    above: str
    """The path from the folder of the file to the project."""


def _layers(root: Path) -> list[_Layer]:
    """Return the tables that configure the project, the one that decides last."""
    folder = Path(os.path.realpath(root))
    candidates = up_to_repository(folder)
    files = (_layer(folder, candidates, steps) for steps in range(len(candidates)))
    nearest = next((layer for layer in files if layer is not None), None) or _pyproject(folder)
    own = [] if nearest is None else [nearest]
    top = _layer(folder, candidates, len(candidates) - 1) if len(candidates) > 1 else None
    if top is None or "workspace" not in top.document.data:
        return own
    if nearest is not None and nearest.above == top.above:  # no file is nearer than the root's
        nearest = _pyproject(folder)
        own = [] if nearest is None else [nearest]
    defaults = _Layer(top.document, ("workspace", "defaults"), top.above)
    return [top, defaults, *own]


def _layer(folder: Path, candidates: Sequence[Path], steps: int) -> _Layer | None:
    """Return the justpack.toml so many folders above the project, or None if there is none."""
    data = read_bytes(candidates[steps], FILE)
    if data is None:
        return None
    return _Layer(_parsed("../" * steps + FILE, data), (), "/".join(folder.relative_to(candidates[steps]).parts))


def _pyproject(folder: Path) -> _Layer | None:
    """Return the table of pyproject.toml. An invalid file is reported by a finding, not as a wrong configuration."""
    try:
        data = read_bytes(folder, manifests.PYPROJECT_TOML)
        if data is None or b"justpack" not in data:
            return None
        return _Layer(_parsed(manifests.PYPROJECT_TOML, data), ("tool", "justpack"), "")
    except ManifestError:
        return None


def up_to_repository(folder: Path) -> list[Path]:
    """Return the folder and its parents up to the root of its git repository; only the folder if it is in none.

    Folders above a repository are not searched: other users may be able to write there (`/tmp`).
    """
    way = [folder, *folder.parents]
    for count, candidate in enumerate(way, 1):
        if os.path.lexists(candidate / ".git"):
            return way[:count]
    return [folder]


def folder_in_repository(path: Path, workspace: str | None) -> str:
    """The project's path relative to its repository's root, "" if they are the same or the path is not a folder.

    Without a repository it is relative to the workspace, which CI checks out without its history.
    """
    project = Path(os.path.realpath(path))
    if not os.path.isdir(project):
        return ""
    *_, root = up_to_repository(project)
    top = Path(os.path.realpath(workspace or project))
    if not os.path.lexists(root / ".git") and project.is_relative_to(top):
        root = top
    found = project.relative_to(root).as_posix()
    return "" if found == "." else found


def _parsed(path: str, data: bytes) -> TomlDocument:
    from justpack.tree.documents import toml  # most projects have no configuration

    return toml.parse(path, data)


class _Reader:
    """Reader of one configuration table; it validates every key and value."""

    def __init__(self, document: TomlDocument, table: tuple[str, ...]) -> None:
        self.document = document
        self.prefix = table
        self.table = self._checked(document.get(*table) if table else document.data)

    def over(self, below: Settings, above: str) -> Settings:
        """Return the settings with the keys of the table. `above` is the path from its file down to the project."""
        values: dict[str, object] = {}
        for key, value in self.table.items():
            name = key.replace("-", "_")
            if key in _TEXTS:
                values[name] = self._text(value, key)
            elif key in _LISTS:
                values[name] = self._texts(value, key)
            elif key == "assumptions":
                values[name] = {**below.assumptions, **self._assumptions()}
            elif key == "limits":
                values[name] = replace(below.limits, **self._limits())
            elif key == "rules":
                values[name] = self._rules(below.rules)
            elif key == "workspace" and not self.prefix:
                workspace = self._workspace()
                values[name] = None if above else workspace
            else:
                raise self._unknown(key, sorted(KEYS - ({"workspace"} if self.prefix else set())))
        if "runtime" in values:
            values["runtime_place"] = self.document.place(*self.prefix, "runtime")
        if {"exclude", "include"} & values.keys():
            values = {"exclude": (), "include": (), "glob_order": self._glob_order(), "globs_above": above, **values}
        if "force_include" in values:
            values["force_include_above"] = above
        _judge(values, self._at)
        return replace(below, **values)  # type: ignore[arg-type]

    def _glob_order(self) -> tuple[bool, ...]:
        """Return whether each glob is an include, if `include` is written before `exclude`; otherwise nothing."""
        keys = [key for key in self.table if key in ("exclude", "include")]
        if keys != ["include", "exclude"]:
            return ()
        return tuple(key == "include" for key in keys for _ in self._texts(self.table[key], key))

    def _checked(self, value: object, *keys: str) -> Mapping[str, object]:
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        raise self._wrong(f"{(*self.prefix, *keys)[-1]} must be a table", *keys)

    def _assumptions(self) -> dict[str, str]:
        table = self._known("assumptions")
        for name, value in table.items():
            self._assumption(name, self._text(value, "assumptions", name))
        return cast("dict[str, str]", dict(table))

    def _limits(self) -> dict[str, int]:
        table = self._known("limits")
        for name, value in table.items():
            if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
                raise self._wrong(f"{name} is a size in bytes, a whole number above 0", "limits", name)
        return {name.replace("-", "_"): cast("int", value) for name, value in table.items()}

    def _known(self, key: str) -> Mapping[str, object]:
        table = self._checked(self.table[key], key)
        for name in table:
            if name not in TABLES[key]:
                raise self._unknown(name, sorted(TABLES[key]), key)
        return table

    def _workspace(self) -> Workspace:
        table = self._checked(self.table["workspace"], "workspace")
        for name in table:
            if name not in WORKSPACE:
                raise self._unknown(name, sorted(WORKSPACE), "workspace")
        _Reader(self.document, ("workspace", "defaults")).over(Settings(), "")
        lists = {name: self._texts(table[name], "workspace", name) for name in ("members", "exclude") if name in table}
        return Workspace(**lists)

    def _rules(self, below: RuleSettings) -> RuleSettings:
        table = self._checked(self.table["rules"], "rules")
        values: dict[str, object] = {}
        for name, value in table.items():
            if name in ("select", "ignore"):
                at = self._at("rules", name)
                values[name] = tuple(RuleWord(word, at) for word in self._texts(value, "rules", name))
            elif name == "severity":
                # of two words that fit a code equally well, the first one decides
                values[name] = (*self._levels(self._checked(value, "rules", name)), *below.severity)
            elif name == "fail-on":
                values["fail_on"] = self._one_of(FAIL_ON, value, "rules", name)
            elif name == "preview" and isinstance(value, bool):
                values[name] = value
            elif name == "preview":
                raise self._wrong("preview is true or false", "rules", name)
            else:
                raise self._unknown(name, sorted(RULES), "rules")
        return replace(below, **values)  # type: ignore[arg-type]

    def _levels(self, table: Mapping[str, object]) -> Iterator[tuple[RuleWord, Severity | Literal["off"]]]:
        for code, value in table.items():
            level = self._one_of(_LEVELS, value, "rules", "severity", code)
            yield RuleWord(code, self._at("rules", "severity", code)), cast("Severity", level)

    def _one_of(self, allowed: Sequence[str], value: object, *keys: str) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise self._wrong(f"{keys[-1]} is one of {', '.join(map(repr, allowed))}", *keys)

    def _assumption(self, name: str, value: str) -> None:
        wrong = _not_allowed(name, value)
        if wrong:
            raise self._wrong(wrong, "assumptions", name)

    def _text(self, value: object, *keys: str) -> str:
        if isinstance(value, str):
            return value
        raise self._wrong(f"{keys[-1]} must be text", *keys)

    def _texts(self, value: object, *keys: str) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(cast("list[str]", value))
        raise self._wrong(f"{keys[-1]} must be a list of texts", *keys)

    def _unknown(self, key: str, known: list[str], *tables: str) -> UsageError:
        from difflib import get_close_matches

        close = get_close_matches(key, known, 1)
        help = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(known)}"
        return self._wrong(f"unknown key {key!r}", *tables, key, help=help)

    def _wrong(self, message: str, *keys: str, help: str | None = None) -> UsageError:
        return UsageError(f"{self._at(*keys)}: {message}", help=help)

    def _at(self, *keys: str) -> str:
        place = self.document.place(*self.prefix, *keys)
        return f"{place.path}:{place.line}:{place.column}" if place.line else place.path


def _judge(given: Mapping[str, object], at: Callable[[str], str]) -> None:
    runtime, stage = given.get("runtime"), given.get("stage")
    if runtime is not None and runtimes.by_id(str(runtime)) is None:
        known = [each.id for each in runtimes.CATALOG]
        message = f"{at('runtime')}: {runtime!r} is not a runtime of JustDeploy"
        raise UsageError(message, help=_suggestion(str(runtime), known))
    if stage is not None and stage not in STAGES:
        raise UsageError(f"{at('stage')}: {stage!r} is not a stage", help=f"use {' or '.join(STAGES)}")


def _suggestion(word: str, known: Sequence[str]) -> str:
    """Return the known words as help, after the nearest of them if there is one."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, 1)
    return (f"did you mean {close[0]!r}? " if close else "") + f"known: {', '.join(known)}"
