"""A packed file contains passwords or tokens of tools.

Files such as .netrc, .pypirc and .git-credentials are always excluded, unless --force-include or force-include names
them. Other files contain a secret only in some projects: an .npmrc with a literal token, a Maven settings.xml with a
password, a pip.conf with a password in a URL. The rule searches the contents of these files. The finding does not show
the value. A commented-out line is not reported. In a folder of tests, examples or vendored code, the finding is a
warning.

Example: `//registry.npmjs.org/:_authToken=npm_…` in .npmrc.

Fix: write the name of a variable, which npm replaces by its value: `_authToken=${NPM_TOKEN}`. If the file was uploaded
before, replace the token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.contents.xml_comments import without_comments
from justpack.facts.ignore_defaults import ALWAYS_EXCLUDED
from justpack.facts.manifests import NPMRC, UV_TOML, YARNRC_YML
from justpack.model import Entry, Finding, Location, Severity
from justpack.tree.ignore.always_excluded import AlwaysExcluded

_VALUE = rb"""(?P<value>[^\s"'<]{6,})"""
_KEYS = {
    # docs.npmjs.com, npmrc: auth related configuration; `${NAME}` is replaced by a variable
    NPMRC: re.compile(rb"^[^#;\n]*?:?(?:_authToken|_auth|_password)[ \t]*=[ \t]*[\"']?" + _VALUE, re.MULTILINE),
    # yarnpkg.com/configuration/yarnrc: npmAuthToken, npmAuthIdent
    YARNRC_YML: re.compile(rb"^[ \t]*npmAuth(?:Token|Ident):[ \t]*[\"']?" + _VALUE, re.MULTILINE),
    # maven.apache.org/settings.html, servers; `{…}` is encrypted, `${…}` a property
    "settings.xml": re.compile(rb"<(?:password|passphrase)>\s*" + _VALUE + rb"\s*</"),
    # pip.pypa.io, authentication; a user alone is no secret
    "pip.conf": re.compile(rb"^[^#;\n]*https?://[^\s/:@]+:" + rb"(?P<value>[^\s/@]{4,})@", re.MULTILINE),
    # docs.astral.sh/uv, authentication: a password in the URL of an index
    UV_TOML: re.compile(rb"^[^#\n]*https?://[^\s/:@\"]+:" + rb"(?P<value>[^\s/@\"]{4,})@", re.MULTILINE),
}
_KEYS["pip.ini"] = _KEYS["pip.conf"]
_VARIABLE = re.compile(rb"\$|^%\w+%|^\{|(?i:^<|your|example|changeme|x{4,}|\*{3,})")
_SECRETS = ("passwords", "keys of", "key of")
_ALWAYS_EXCLUDED = AlwaysExcluded(frozenset())
_REASONS = {known.pattern: known.reason for known in ALWAYS_EXCLUDED}


def wants(entry: Entry) -> bool:
    """Whether the name is that of a file with credentials."""
    name = entry.path.rpartition("/")[2]
    return name in _KEYS or _forced(entry.path, name) is not None


def _has_settings(entry: Entry) -> bool:
    """Whether the name is that of a tool's settings, which may contain credentials."""
    return entry.path.rpartition("/")[2] in _KEYS


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each file, at the first secret in it."""
    name = entry.path.rpartition("/")[2]
    reason = _forced(entry.path, name)
    help = "leave it out, and pass the values that the app needs in environment variables"
    if reason is not None:
        yield RULE.finding(f"{entry.path} would be uploaded ({reason})", Location(entry.path), help)
        return
    severity: Severity | None = "warning" if path_kinds.vendored(entry.path) or path_kinds.aside(entry.path) else None
    text = without_comments(data) if name.endswith(".xml") else data
    for match in _KEYS[name].finditer(text):
        if _VARIABLE.search(match["value"]):
            continue
        start = data.rfind(b"\n", 0, match.start("value")) + 1
        column = len(data[start : match.start("value")].decode("utf-8", "replace")) + 1
        place = Location(entry.path, data[:start].count(b"\n") + 1, column)
        yield RULE.finding(f"{entry.path} contains a password or token", place, _help(name), severity=severity)
        return


def _forced(path: str, name: str) -> str | None:
    """Return what the file is if it is always excluded because of the passwords in it, else None."""
    decision = _ALWAYS_EXCLUDED.last(path, name, is_dir=False)
    reason = _REASONS.get(decision.rule.pattern, "") if decision and decision.rule else ""
    return reason if reason.startswith(_SECRETS) else None


def _help(name: str) -> str:
    if name == NPMRC:
        return "use a variable instead, `_authToken=${NPM_TOKEN}`, and replace the token if it was ever uploaded"
    return "use a variable instead, or leave the file out; replace the secret if it was ever uploaded"


def begin(context: PackageContext) -> ContentScan:
    """Return the scan. The always-excluded list is asked only if a file on it can be packed."""
    tree = context.tree
    forced = tree.is_zip or tree.selection.has_force_include
    return ContentScan(wants if forced else _has_settings, look)


RULE = Rule("SC004", "credential-file", "error", begin=begin)
