"""Patterns that match access keys of well-known services.

A key is listed only if its maker published the format, or if it contains a marker that no other text has. Keys that are
public by design are missing on purpose: Google's browser keys (`AIza…`), Stripe's publishable and test keys, and AWS
key ids without their secret.
"""

from __future__ import annotations

from justpack.frozen import frozen


@frozen
class Credential:
    """One kind of access key."""

    title: str
    """The key's name as shown to users."""
    marks: tuple[bytes, ...]
    """A file that contains such a key contains one of these texts. They are searched first, because that is fast."""
    pattern: bytes
    """A regular expression; its group `secret` is the key, or the random part of it."""
    source: str
    """The documentation of the key's format."""
    entropy: float = 3.0
    """The smallest entropy of the secret in bits per character; random text of 20 letters and digits has about 3.9."""
    checksum: bool = False
    """Whether the last six characters are the CRC-32 of the characters before, in base 62, as GitHub documented it."""
    needs: bytes | None = None
    """A second expression (group `secret`) that the file must match too: the part without which the key is unusable."""
    date: str = "2026-11-24"
    """The date on which the source was last checked."""


_AFTER = rb"(?![A-Za-z0-9_])"


def _word(start: bytes) -> bytes:
    """Return the start of a pattern that is not part of a longer word. It is first, so that `re` skips to it."""
    return start + rb"(?<![A-Za-z0-9_]" + start + rb")"


_QUOTE = rb"""\\*+["'`]"""
_ASSIGNED = (
    rb"(?:(?:" + _QUOTE + rb")?\]?[ \t]*+"
    # `=`, `: str =`, `:`, `=>`, `||`, `??`, the end of a tag; a comma, `name: … value: …` and words before the name
    rb"(?::[ \t]*+[A-Za-z]++[ \t]*+=|=>|\|\||\?\?|[=:>]|,(?=[ \t]*+[bBuUrR]?" + _QUOTE + rb")"
    rb"|,?(?:\s|\\+[nr])*+(?:" + _QUOTE + rb")?value(?:" + _QUOTE + rb")?[ \t]*+[=:])"
    rb"|(?<=ENV JUSTDEPLOY_......_KEY)|(?<=setx JUSTDEPLOY_......_KEY)|(?<=set -x JUSTDEPLOY_......_KEY))[ \t]*+"
    # a block of YAML, or quotes with the prefixes of Python and the shell
    rb"(?:[>|][+-]?[ \t]*+\r?\n[ \t]++|[bBfFrRuU$]{0,2}(?:" + _QUOTE + rb"){1,3}(?:\\+[nr]|\\?\r?\n|[ \t])*+)?"
)
"""What is between the name of a variable and its value in settings, source code and descriptions of containers."""
_WITH_A_DIGIT = rb"(?=[A-Za-z+/=_-]{0,511}[0-9])"
_GITHUB = "github.blog/2021-04-05-behind-githubs-new-authentication-token-formats"

