"""The reference of the library, docs/library.md, made of the docstrings of the public names."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import cast

import justpack
from tests.generated.library_examples import EXAMPLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "library.md"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Functions": ("detect", "check", "plan", "pack", "stream", "verify", "deploy"),
    "Many projects": (
        "plan_many",
        "check_many",
        "pack_many",
        "RepositoryPlan",
        "PlannedProject",
        "DeletedProject",
        "ProjectResult",
    ),
    "The client of the service": (
        *("Client", "AsyncClient", "DeployReport", "Comparison", "Deployment", "Build", "Endpoint", "Created"),
        *("DeployState", "Address", "Timeouts", "Retries", "Secret", "UploadUrl"),
    ),
    "Configuration": ("Settings", "Workspace", "Limits", "RuleSettings", "RuleWord"),
    "The prediction": (
        *("Detection", "Prediction", "EvaluatedEvidence", "Evidence", "AssumptionDependency", "Edit", "VersionSet"),
        *("Need", "Inspection", "ProjectMarker", "Location", "Problem"),
    ),
    "The findings": ("Review", "Finding", "RelatedLocation"),
    "The plan and the zip": (
        *("Plan", "Entry", "Excluded", "Decision", "IgnoreRule", "Refused", "Archive", "PackedEntry", "Stream"),
        *("LiveStream", "Difference", "Progress"),
    ),
    "The sandbox": ("Sandbox", "Scenario", "SeenRequest", "ReceivedUpload"),
    "Errors": (
        *("JustpackError", "UsageError", "CredentialsError", "OrganizationError", "PackError", "ServiceError"),
        *("RefusedError", "TryLaterError", "BusyError"),
    ),
}
"""The public names in the order of the page."""
WIDTH = 100
HEAD = """\
# The library

```python
import justpack
```

justpack is typed, prints nothing and never ends the process. A defective project is a value with findings; an exception
is raised only if the tool itself cannot proceed. All exceptions are subclasses of `justpack.JustpackError`. The library
changes nothing in the program that uses it, and its functions may run in several threads.

