"""Patterns of the keys of services that apps call: payment, mail, chat, models, measurements."""

from __future__ import annotations

from justpack.facts.credentials.formats import AFTER, AFTER_DASHED, Credential, word

_SLACK = "docs.slack.dev/authentication/tokens"
_SQUARE = "developer.squareup.com/docs: access tokens and the secrets of applications"
_HEX = rb"(?P<secret>[0-9a-f]{32})"

CREDENTIALS: tuple[Credential, ...] = (
    Credential(
        "token of Slack",
        (b"xoxb-", b"xoxp-", b"xoxa-", b"xoxc-", b"xoxr-", b"xapp-"),
        word(b"x(?=o|a)")
        + rb"(?:ox[abcpr]-(?:[0-9]-)?[0-9]{8,}-[0-9]{8,}-|app-[0-9]-[A-Z0-9]{8,}-[0-9]{8,}-)"
        + rb"(?P<secret>[A-Za-z0-9-]{20,})",
        _SLACK,
        3.0,
    ),
    Credential(
        "token of Slack",
        (b"xoxe-", b"xoxb-", b"xoxp-"),
        word(b"xoxe[.-]") + rb"(?:xox[bp]-)?[0-9]-(?P<secret>[A-Za-z0-9]{100,})",
        "docs.slack.dev/authentication/using-token-rotation",
        4.0,
    ),
    Credential(
        "webhook of Slack",
        (b"hooks.slack.com/",),
        rb"hooks\.slack\.com/(?:services/T[A-Z0-9]{7,}/B[A-Z0-9]{7,}|workflows/T[A-Z0-9]{7,}/A[A-Z0-9]{7,}/[0-9]{12,})/"
        + rb"(?P<secret>[A-Za-z0-9]{23,24})"
        + AFTER,
        "docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
        3.3,
    ),
    Credential(
        "live key of Stripe",
        (b"sk_live_", b"rk_live_"),
        word(b"[sr]k_live_") + rb"(?P<secret>[A-Za-z0-9]{24,})" + AFTER,
        "docs.stripe.com/keys",
        3.3,
    ),
    Credential(
        "key of SendGrid",
        (b"SG.",),
        word(rb"SG\.") + rb"(?P<secret>[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})" + AFTER_DASHED,
        "twilio.com/docs/sendgrid: API keys",
        4.0,
    ),
    Credential(
        "key of Mailgun",
        (b"mailgun", b"MAILGUN"),
        rb"(?<![A-Za-z0-9])(?P<secret>key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})" + AFTER_DASHED,
        "documentation.mailgun.com: authentication",
    ),
    Credential(
        "key of Brevo",
        (b"xkeysib-", b"xsmtpsib-"),
        word(b"x(?=keysib-|smtpsib-)") + rb"[a-z]{6,7}-(?P<secret>[0-9a-f]{64}-[A-Za-z0-9]{16})" + AFTER_DASHED,
        "developers.brevo.com: authentication",
    ),
    Credential(
        "token of Twilio",
        (b"wilio", b"TWILIO_"),
        rb"AC(?<![A-Za-z0-9]AC)" + _HEX + AFTER,
        "twilio.com/docs/usage/requests-to-twilio: credentials",
        needs=rb"(?<![A-Za-z0-9])" + _HEX + rb"(?![A-Za-z0-9])",
        needs_entropy=3.0,
    ),
    Credential(
        "token of Shopify",
        (b"shpat_", b"shpss_", b"shpca_", b"shppa_"),
        word(b"shp(?=[a-z]{2}_)") + rb"(?:at|ss|ca|pa)_(?P<secret>[0-9a-fA-F]{32})" + AFTER,
        "shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
        3.0,
    ),
    Credential(
        "secret of Square",
        (b"sq0csp-", b"sq0atp-"),
        word(b"sq0(?:csp|atp)-") + rb"(?P<secret>[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43})" + AFTER_DASHED,
        _SQUARE,
        3.5,
    ),
    Credential(
        "key of OpenAI",
        (b"T3BlbkFJ",),
        word(b"sk-") + rb"(?P<secret>[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})",
        "platform.openai.com/docs/api-reference/authentication",
        4.0,
    ),
    Credential(
        "key of Anthropic",
        (b"sk-ant-",),
        word(b"sk-ant-") + rb"(?:api|admin|oat|ort)[0-9]{2}-(?P<secret>[A-Za-z0-9_-]{93}AA)" + AFTER_DASHED,
        "docs.anthropic.com/en/api: authentication",
        4.0,
    ),
    Credential(
        "key of OpenRouter",
        (b"sk-or-v1-",),
        word(b"sk-or-v1-") + rb"(?P<secret>[0-9a-f]{64})" + AFTER,
        "openrouter.ai/docs/api-reference/authentication",
    ),
    Credential(
        "token of Hugging Face",
        (b"hf_",),
        word(b"hf_") + rb"(?P<secret>[A-Za-z]{34})" + AFTER,
        "huggingface.co/docs/hub/security-tokens",
        4.0,
    ),
    Credential(
        "key of Groq",
        (b"gsk_",),
        word(b"gsk_") + rb"(?P<secret>[A-Za-z0-9]{52})" + AFTER,
        "console.groq.com/docs/api-reference",
        4.0,
    ),
    Credential(
        "key of xAI",
        (b"xai-",),
        word(b"xai-") + rb"(?P<secret>[A-Za-z0-9]{80})" + AFTER,
        "docs.x.ai/docs/api-reference: authentication",
        4.0,
    ),
    Credential(
        "key of Perplexity",
        (b"pplx-",),
        word(b"pplx-") + rb"(?P<secret>[A-Za-z0-9]{48})" + AFTER,
        "docs.perplexity.ai/guides/api-key-management",
        4.0,
    ),
    Credential(
        "token of a Telegram bot",
        (b":AA",),
        rb"[0-9](?:(?<![A-Za-z0-9_:.-][0-9])|(?<=/bot[0-9]))[0-9]{7,9}:(?P<secret>AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_:-])",
        "core.telegram.org/bots/features: BotFather, authentication token",
        4.0,
    ),
    Credential(
        "token of Discord",
        (b"iscord", b"DISCORD_"),
        rb"[MNO](?<![A-Za-z0-9_.-][MNO])[A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\."
        + rb"(?P<secret>[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_.-])",
        "docs.discord.com/developers/reference: authentication",
        3.8,
    ),
    Credential(
        "webhook of Discord",
        (b"/api/webhooks/",),
        rb"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/(?P<secret>[A-Za-z0-9_-]{60,80})" + AFTER_DASHED,
        "docs.discord.com/developers/resources/webhook",
        4.0,
    ),
    Credential(
        "key of Postman",
        (b"PMAK-",),
        word(b"PMAK-") + rb"(?P<secret>[0-9a-f]{24}-[0-9a-f]{34})" + AFTER_DASHED,
        "learning.postman.com/docs/developer/postman-api/authentication",
    ),
    Credential(
        "key of Linear",
        (b"lin_api_",),
        word(b"lin_api_") + rb"(?P<secret>[A-Za-z0-9]{40,64})" + AFTER,
        "linear.app/developers/graphql: authentication",
        3.8,
    ),
    Credential(
        "token of Notion",
        (b"ntn_",),
        word(b"ntn_") + rb"(?P<secret>[0-9]{11}[A-Za-z0-9]{35})" + AFTER,
        "developers.notion.com/changelog: the prefix of tokens",
        3.8,
    ),
    Credential(
        "token of Figma",
        (b"figd_",),
        word(b"figd_") + rb"(?P<secret>[A-Za-z0-9_-]{40})" + AFTER_DASHED,
        "developers.figma.com/docs/rest-api/authentication",
        4.0,
    ),
    Credential(
        "key of New Relic",
        (b"NRAK-",),
        word(b"NRAK-") + rb"(?P<secret>[A-Z0-9]{27})" + AFTER,
        "docs.newrelic.com: New Relic API keys",
        3.3,
    ),
    Credential(
        "token of Grafana",
        (b"glsa_", b"glc_eyJ"),
        word(b"gl") + rb"(?:sa_|c_(?=eyJ))" + rb"(?P<secret>[A-Za-z0-9]{32}_[0-9a-f]{8}|eyJ[A-Za-z0-9+/=]{40,})",
        "grafana.com/docs: service account tokens; access policies",
        3.8,
    ),
    Credential(
        "key of Datadog",
        (b"DD_API_KEY", b"DD_APP_KEY"),
        rb"(?P<secret>[0-9a-f]{40}|[0-9a-f]{32})",
        "docs.datadoghq.com/account_management/api-app-keys",
        names=(b"DD_API_KEY", b"DD_APP_KEY"),
    ),
)