CREDENTIALS: tuple[Credential, ...] = (
    Credential(
        "key of JustDeploy",
        (b"JUSTDEPLOY_",),
        rb"JUSTDEPLOY_(?:ACCESS|SECRET)_KEY"
        + _ASSIGNED
        + rb"(?P<secret>"
        + _WITH_A_DIGIT
        + rb"""[A-Za-z0-9+/=_-]{16,512})"""
        rb"""(?![^\s\0"'`,;}\\<)\]&|])""",
        "JustDeploy's API: the two variables that hold its keys",
    ),
    Credential(
        "key of AWS",
        (b"AKIA",),
        _word(b"AKIA") + rb"(?P<secret>[A-Z2-7]{16})(?![A-Za-z0-9])",
        "docs.aws.amazon.com, IAM identifiers: unique ids; access keys",
        2.8,
        needs=rb"(?<![A-Za-z0-9/+=])(?=[A-Z0-9/+]{0,39}[a-z])(?=[a-z0-9/+]{0,39}[A-Z])(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    ),
    Credential(
        "token of GitHub",
        (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"),
        _word(b"gh[pousr]_") + rb"(?P<secret>[A-Za-z0-9]{36})" + _AFTER,
        _GITHUB,
        checksum=True,
    ),
    Credential(
        "token of GitHub",
        (b"github_pat_",),
        _word(b"github_pat_") + rb"(?P<secret>[A-Za-z0-9]{22}_[A-Za-z0-9]{59})" + _AFTER,
        "docs.github.com, managing your personal access tokens",
        4.0,
    ),
    Credential(
        "token of GitLab",
        (b"glpat-",),
        _word(b"glpat-") + rb"(?P<secret>[A-Za-z0-9_-]{20})(?![A-Za-z0-9_-])",
        "docs.gitlab.com, security/tokens: token prefixes",
        3.3,
    ),
    Credential(
        "token of npm",
        (b"npm_",),
        _word(b"npm_") + rb"(?P<secret>[A-Za-z0-9]{36})" + _AFTER,
        "github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format",
        checksum=True,
    ),
    Credential(
        "token of PyPI",
        (b"pypi-AgE",),
        _word(b"pypi-AgE") + rb"(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)(?P<secret>[A-Za-z0-9_-]{50,})",
        "warehouse.pypa.io: API tokens are macaroons that begin with the index's name",
        4.0,
    ),
    Credential(
        "token of Slack",
        (b"xoxb-", b"xoxp-", b"xoxa-", b"xapp-"),
        _word(b"x")
        + rb"(?:ox[abp]-[0-9]{8,}-[0-9]{8,}-|app-[0-9]-[A-Z0-9]{8,}-[0-9]{8,}-)(?P<secret>[A-Za-z0-9-]{20,})",
        "docs.slack.dev/authentication/tokens",
        3.0,
    ),
    Credential(
        "webhook of Slack",
        (b"hooks.slack.com/services/",),
        rb"hooks\.slack\.com/services/T[A-Z0-9]{7,}/B[A-Z0-9]{7,}/(?P<secret>[A-Za-z0-9]{24})" + _AFTER,
        "docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        3.3,
    ),
    Credential(
        "live key of Stripe",
        (b"sk_live_", b"rk_live_"),
        _word(b"[sr]k_live_") + rb"(?P<secret>[A-Za-z0-9]{24,})" + _AFTER,
        "docs.stripe.com/keys",
        3.3,
    ),
    Credential(
        "service account of Google Cloud",
        (b'"private_key"',),
        rb'"private_key"\s*:\s*"-----BEGIN (?:RSA )?PRIVATE KEY-----\\n(?P<secret>[A-Za-z0-9+/]{40,})',
        "cloud.google.com/iam/docs/keys-create-delete",
        4.0,
    ),
    Credential(
        "OAuth secret of Google",
        (b"GOCSPX-",),
        _word(b"GOCSPX-") + rb"(?P<secret>[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])",
        "developers.google.com/identity/protocols/oauth2",
        3.5,
    ),
    Credential(
        "storage key of Azure",
        (b"AccountKey=",),
        rb"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)",
        "learn.microsoft.com, Azure Storage connection strings",
        4.5,
    ),
    Credential(
        "key of SendGrid",
        (b"SG.",),
        _word(rb"SG\.") + rb"(?P<secret>[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])",
        "twilio.com/docs/sendgrid: API keys",
        4.0,
    ),
    Credential(
        "token of DigitalOcean",
        (b"dop_v1_", b"doo_v1_"),
        _word(b"do[op]_v1_") + rb"(?P<secret>[0-9a-f]{64})" + _AFTER,
        "docs.digitalocean.com, create a personal access token",
        3.2,
    ),
    Credential(
        "key of OpenAI",
        (b"T3BlbkFJ",),
        _word(b"sk-") + rb"(?P<secret>[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})",
        "platform.openai.com/docs/api-reference/authentication",
        4.0,
    ),
    Credential(
        "key of Anthropic",
        (b"sk-ant-",),
        _word(b"sk-ant-") + rb"(?:api|admin)[0-9]{2}-(?P<secret>[A-Za-z0-9_-]{93}AA)(?![A-Za-z0-9_-])",
        "docs.anthropic.com/en/api: authentication",
        4.0,
    ),
    Credential(
        "token of Hugging Face",
        (b"hf_",),
        _word(b"hf_") + rb"(?P<secret>[A-Za-z]{34})" + _AFTER,
        "huggingface.co/docs/hub/security-tokens",
        4.0,
    ),
    Credential(
        "token of a Telegram bot",
        (b":AA",),
        rb"(?<![A-Za-z0-9_:.-])[0-9]{8,10}:(?P<secret>AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_:-])",
        "core.telegram.org/bots/features: BotFather, authentication token",
        4.0,
    ),
    Credential(
        "token of Shopify",
        (b"shpat_", b"shpss_"),
        _word(b"shp") + rb"(?:at|ss)_(?P<secret>[0-9a-fA-F]{32})" + _AFTER,
        "shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
        3.0,
    ),
)

PUBLIC: frozenset[bytes] = frozenset(
    {
        # The key of the storage emulator, which is one fixed value: learn.microsoft.com, Azurite: well-known account.
        b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        # core.telegram.org/bots/features and bots/api: the tokens of the examples.
        b"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        b"AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK",
    }
)
"""Keys that are published in documentation for everybody to use."""

PUBLIC_BLOCKS = (
    # github.com/mscdex/ssh2, lib/protocol/constants.js: signs one letter to see whether the system knows Ed25519
    b"MC4CAQAwBQYDK2VwBCIEIHKj+sVa9WcD",
)
"""The beginnings of private keys with which published packages try a function. Nothing is protected by them."""

PLACEHOLDER = (
    rb"(?i)example|placeholder|changeme|redacted|sample|dummy|your[-_]?|x{4,}|0{6,}|1{6,}|a{5,}|12345678|abcdefgh"
)
"""Words in a made-up key that only shows the format."""
