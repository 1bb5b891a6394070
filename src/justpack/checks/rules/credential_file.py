"""A packed file contains passwords or tokens of tools.

Files such as .netrc, .pypirc and .git-credentials are always excluded, unless --force-include or force-include names
them. Other files contain a secret only in some projects: an .npmrc or a bunfig.toml with a literal token, a Maven
settings.xml with a password, a pip.conf with a password in a URL, a gradle.properties with a password, a kaggle.json,
the secrets.toml of Streamlit, a config.json of Docker, or a kubeconfig. The rule searches the contents of these files.
The finding does not show the value. A commented-out line is not reported. In a folder of tests, examples or vendored
code, and in gradle.properties, the finding is a warning.

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
from justpack.checks.support.contents.cloud_keys import is_made_up
from justpack.checks.support.contents.xml_comments import without_comments
from justpack.facts.ignore_defaults import ALWAYS_EXCLUDED
from justpack.facts.manifests import BUNFIG, GRADLE_PROPERTIES, NPMRC, UV_TOML, YARNRC, YARNRC_YML
from justpack.model import Entry, Finding, Location, Severity
from justpack.tree.ignore.always_excluded import AlwaysExcluded

_VALUE = rb"""(?P<value>[^\s"'<]{6,})"""
_IN_ADDRESS = rb"https?://[^\s/:@\"']+:"
"""The part of an address before a password."""
_OR_IN_ADDRESS = rb"(?=[^\s\"'<]{6})|" + _IN_ADDRESS + rb"(?=[^\s/@\"']{4,}@))(?P<value>[^\s\"'<@]+)"
_SERVERS = re.compile(rb"<(?:password|passphrase)>\s*(?:<!\[CDATA\[\s*)?" + _VALUE + rb"\s*(?:\]\]>\s*)?</")
_KEYS = {
    # docs.npmjs.com, npmrc: auth related configuration; `${NAME}` is replaced by a variable
    NPMRC: re.compile(
        rb"^[^#;\n]*?(?::?(?:_authToken|_auth|_password)[ \t]*=[ \t]*[\"']?" + _OR_IN_ADDRESS, re.MULTILINE
    ),
    # classic.yarnpkg.com/docs/yarnrc: a blank separates name and value
    YARNRC: re.compile(rb"^[^#\n]*?(?:(?:_authToken|_auth|_password)[\"']?[ \t]+[\"']?" + _OR_IN_ADDRESS, re.MULTILINE),
    # yarnpkg.com/configuration/yarnrc: npmAuthToken, npmAuthIdent
    YARNRC_YML: re.compile(rb"^[^#\n]*?(?:\bnpmAuth(?:Token|Ident)[\"']?:[ \t]*[\"']?" + _OR_IN_ADDRESS, re.MULTILINE),
    # maven.apache.org/settings.html, servers; `{…}` is encrypted, `${…}` a property
    "settings.xml": _SERVERS,
    # pip.pypa.io, authentication; a user alone is no secret
    "pip.conf": re.compile(rb"^[^#;\n]*" + _IN_ADDRESS + rb"(?P<value>[^\s/@]{4,})@", re.MULTILINE),
    # packaging.python.org, specifications: pypirc; the name without its dot is always packed
    "pypirc": re.compile(rb"^[ \t]*password[ \t]*[:=][ \t]*" + _VALUE, re.MULTILINE),
    # gnu.org, inetutils: the .netrc file
    "netrc": re.compile(rb"^[ \t]*machine\s[^#]{0,300}?\spassword\s+" + _VALUE, re.MULTILINE),
    # docs.gradle.org, build environment: properties that a build reads as passwords
    GRADLE_PROPERTIES: re.compile(
        rb"^[ \t]*[\w.-]*(?i:password|passwd|passphrase|token|secret|api_?key)[ \t]*[=:][ \t]*" + _VALUE, re.MULTILINE
    ),
    # docs.astral.sh/uv, authentication: a password in the URL of an index
    UV_TOML: re.compile(rb"^[^#\n]*https?://[^\s/:@\"]+:" + rb"(?P<value>[^\s/@\"]{4,})@", re.MULTILINE),
}
_KEYS["pip.ini"] = _KEYS["pip.conf"]
# docs.docker.com/reference/cli/docker/login; containers-auth.json(5); kubernetes.io/docs: Docker config Secrets
_KEYS["config.json"] = re.compile(
    rb'"auths"\s{0,99}:\s{0,99}\{[^{}]{0,999}\{[^{}]{0,999}"auth"\s{0,99}:\s{0,99}"(?P<value>[A-Za-z0-9+/=]{8,})"'
)
_KEYS["auth.json"] = _KEYS["config.json"]
_KEYS[".dockerconfigjson"] = _KEYS["config.json"]
# kubernetes.io/docs, kubeconfig files: token and password of a user
_KEYS["kubeconfig"] = re.compile(
    rb"^[ \t-]*[\"']?(?:token|password)[\"']?:[ \t]*[\"']?(?P<value>[^\s\"'<,}]{6,})", re.MULTILINE
)
_KEYS |= dict.fromkeys(("kubeconfig.yaml", "kubeconfig.yml", "kubeconfig.json"), _KEYS["kubeconfig"])
# bun.com/docs/pm/npmrc: token or password of a registry
_KEYS[BUNFIG] = re.compile(
    rb"^(?:[^#\n\"']|\"[^\"\n]*\"|'[^'\n]*')*?\b(?:token|password)[ \t]*=[ \t]*[\"'](?P<value>[^\s\"'<]{6,})",
    re.MULTILINE,
)
_NAMED_SECRET = (
    rb"^[ \t]*[\"']?(?:[\w.-]*[_.-])?(?i:password|passwd|secret|token|api_?key|access_?key|secret_?key)[\"']?"
    rb"[ \t]*=[ \t]*[\"'](?P<value>[^\s\"'<]{8,})[\"']"
)
_AT_PATHS = {
    # docs.streamlit.io, secrets management
    ".streamlit/secrets.toml": re.compile(_NAMED_SECRET, re.MULTILINE),
    # dlthub.com/docs, credentials: secrets.toml
    ".dlt/secrets.toml": re.compile(_NAMED_SECRET, re.MULTILINE),
    # python-poetry.org, repositories: configuring credentials
    "pypoetry/auth.toml": re.compile(_NAMED_SECRET, re.MULTILINE),
    # github.com/Kaggle/kaggle-api, API credentials
    "kaggle.json": re.compile(rb'"key"\s*:\s*"(?P<value>[0-9a-f]{32})"'),
    # pdm-project.org, configuration: credentials of an index
    "pdm.toml": re.compile(
        rb"^[ \t]*(?:[\w.-]*\.)?password[ \t]*=[ \t]*[\"'](?P<value>[^\s\"'<]{6,})[\"']", re.MULTILINE
    ),
    # docs.anaconda.com, tokens in the URL of a channel
    ".condarc": re.compile(rb"^[^#\n]*https?://[^\s/]+/t/(?P<value>[A-Za-z]{2}-[0-9a-f-]{36})/", re.MULTILINE),
    # docs.databricks.com, configuration profiles
    ".databrickscfg": re.compile(rb"^[ \t]*token[ \t]*=[ \t]*(?P<value>dapi[0-9a-f]{32})", re.MULTILINE),
}
"""The keys in files that are known by the end of their path."""
_POETRY = "poetry.toml"
_AT_PATHS[_POETRY] = _AT_PATHS["pypoetry/auth.toml"]
_MAVEN_SETTINGS = re.compile(r"settings[-_.]\w+\.xml|\w+[-_.]settings\.xml")
"""Other names of the settings of Maven, which are given by `--settings`."""
_NAMES = frozenset({*_KEYS, *(end.rpartition("/")[2] for end in _AT_PATHS)})
"""The names of all these files, because every file of a project is asked for."""
_VARIABLE = re.compile(rb"\$|^%\w+%|^\{|(?i:^<|your|example|changeme|x{4,}|\*{3,})")
_SECRETS = ("passwords", "keys of", "key of")
_ALWAYS_EXCLUDED = AlwaysExcluded(frozenset())
_REASONS = {known.pattern: known.reason for known in ALWAYS_EXCLUDED}


def wants(entry: Entry) -> bool:
    """Whether the name is that of a file with credentials."""
    name = entry.path.rpartition("/")[2]
    return _keys(entry.path, name) is not None or _forced(entry.path, name) is not None


def _keys(path: str, name: str) -> re.Pattern[bytes] | None:
    """Return the pattern of the secrets in a file, or None if its name is not that of a file with credentials."""
    if name in _KEYS:
        return _KEYS[name]
    if name.endswith(".xml"):
        return _SERVERS if _MAVEN_SETTINGS.fullmatch(name) else None
    return next((keys for end, keys in _AT_PATHS.items() if path == end or path.endswith(f"/{end}")), None)


def _has_settings(entry: Entry) -> bool:
    """Whether the name is that of a tool's settings, which may contain credentials."""
    name = entry.path.rpartition("/")[2]
    return (name in _NAMES or name.endswith(".xml")) and _keys(entry.path, name) is not None


def look(entry: Entry, data: bytes) -> Iterator[Finding]:
    """Yield one finding for each file, at the first secret in it."""
    name = entry.path.rpartition("/")[2]
    reason = _forced(entry.path, name)
    help = "leave it out, and pass the values that the app needs in environment variables"
    if reason is not None:
        yield RULE.finding(f"{entry.path} would be uploaded ({reason})", Location(entry.path), help)
        return
    severity: Severity | None = "warning" if path_kinds.vendored(entry.path) or path_kinds.aside(entry.path) else None
    if name == GRADLE_PROPERTIES:
        severity = "warning"  # the rule does not know for what the password is
    text = without_comments(data) if name.endswith(".xml") else data
    keys = _keys(entry.path, name)
    for match in keys.finditer(text) if keys is not None else ():
        if _VARIABLE.search(match["value"]) or is_made_up(match["value"]):
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
