"""A packed native binary is built for another platform, and no build for Linux is packed with it.

The runtimes run on Linux, which cannot load libraries and addons for macOS or Windows. The service does not publish its
processor, so the rule accepts both x86-64 and ARM64.

Example: `node_modules/sharp/build/Release/sharp.node`, installed on a Mac and packed with the app.

Fix: leave installed dependencies out and let the service install them, or add the build for Linux.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.errors import ManifestError
from justpack.model import Entry, Finding, Location

ENDINGS = (".node", ".so", ".dylib", ".dll", ".pyd")
LIMIT = 2000
"""Largest number of binaries whose first bytes are read."""
_HEAD = 20
_MACHO = frozenset({b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"})
_MACHINES = {62: "x86-64", 183: "ARM64"}
"""The e_machine values of ELF for the processors of servers (System V ABI)."""
_OTHER_MACHINES = {
    3: "x86 (32 bit)",
    8: "MIPS",
    20: "PowerPC",
    21: "PowerPC 64",
    22: "s390x",
    40: "ARM (32 bit)",
    243: "RISC-V",
}
_FOR_ONE_PLATFORM = frozenset({"fsevents"})
"""npm packages that are loaded only on macOS."""


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each package that contains only binaries for other platforms."""
    foreign: dict[str, list[tuple[str, str]]] = {}
    served: set[str] = set()
    looked = 0
    for entry in context.plan.entries:
        if not _wanted(entry):
            continue
        looked += 1
        if looked > LIMIT:
            break
        try:
            head = context.tree.head(entry.via or entry.path, _HEAD)
        except ManifestError:
            continue
        built_for = platform(head)
        if built_for == "":
            served.add(_package(entry.path))
        elif built_for is not None:
            foreign.setdefault(_package(entry.path), []).append((entry.path, built_for))
    for package, found in foreign.items():
        if package in served or package.rpartition("/")[2] in _FOR_ONE_PLATFORM:
            continue
        path, built_for = found[0]
        others = "1 more file" if len(found) == 2 else f"{len(found) - 1} more files"
        more = f" (and {others} beside it)" if len(found) > 1 else ""
        yield RULE.finding(
            f"{path} is built for {built_for}{more}, and no build for Linux is packed with it",
            Location(path),
            "leave it out and let the service install it, or add the build for Linux",
        )


def _wanted(entry: Entry) -> bool:
    path = entry.path.lower()
    if not path.endswith(ENDINGS) and ".so." not in path:
        return False
    name = path.rpartition("/")[2]
    return entry.size >= _HEAD and (name.endswith(ENDINGS) or ".so." in name)


def platform(head: bytes) -> str | None:
    """Return the platform of a binary: "" for Linux on a server's processor, None if it is not a binary."""
    if head[:4] == b"\x7fELF" and len(head) >= _HEAD and head[5] in (1, 2):
        (machine,) = struct.unpack("<H" if head[5] == 1 else ">H", head[18:20])
        return "" if machine in _MACHINES else f"Linux on {_OTHER_MACHINES.get(machine, f'machine {machine}')}"
    if head[:4] in _MACHO:
        return "macOS"
    if head[:4] == b"\xca\xfe\xba\xbe" and int.from_bytes(head[4:8], "big") < 40:  # a Java class has 45 or more there
        return "macOS"
    return "Windows" if head[:2] == b"MZ" else None


def _package(path: str) -> str:
    """Return the folder that contains the builds for all platforms."""
    folders = path.split("/")[:-1]
    if "node_modules" in folders:
        at = len(folders) - 1 - folders[::-1].index("node_modules") + 1
        return "/".join(folders[: at + 1])  # the whole scope: it has one package for each platform
    return "/".join(folders[:-2]) if len(folders) > 2 else (folders[0] if folders else "")


RULE = Rule("DP006", "native-binary-platform", "warning", run=run)