The examples run in a folder with a Node.js project `app`, whose package.json contains `"node": "22.x"`. The commands
are on the page of [the command line](cli.md), and the rules on [their pages](rules/README.md).
"""


def page() -> str:
    """Return the page in Markdown."""
    contents = [f"- [{title}](#{_anchor(title)}): {', '.join(map(_link, names))}" for title, names in GROUPS.items()]
    parts = [HEAD, "\n".join(contents)]
    for title, names in GROUPS.items():
        parts += [f"## {title}", *map(_entry, names)]
    return "\n".join(f"{part.rstrip()}\n" for part in parts)


def example(name: str) -> str:
    """Return the example of a public name in the notation of doctest, or "" if there is none."""
    text = EXAMPLES.get(name) or "\n".join(_examples(inspect.getdoc(getattr(justpack, name)) or ""))
    return text.strip("\n")


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


def _link(name: str) -> str:
    return f"[`{name}`](#{name.lower()})"


def _entry(name: str) -> str:
    value: object = getattr(justpack, name)
    parts = [f"### {name}\n"]
    if inspect.isclass(value):
        signature = "" if issubclass(value, Exception) and "__init__" not in vars(value) else _class_signature(value)
        bases = [base.__name__ for base in value.__bases__ if base.__name__ in justpack.__all__]
        parts += [_code(f"class {name}{signature}")] if not bases else [_code(f"class {name}({bases[0]})")]
    else:
        parts += [_code(f"def {name}{_signature(cast('Callable[..., object]', value))}")]
    parts += [_prose(inspect.getdoc(value) or "")]
    if inspect.isclass(value):
        parts += [*_attributes(value), *_methods(value)]
    parts += [f"```pycon\n{example(name)}\n```\n"]
    return "\n".join(parts)


def _code(text: str) -> str:
    return f"```python\n{text}\n```\n"


def _class_signature(value: type) -> str:
    if dataclasses.is_dataclass(value) or issubclass(value, tuple):
        return ""  # the fields are listed as attributes
    members = dict(_members(value))
    return _signature(cast("Callable[..., object]", members["__init__"])) if "__init__" in members else ""


def _members(value: type) -> Iterator[tuple[str, object]]:
    """Yield the members of a class, after those of its bases that are not public."""
    for base in reversed(value.__mro__):
        if base is value or (base.__module__.startswith("justpack.") and base.__name__ not in justpack.__all__):
            yield from vars(base).items()


def _signature(function: Callable[..., object]) -> str:
    """Return the signature without `self`; one that is long has a line for each parameter."""
    whole = inspect.signature(function)
    parameters = [each for each in whole.parameters.values() if each.name not in ("self", "cls")]
    returns = "" if whole.return_annotation is inspect.Parameter.empty else f" -> {whole.return_annotation}"
    if function.__name__ == "__init__":
        returns = ""
    words = []
    star = False
    for each in parameters:
        if each.kind is each.KEYWORD_ONLY and not star:
            words.append("*")
            star = True
        words.append(_parameter(each))
    line = f"({', '.join(words)}){returns}"
    if len(line) <= WIDTH - 30:
        return line
    return "(\n" + "".join(f"    {word},\n" for word in words) + f"){returns}"


def _parameter(parameter: inspect.Parameter) -> str:
    annotation = "" if parameter.annotation is parameter.empty else f": {parameter.annotation}"
    if parameter.default is parameter.empty:
        return parameter.name + annotation
    return f"{parameter.name}{annotation} = {_default(parameter.default)}"


def _default(value: object) -> str:
    """Return the default as source code: a function by its name, and an instance of a dataclass as its constructor."""
    if callable(value):
        return f"{value.__module__}.{getattr(value, '__name__', '')}"
    return f"{type(value).__name__}()" if dataclasses.is_dataclass(value) else repr(value)


def _prose(text: str) -> str:
    """Return a docstring in Markdown: an indented block becomes a block of code; its doctest lines are left out."""
    found = []
    for paragraph in re.split(r"\n\n+", text):
        if paragraph.lstrip().startswith(">>>"):
            continue
        if paragraph.startswith("    "):
            found.append(_code(textwrap.dedent(paragraph)).rstrip())
        else:
            lines, code = _split(paragraph)
            found += [part for part in (lines, code and _code(code).rstrip()) if part]
    return "\n\n".join(found) + "\n"


def _split(paragraph: str) -> tuple[str, str]:
    """Separate the indented lines at the end of a paragraph from its text."""
    lines = paragraph.split("\n")
    text = [line for line in lines if not line.startswith("    ")]
    code = [line for line in lines if line.startswith("    ")]
    return "\n".join(text), textwrap.dedent("\n".join(code))


def _examples(text: str) -> Iterator[str]:
    """Yield the doctest lines of a docstring."""
    for paragraph in re.split(r"\n\n+", text):
        if paragraph.lstrip().startswith(">>>"):
            yield textwrap.dedent(paragraph)


def _attributes(value: type) -> Iterator[str]:
    rows = [
        f"- `{name}`{': ' if type else ''}{type and f'`{type}`'}{text and f'. {text}'}"
        for name, type, text in described_fields(value)
    ]
    if rows:
        yield "Attributes:\n\n" + "\n".join(rows) + "\n"


def described_fields(value: type) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and description of each public attribute and property, in the order of the source."""
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(value))).body
    assert isinstance(node, ast.ClassDef)
    init = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
    for body in (node.body, init.body if init else []):
        for statement, following in zip_longest(body, body[1:]):
            text = _string(following)
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                if statement.target.id[0] != "_":
                    yield statement.target.id, ast.unparse(statement.annotation), text
            elif isinstance(statement, ast.Assign):
                name = _target(statement.targets[0])
                if name[:1].islower() and text:
                    yield name, "", text
    for name, member in _members(value):
        if isinstance(member, property) and name[0] != "_" and member.fget is not None:
            returns = inspect.signature(member.fget).return_annotation
            yield name, str(returns), " ".join((inspect.getdoc(member) or "").split())


def _target(target: ast.expr) -> str:
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


def _string(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(str(statement.value.value).split())
    return ""


def _methods(value: type) -> Iterator[str]:
    rows = []
    for name, member in _members(value):
        function = getattr(member, "__func__", member)
        text = inspect.getdoc(function)
        if inspect.isfunction(function) and name[0] != "_" and text:
            before = "async " if inspect.iscoroutinefunction(function) else ""
            signature = " ".join(_signature(function).split()).replace("( ", "(").replace(", )", ")")
            rows.append(f"- `{before}{name}{signature}`: {' '.join(text.split())}")
    if rows:
        yield "Methods:\n\n" + "\n".join(rows) + "\n"
