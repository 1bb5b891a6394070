"""Evidence from Pipfile and Pipfile.lock.

The key is `python_version` or `python_full_version` in `[requires]` (pipenv.pypa.io, Pipfile). The lock repeats it in
`_meta`, and `pipenv install --deploy` fails if the two differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.errors import ManifestError
from justpack.evidence.source_api import Found, declaration, guarded, invalid, mistyped
from justpack.facts.manifests import PIPFILE, PIPFILE_LOCK
from justpack.model import Evidence, Location
from justpack.tree.documents import json, toml
from justpack.tree.safe_fs.reader import LOCK_LIMIT
from justpack.tree.tree import Tree
from justpack.versions.python import pins

_KEYS = ("python_full_version", "python_version")


def collect(tree: Tree) -> Iterator[Found]:
    """Yield the version that each of the two files requires."""
    yield from guarded(_pipfile(tree))
    try:
        yield from _lock(tree)
    except ManifestError:
        return  # LK002 reports a lock file that cannot be read


def _pipfile(tree: Tree) -> Iterator[Found]:
    document = tree.load(PIPFILE, toml.parse)
    for key in _KEYS:
        value = document.get("requires", key) if document else None
        if document is not None and isinstance(value, str):
            yield _required(value, document.place("requires", key), "pipfile", f"requires.{key}")
        elif document is not None and value is not None:
            yield mistyped(
                document, ("requires", key),
                family="python", source="pipfile", key=f"requires.{key}", strength="pin", reader="Pipenv",
            )  # fmt: skip
        if value is not None:
            return


def _lock(tree: Tree) -> Iterator[Found]:
    document = tree.load(PIPFILE_LOCK, json.parse, LOCK_LIMIT)
    for key in _KEYS:
        value = document.get("_meta", "requires", key) if document else None
        if document is None or value is None:
            continue
        place, name = document.place("_meta", "requires", key), f"_meta.requires.{key}"
        if isinstance(value, str):
            yield _required(value, place, "pipfile.lock", name)
        else:
            yield invalid(
                f"{name} is not text",
                family="python", source="pipfile.lock", place=place, key=name,
                written=document.written("_meta", "requires", key)[:60], strength="pin", help="run `pipenv lock`",
            )  # fmt: skip
        return


def _required(value: str, place: Location, source: str, key: str) -> Evidence:
    template = "{version}" if source == "pipfile" else None
    return declaration(
        value, pins.parse_pin,
        family="python", source=source, place=place, key=key, strength="pin", template=template,
    )  # fmt: skip
