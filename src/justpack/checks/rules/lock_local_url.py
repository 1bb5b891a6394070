"""The lock file contains an address that only this machine or network can reach.

If a package was installed from a private registry proxy, a folder or a local tarball, the lock file contains that
address. The service cannot reach it, so the install fails there, although it works here. A registry at such an address
in `.npmrc`, `.yarnrc.yml` or `bunfig.toml` is reported if the install would fetch a package of the lock file from it.

Example: `"resolved": "http://localhost:4873/express/-/express-5.1.0.tgz"` in package-lock.json.

Fix: set the registry to the public one and create the lock file again; copy local packages into the project.
"""

from __future__ import annotations

import ipaddress
import posixpath
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import dependencies
from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.node import registries
from justpack.ecosystems.python import requirements
from justpack.errors import ManifestError
from justpack.model import Finding, Location, Severity

_PRIVATE_ENDINGS = (".localhost", ".local", ".lan", ".home", ".corp", ".internal", ".intranet", ".home.arpa")
_REMOTE = ("http://", "https://", "git+http://", "git+https://", "git://", "ssh://", "git+ssh://")


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each place, at its first package."""
    severity = dependencies.severity(context, RULE)
    for lock in dependencies.locks(context):
        for where, packages in _by_place(context, lock).items():
            first = packages[0]
            more = f" and {len(packages) - 1} more" if len(packages) > 1 else ""
            yield RULE.finding(
                f"{first.name} {first.version}".rstrip()
                + f"{more} would be fetched from {where}, which the service cannot reach",
                lock.place(first),
                "create the lock file again with the public registry, or copy the package into the project",
                severity=severity,
            )
        if lock.family == "node":
            yield from _registries(context, lock, severity)
    if context.prediction.family == "python":
        yield from _indexes(context)


def _by_place(context: PackageContext, lock: Lock) -> dict[str, list[LockedPackage]]:
    found: dict[str, list[LockedPackage]] = {}
    for package in lock.packages:
        if package.resolved is None or package.linked:
            continue
        where = _unreachable(context, package.resolved, package.base)
        if where is not None:
            found.setdefault(where, []).append(package)
    return found


def _unreachable(context: PackageContext, resolved: str, base: str) -> str | None:
    """Return the host or path that is only reachable from this machine or network, or None.

    A relative path counts from the folder `base` of the project.
    """
    if resolved.lower().startswith(_REMOTE):
        return _private_host(resolved)
    if "://" not in resolved and not resolved.startswith(("file:", "./", "../", "/", "~/")):
        return None  # a registry's own shorthand
    if "://" in resolved and not resolved.startswith("file://"):
        return None
    path = unquote(resolved.removeprefix("file:").removeprefix("//")).partition("#")[0].partition("::")[0]
    inside = posixpath.normpath(posixpath.join(base, path)) if not path.startswith("~") else path
    if inside.startswith(("../", "/", "~")) or inside == "..":
        return path
    return None if context.tree.has(inside) or context.tree.has_folder(inside) else path


def _registries(context: PackageContext, lock: Lock, severity: Severity) -> Iterator[Finding]:
    """Yield one finding for each registry of the settings that only this machine or network can reach."""
    try:
        found = registries.used(context.tree, lock)
    except ManifestError:
        return  # other rules report a file that cannot be read
    for url, place in found:
        host = _private_host(url)
        if host is not None:
            yield RULE.finding(
                f"{place.path} names a registry at {host}, out of the service's reach",
                place,
                "name a registry that the service can reach, or remove the setting",
                severity=severity,
            )


def _private_host(url: str) -> str | None:
    """Return the host if its address or name is private (RFC 1918, 6761, 6762, 8375), else None."""
    try:
        host = (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        local = bool(host) and ("." not in host or host.endswith(_PRIVATE_ENDINGS))
        return host if local else None
    return host if address.is_private or address.is_loopback or address.is_link_local else None


def _indexes(context: PackageContext) -> Iterator[Finding]:
    """Yield findings for the indexes in requirements.txt and the files that it includes."""
    try:
        for file in requirements.files(context.tree):
            for line in file.lines:
                if line.kind in ("index", "links") and (host := _private_host(line.value)) is not None:
                    yield RULE.finding(
                        f"{file.path} fetches packages from {host}, which the service cannot reach",
                        Location(file.path, line.place.line),
                        "use an index that the service can reach",
                    )
    except ManifestError:
        return  # another rule reports its syntax


RULE = Rule("LK006", "lock-local-url", "error", run=run)
