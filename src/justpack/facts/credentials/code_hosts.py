"""Patterns of the keys of JustDeploy, and of services that keep code, packages and images."""

from __future__ import annotations

from justpack.facts.credentials.formats import AFTER, AFTER_DASHED, Credential, word

_GITHUB = "github.blog/2021-04-05-behind-githubs-new-authentication-token-formats"
_GITLAB = "docs.gitlab.com, security/tokens: token prefixes"
_JUSTDEPLOY = (
    rb"(?P<secret>(?=[A-Za-z+/=_-]{0,511}[0-9])[A-Za-z0-9+/_-]{16,512}+={0,2})"  # a word of source code has no digit
)
_SETTINGS = tuple(
    name
    for kind in (b"access", b"secret")
    for name in (
        b"JUSTDEPLOY_" + kind.upper() + b"_KEY",
        b"justdeploy_" + kind + b"_key",
        b"justdeploy-" + kind + b"-key",
        b"justdeploy." + kind + b".key",
        b"justdeploy." + kind + b"-key",
        b"justdeploy" + kind.title() + b"Key",
    )
)

REGISTRY = Credential(
    "password of a container registry",
    (b'"auths"',),
    rb'"auths"\s*:\s*\{[^{}]{0,999}\{[^{}]{0,999}"auth"\s*:\s*"(?P<secret>[A-Za-z0-9+/]{12,400}={0,2})"',
    "kubernetes.io/docs: Docker config Secrets",
    2.5,
)
"""In a Secret of Kubernetes. SC004 reports the file of Docker."""
CREDENTIALS: tuple[Credential, ...] = (
    Credential(
        "key of JustDeploy",
        (b"JUSTDEPLOY_ACCESS_KEY", b"JUSTDEPLOY_SECRET_KEY", b"justdeploy"),
        _JUSTDEPLOY,
        "JustDeploy's API: the two variables that hold its keys, and their names in files of settings",
        names=_SETTINGS,
    ),
    Credential(
        "key of JustDeploy",
        (b"justdeploy",),
        rb"justdeploy(?:"
        # a section of YAML, of JSON or HCL, of TOML
        + rb"[\"']?[ \t]*:[ \t]*\r?\n(?:[ \t]++[^\r\n]{0,200}+\r?\n){0,9}?[ \t]++"
        + rb"|[\"']?[ \t]*[:=]?[ \t]*\{[^{}]{0,400}?"
        + rb"|(?<=\[justdeploy)\][^\r\n]{0,80}\r?\n(?:(?!\[)[^\r\n]{0,200}+\r?\n){0,9}?[ \t]*+)"
        + rb"(?<![A-Za-z0-9])[\"']?(?:access|secret)[_.-]?[kK]ey[\"']?[ \t]*[:=][ \t]*[\"']?"
        + _JUSTDEPLOY
        + rb"(?![^\s\"'`,;}])",
        "JustDeploy's API: its keys as two settings of one section",
    ),
    Credential(
        "key of JustDeploy",
        (b"X-Secret-Key", b"X-Access-Key", b"x-secret-key", b"x-access-key"),
        _JUSTDEPLOY,
        "JustDeploy's API: the two headers that carry its keys",
        beside=b"justdeploy",
        names=(b"X-Secret-Key", b"X-Access-Key", b"x-secret-key", b"x-access-key"),
    ),
    Credential(
        "token of GitHub",
        (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"),
        word(b"gh[pousr]_") + rb"(?P<secret>[A-Za-z0-9]{36})" + AFTER,
        _GITHUB,
        checksum=True,
    ),
    Credential(
        "token of GitHub",
        (b"ghs_",),
        word(b"ghs_")
        + rb"(?:[A-Za-z0-9]{1,20}_)?eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,1000}\."
        + rb"(?P<secret>[A-Za-z0-9_-]{40,1000})",
        "github.blog/changelog/2026-05-15-github-app-installation-tokens-per-request-override-header",
        4.0,
    ),
    Credential(
        "token of GitHub",
        (b"github_pat_",),
        word(b"github_pat_") + rb"(?P<secret>[A-Za-z0-9]{22}_[A-Za-z0-9]{59})" + AFTER,
        "docs.github.com, managing your personal access tokens",
        4.0,
    ),
    Credential(
        "token of GitLab",
        (b"glpat-", b"gldt-", b"glrt-", b"glrtr-", b"glft-", b"glimt-", b"glsoat-", b"glffct-"),
        word(b"gl(?=[a-z]{2,5}-)")
        + rb"(?:pat|dt|rtr?|ft|imt|soat|ffct)-(?:t[0-9]_)?"
        + rb"(?P<secret>[A-Za-z0-9_-]{20,300})(?:\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9})?"
        + AFTER_DASHED,
        _GITLAB,
        3.3,
    ),
    Credential(
        "token of GitLab",
        (b"glptt-", b"glcbt-", b"gloas-", b"glagent-", b"GR1348941"),
        rb"(?:glptt-|glcbt-[0-9a-f]{1,5}_|gloas-|glagent-|GR1348941)(?<![A-Za-z0-9_]GR1348941)"
        + rb"(?P<secret>[A-Za-z0-9_-]{20,64})"
        + AFTER_DASHED,
        _GITLAB,
        3.0,
    ),
    Credential(
        "token of npm",
        (b"npm_",),
        word(b"npm_") + rb"(?P<secret>[A-Za-z0-9]{36})" + AFTER,
        "github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format",
        checksum=True,
    ),
    Credential(
        "token of PyPI",
        (b"pypi-AgE",),
        word(b"pypi-AgE") + rb"(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)(?P<secret>[A-Za-z0-9_-]{50,})",
        "warehouse.pypa.io: API tokens are macaroons that begin with the index's name",
        4.0,
    ),
    Credential(
        "key of RubyGems",
        (b"rubygems_",),
        word(b"rubygems_") + rb"(?P<secret>[0-9a-f]{48})" + AFTER,
        "guides.rubygems.org: API key scopes",
    ),
    Credential(
        "token of Docker",
        (b"dckr_pat_", b"dckr_oat_"),
        word(b"dckr_[po]at_") + rb"(?P<secret>[A-Za-z0-9_-]{27,32})" + AFTER_DASHED,
        "docs.docker.com, security: personal and organization access tokens",
        3.5,
    ),
    Credential(
        "token of Atlassian",
        (b"ATATT3", b"ATCTT3"),
        word(b"AT[AC]TT3") + rb"(?P<secret>[A-Za-z0-9_=-]{100,250})" + AFTER_DASHED,
        "support.atlassian.com: manage API tokens; the forms that Atlassian revokes when they are leaked",
        4.0,
    ),
    Credential(
        "token of Sentry",
        (b"sntrys_", b"sntryu_"),
        word(b"sntry[su]_") + rb"(?P<secret>[0-9a-f]{64}|eyJ[A-Za-z0-9+/=]{40,}_[A-Za-z0-9+/]{40,})",
        "docs.sentry.io, auth tokens",
    ),
)
