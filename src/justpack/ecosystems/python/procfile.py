"""The Python files, shell scripts, modules and folders that the lines of a Procfile start.

Examples are `web: gunicorn -w 4 shop.wsgi:app` and `worker: python -u worker.py` (devcenter.heroku.com, Procfile). A
command that can only be understood by running it (variables, a folder outside of the project) is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from justpack.ecosystems.python.start import programs, shell
from justpack.ecosystems.python.start.started import Started
from justpack.facts.manifests import PROCFILE
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

_LINE = re.compile(r"^(?P<process>[\w-]+)[ \t]*:(?P<command>[^\n]*)", re.MULTILINE)


def read(tree: Tree) -> Text | None:
    """Return the Procfile of the project, or None. Raises ManifestError if it cannot be read."""
    return tree.load(PROCFILE, texts.parse)


def started(text: Text) -> Iterator[Started]:
    """Yield what each command of each line starts, if it is clear."""
    yield from _started(text)


@lru_cache(maxsize=1)  # several rules ask for the Procfile of one project
def _started(text: Text) -> tuple[Started, ...]:
    return tuple(_each(text))


def _each(text: Text) -> Iterator[Started]:
    for line in _LINE.finditer(text.text):
        for command in shell.commands(line["command"], line.start("command")):
            for found in programs.started(command):
                yield replace(found, process=line["process"])
