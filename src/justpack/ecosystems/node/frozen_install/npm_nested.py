"""The nested `dependencies` of version 1 of package-lock.json, with the keys of the later versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from justpack.ecosystems.values import table, text


def packages(dependencies: Mapping[str, object], below: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Yield the packages of version 1 of the format as the later versions list them."""
    for name, entry in dependencies.items():
        if not isinstance(entry, dict):
            continue
        key = f"{below}node_modules/{name}"
        version = text(entry.get("version")) or ""
        if version.startswith("file:") and not version.endswith((".tgz", ".tar.gz", ".tar")):
            yield key, {"link": True, "resolved": version.removeprefix("file:")}
        else:
            held = version.rpartition("@")[2] if version.startswith("npm:") else version
            yield key, {**entry, "version": held}
        if depth < 100:
            yield from packages(table(entry.get("dependencies")), key + "/", depth + 1)
