"""YAML reader that keeps the location of every node.

PyYAML composes nodes with positions. No Python object is constructed and no tag is resolved, so the value of a scalar
is its text. An alias refers to its node instead of a copy, so a few lines cannot expand to millions of nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import yaml

from justpack.errors import ManifestError
from justpack.model import Location, Problem
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH_LIMIT = 100
"""Largest accepted nesting depth; libyaml has no limit of its own."""

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


@dataclass(frozen=True)
class YamlDocument:
    """One document of a YAML file."""

    text: Text
    root: yaml.Node | None

    def node(self, *keys: str) -> yaml.Node | None:
        """Return the node at the path `keys`, or None. Of two equal keys the last one counts."""
        node = self.root
        for key in keys:
            if not isinstance(node, yaml.MappingNode):
                return None
            node = self._table(node).get(key)
        return node

    def _table(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        """Return the values of a mapping by their keys; each mapping is gone through once."""
        found = self._tables.get(id(node))
        if found is None:
            pairs = ((name.value, value) for name, value in node.value)
            found = self._tables[id(node)] = {name: value for name, value in pairs if isinstance(name, str)}
        return found

    @cached_property
    def _tables(self) -> dict[int, dict[str, yaml.Node]]:
        return {}

    def scalar(self, *keys: str) -> str | None:
        """Return the text of the scalar at the path `keys`, or None if no scalar is there."""
        node = self.node(*keys)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def value(self, *keys: str) -> tuple[str, Location] | None:
        """The text of the scalar below `keys` and its place without quotes, or None where there is none."""
        node = self.node(*keys)
        if not isinstance(node, yaml.ScalarNode):
            return None
        quoted = node.style in ("'", '"')
        return node.value, self.text.place(node.start_mark.index + quoted, node.end_mark.index - quoted)

    def items(self, *keys: str) -> Iterator[yaml.Node]:
        """Yield the nodes of the sequence at the path `keys`."""
        node = self.node(*keys)
        if isinstance(node, yaml.SequenceNode):
            yield from node.value

    def items_of(self, node: yaml.Node, key: str) -> Iterator[yaml.Node]:
        """Yield the nodes of the sequence at a key of a mapping; nothing if the node is no such mapping."""
        for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.value == key and isinstance(value, yaml.SequenceNode):
                yield from value.value

    def plain(self) -> Plain:
        """Return the whole document as dicts, lists and strings, with every scalar as its text.

        An alias is the same object as the node it refers to.
        """
        return _plain(self.root, {}) if self.root is not None else ""

    def offsets(self, *keys: str) -> dict[str, int]:
        """Return the offset in the text of each key of the mapping at the path `keys`."""
        node = self.node(*keys)
        if not isinstance(node, yaml.MappingNode):
            return {}
        return {str(name.value): name.start_mark.index for name, _ in node.value}

    def duplicate(self, *keys: str) -> yaml.Node | None:
        """Return the second of two equal keys of the mapping at the path `keys`, or None."""
        node = self.node(*keys)
        seen: set[str] = set()
        for name, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(name, yaml.ScalarNode):
                if name.value in seen and name.value != "<<":
                    return name
                seen.add(name.value)
        return None

    def place(self, node: yaml.Node) -> Location:
        """Return the location of a node."""
        return self.text.place(node.start_mark.index, node.end_mark.index)


def _plain(node: yaml.Node, known: dict[int, Plain]) -> Plain:
    if id(node) in known:
        return known[id(node)]
    if isinstance(node, yaml.MappingNode):
        table: dict[str, Plain] = {}
        known[id(node)] = table
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode):
                table[name.value] = _plain(value, known)
        return table
    if isinstance(node, yaml.SequenceNode):
        items: list[Plain] = []
        known[id(node)] = items
        items.extend(_plain(value, known) for value in node.value)
        return items
    return str(node.value)


def parse(path: str, data: bytes, *, last: bool = False) -> YamlDocument:
    """Parse a YAML 1.1 file and return its first document, or its last one if `last` is set.

    Raises ManifestError if the file is malformed.
    """
    text = texts.parse(path, data)
    try:
        depth = 0
        for event in yaml.parse(text.text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_LIMIT:
                raise text.malformed("it is nested too deeply", 0)
            if isinstance(event, yaml.DocumentEndEvent) and not last:
                break
        loader = _Loader(text.text)
        try:
            root = loader.get_node() if loader.check_node() else None
            while last and loader.check_node():
                root = loader.get_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (
            text.on_line(min(mark.line, text.text.count("\n")) + 1, mark.column + 1, 1) if mark else Location(path, 1)
        )
        raise ManifestError(Problem(f"{path} is malformed: {error.problem or error.context}", where)) from None
    except yaml.YAMLError as error:
        raise text.malformed(str(error).partition("\n")[0], 0) from None
    return YamlDocument(text, root)
