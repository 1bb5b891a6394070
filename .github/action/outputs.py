"""Write the outputs and the step summary of the action: `outputs.py RESULT`.

RESULT is what `check`, `pack` or `deploy` wrote with `--format json`. The outputs are appended to the file that
GITHUB_OUTPUT names. `check --format github` writes its own summary; that of `pack` and `deploy` is written here, with
the folder of the project from the variable PROJECT in its heading.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path


def outputs(document: Mapping[str, object]) -> dict[str, str]:
    """Return the outputs of the action that a result contains; a value that is null is not an output."""
    result = _table(document.get("result"))
    build, archive = _table(result.get("build")), _table(result.get("archive"))
    predicted = _table(result.get("predicted"))
    values = {
        "runtime": build.get("runtime") or predicted.get("runtime") or result.get("runtime"),
        "archive": result.get("path"),
        "receipt": result.get("receipt"),
        "sha256": archive.get("sha256") or result.get("sha256"),
        "size": archive.get("size") or result.get("size"),
        "build-id": build.get("id") or _table(document.get("failure")).get("build_id"),
        "status": build.get("status"),
        "url": result.get("endpoint"),
    }
    return {name: str(value) for name, value in values.items() if isinstance(value, str | int)}


def assignments(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines that set the outputs. A delimiter that nobody can guess ends each value."""
    for name, value in values.items():
        end = f"end-{secrets.token_hex(16)}"
        yield f"{name}<<{end}\n{value}\n{end}\n"


def summary(command: str, project: str, ok: bool, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the step summary: a heading with the name of the project, and a table of the outputs."""
    name = project if project not in ("", ".") else os.path.basename(os.getcwd())
    yield f"### justpack {_cell(command)} {_cell(name)}: {'done' if ok else 'failed'}\n\n| | |\n|---|---|\n"
    for name, value in values.items():
        yield f"| {name} | {_cell(value)} |\n"
    yield "\n"


def main(path: Path) -> None:
    """Append the outputs, and for `pack` and `deploy` the summary, to the files of the runner."""
    document = _table(json.loads(path.read_text(encoding="utf-8")))
    values = outputs(document)
    _append("GITHUB_OUTPUT", "".join(assignments(values)))
    command = str(document.get("schema")).removeprefix("justpack/")
    if command != "check":
        project = os.environ.get("PROJECT", "")
        _append("GITHUB_STEP_SUMMARY", "".join(summary(command, project, document.get("ok") is True, values)))


def _table(value: object) -> dict[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _cell(text: str) -> str:
    """Escape text for a Markdown table: each character with a possible special meaning becomes a numeric reference."""
    return "".join(each if each.isalnum() or each in " ./:-" else f"&#{ord(each)};" for each in text[:500])


def _append(variable: str, text: str) -> None:
    if os.environ.get(variable):
        with open(os.environ[variable], "a", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
