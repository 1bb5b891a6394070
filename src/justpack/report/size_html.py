"""HTML output of the sizes in a zip: a self-contained page with a zoomable treemap.

The script in `size_page.html` draws the treemap as inline SVG, in light and dark colours, for mouse and keyboard. The
page needs no network, and its Content-Security-Policy forbids network access. Names from the zip are inserted as JSON
and shown as text, never as markup.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator
from importlib import resources

from justpack.model import PackedEntry

GENERATOR = "justpack"
"""The generator that the page names in its head; a page with it is not packed."""
_ITSELF = "(the file)"
Node = list[object]
"""A list `[name, packed bytes, raw bytes, children or None]`; a compact form, as a page can contain 100,000 of them."""


def page(entries: Iterable[PackedEntry], title: str) -> str:
    """Return the page as text, which must be written as UTF-8. Equal entries and titles result in equal text."""
    template = resources.files("justpack.report").joinpath("size_page.html").read_text("utf-8")
    data = "".join(_json(_tree(entries)))
    # `</script>` and `<!--` inside the data would be interpreted as markup, so each `<` is written as a JSON escape.
    before, data_mark, after = template.partition("__DATA__")
    shown = html.escape(title)
    before = before.replace("__GENERATOR__", GENERATOR)
    return before.replace("__TITLE__", shown) + (data.replace("<", "\\u003c") if data_mark else "") + after


def _tree(entries: Iterable[PackedEntry]) -> Node:
    root: dict[str, object] = {}
    for entry in entries:
        *folders, name = entry.path.split("/")
        folder = root
        for part in folders:
            folder = _folder(folder, part)
        if isinstance(folder.get(name), dict):
            _folder(folder, name)[_ITSELF] = entry
        else:
            folder[name] = entry
    return _node("", root)


def _folder(above: dict[str, object], name: str) -> dict[str, object]:
    """Return the folder with this name, and create it if necessary.

    In a zip of another tool, a file can have the name of a folder. The file is then shown inside the folder.
    """
    below = above.setdefault(name, {})
    if not isinstance(below, dict):
        below = above[name] = {_ITSELF: below}
    return below


def _node(name: str, folder: dict[str, object]) -> Node:
    """Convert a folder to a node, without recursion, because a path can have thousands of parts."""
    top: Node = [name, 0, 0, []]
    waiting: list[tuple[dict[str, object], Node, list[Node]]] = [(folder, top, [])]
    order: list[tuple[Node, list[Node]]] = []
    while waiting:
        content, node, _ = waiting.pop()
        children: list[Node] = []
        for part in sorted(content, key=lambda each: each.encode("utf-8", "surrogateescape")):
            below = content[part]
            if isinstance(below, PackedEntry):
                children.append([part, below.packed, below.size, None])
            elif isinstance(below, dict):
                child: Node = [part, 0, 0, []]
                children.append(child)
                waiting.append((below, child, []))
        node[3] = children
        order.append((node, children))
    for node, children in reversed(order):
        node[1] = sum(_number(child[1]) for child in children)
        node[2] = sum(_number(child[2]) for child in children)
    return top


def _json(top: Node) -> Iterator[str]:
    """Yield the node as JSON, without recursion, because a path can have thousands of parts."""
    waiting: list[object] = [top]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        assert isinstance(each, list)
        name, packed, raw, children = each
        yield f"[{json.dumps(name, ensure_ascii=True)},{packed},{raw},"
        if children is None:
            yield "null]"
        else:
            yield "["
            waiting.append("]]")
            for number in range(len(children) - 1, -1, -1):
                waiting.append(children[number])
                if number:
                    waiting.append(",")


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
