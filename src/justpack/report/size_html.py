"""Where are the bytes, at a glance?

One self-contained page: a zoomable treemap as inline SVG, drawn by the script in `size_page.html`; light and dark, by
mouse or keyboard, without a network (its Content-Security-Policy allows none). Names from the zip reach the page only
as JSON and as text, never as markup.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from importlib import resources

from justpack.model import PackedEntry

_ITSELF = "(the file)"
Node = list[object]
"""`[name, packed bytes, raw bytes, children or None]`: short, as there may be a hundred thousand."""


def page(entries: Iterable[PackedEntry], title: str) -> str:
    """The whole page as text, to be written as UTF-8. The same entries and title give the same text."""
    template = resources.files("justpack.report").joinpath("size_page.html").read_text("utf-8")
    data = json.dumps(_tree(entries), ensure_ascii=True, separators=(",", ":"))
    # `</script>` and `<!--` would end or open something inside the page; JSON may write `<` as it likes.
    before, data_mark, after = template.partition("__DATA__")
    shown = html.escape(title)
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
    """The folder of that name. In a zip of another maker a file can have its name too: it is shown within."""
    below = above.setdefault(name, {})
    if not isinstance(below, dict):
        below = above[name] = {_ITSELF: below}
    return below


def _node(name: str, folder: dict[str, object]) -> Node:
    """Depth first without recursion: a path may have two thousand parts."""
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


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
