"""Builds the plan: the list of what goes into the zip.

The tree is walked once and links are followed at the end. A linked folder is walked again under the link's name, unless
the link resolves to a folder that contains it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path

from justpack.errors import UsageError
from justpack.frozen import replace
from justpack.model import Decision, IgnoreRule, Plan
from justpack.tree.ignore.selection import Selection
from justpack.tree.names import shown
from justpack.tree.safe_fs.folders import OpenFolder
from justpack.tree.safe_fs.links import BrokenLinkError, resolve
from justpack.tree.walk.listing import LINKED_BYTES, MULTIPLY, Link, Listing, system_reason

NAMED = 5
"""Largest number of links that are named because their copies are too large."""


def make_plan(root: Path, selection: Selection) -> Plan:
    """Return the packed, excluded and refused paths of the folder `root`.

    Raises UsageError if `root` is not a readable folder.
    """
    if sys.getfilesystemencoding() not in ("utf-8", "utf8"):
        raise UsageError("file names would be read in the locale's encoding", help="run Python with -X utf8")
    base = os.path.abspath(root)
    listing = Listing(selection)
    try:
        listing.walk(OpenFolder.root(base), selection.top())
    except NotADirectoryError:
        raise UsageError(f"{root} is not a folder") from None
    except OSError as error:
        raise UsageError(f"{root} cannot be read: {system_reason(error)}") from None
    listing.top_links = [link.path for link in listing.links]
    while listing.links:
        links = sorted(listing.links, key=attrgetter("path"))
        listing.links = []
        for link in links:
            try:
                _follow(link, base, selection, listing)
            except BrokenLinkError as error:
                if error.kind == "broken-link":
                    target = _written(link, base)
                    rule = IgnoreRule("link", f"{target}, which does not exist", keeps=False)
                    listing.leave_out(link.path, Decision(False, rule, link=target))
                    continue
                listing.refuse(link.path, error.kind, error.reason)
                if error.kind == "links-multiply":
                    listing.links = []
                    links.clear()
                    break
            except OSError as error:
                listing.refuse(
                    link.path, "unreadable", f"the target of the link cannot be read: {system_reason(error)}"
                )
    _refuse_large_copies(listing)
    # the order of code points equals the order of UTF-8 bytes
    return Plan(
        tuple(sorted(listing.entries, key=attrgetter("path"))),
        tuple(sorted(listing.excluded, key=attrgetter("path"))),
        tuple(sorted(listing.refused, key=attrgetter("path"))),
    )


def _refuse_large_copies(listing: Listing) -> None:
    """Refuse the links whose copies together are larger than everything else, largest first."""
    if not listing.top_links:
        return
    own = sum(entry.size for entry in listing.entries if entry.via is None)
    copies = dict.fromkeys(listing.top_links, 0)
    for entry in listing.entries:
        if entry.via is not None:
            link = next((entry.path[:at] for at in _ends(entry.path) if entry.path[:at] in copies), None)
            if link is not None:
                copies[link] += entry.size
    if sum(copies.values()) <= max(LINKED_BYTES, own):
        return
    for link, size in sorted(copies.items(), key=lambda each: (-each[1], each[0]))[:NAMED]:
        if size:
            listing.refuse(link, "links-multiply", f"{MULTIPLY} ({size:,} bytes of copies)")


def _ends(path: str) -> Iterator[int]:
    """Yield the length of the path of each folder above, then that of the path itself."""
    yield from (at for at, letter in enumerate(path) if letter == "/")
    yield len(path)


def _follow(link: Link, base: str, selection: Selection, listing: Listing) -> None:
    """Add the file or folder that a link resolves to.

    Raises BrokenLinkError or OSError if it cannot be packed.
    """
    here = link.folder.real
    real = resolve(base, f"{here}/{link.name}" if here else link.name)
    if not real or any(f"{held}/".startswith(f"{real}/") for held in link.trail):
        raise BrokenLinkError("link-loop", "a link to a folder that contains it")
    above, _, name = real.rpartition("/")
    holder = _opened(base, above.split("/") if above else ())
    try:
        status = holder.status(name)
        is_dir = stat.S_ISDIR(status.st_mode)
        held = selection.excluded_target(real, link.decision, is_dir=is_dir)
        if held:
            listing.leave_out(link.path, replace(held, link=_written(link, base)))
        elif not (link.decision.included or is_dir):
            listing.leave_out(link.path, link.decision)
        elif not is_dir:
            listing.file(link.path, real, status, holder, name, link.decision)
        elif folder := selection.enter(link.folder, link.name, link.decision, real=real):
            listing.walk(holder.below(name), folder, link.trail)
    finally:
        holder.close()


def _written(link: Link, base: str) -> str:
    """Return the target of a link as the link writes it."""
    try:
        return shown(os.readlink(os.path.join(base, link.folder.real or "", link.name)))
    except OSError:
        return "another path"


def _opened(base: str, names: Iterable[str]) -> OpenFolder:
    """Open a folder step by step without following links. Raises OSError if a step fails."""
    folder = OpenFolder.root(base)
    for name in names:
        above = folder
        try:
            folder = above.below(name)
        finally:
            above.close()
    return folder
