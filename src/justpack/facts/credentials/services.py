"""Patterns of the keys of services that apps call: payment, mail, chat, social networks."""

from __future__ import annotations

from justpack.facts.credentials.formats import AFTER, AFTER_DASHED, Credential, word

_SLACK = "docs.slack.dev/authentication/tokens"
_SQUARE = "developer.squareup.com/docs: access tokens and the secrets of applications"
_UUID = rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
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
        "token of Square",
        (b"SQUARE_", b"squareup"),
        word(b"EAAA") + rb"(?P<secret>[A-Za-z0-9_-]{60})" + AFTER_DASHED,
        _SQUARE,
        4.0,
        beside=b"square",
    ),
    Credential(
        "token of PayPal",
        (b"access_token$production$",),
        rb"access_token\$production\$[0-9a-z]{16}\$(?P<secret>[0-9a-f]{32})" + AFTER,
        "developer.paypal.com/braintree: access tokens",
    ),
    Credential(
        "token of Plaid",
        (b"access-production-",),
        word(b"access-production-") + rb"(?P<secret>" + _UUID + rb")" + AFTER_DASHED,
        "plaid.com/docs/api: tokens",
    ),
    Credential(
        "key of Flutterwave",
        (b"FLWSECK-",),
        word(b"FLWSECK-") + rb"(?P<secret>[0-9a-f]{32}|[0-9a-zA-Z]{40,50})-[A-Za-z0-9]{1,20}",
        "developer.flutterwave.com/docs: authentication; test keys begin with FLWSECK_TEST",
    ),
    Credential(
        "key of Mollie",
        (b"MOLLIE_",),
        word(b"live_") + rb"(?P<secret>[A-Za-z0-9]{30,})" + AFTER,
        "docs.mollie.com/reference/authentication",
        3.8,
        beside=b"mollie",
    ),
    Credential(
        "token of Duffel",
        (b"duffel_live_",),
        word(b"duffel_live_") + rb"(?P<secret>[A-Za-z0-9_-]{43})" + AFTER_DASHED,
        "duffel.com/docs/api: authentication",
        4.0,
    ),
    Credential(
        "key of EasyPost",
        (b"EZAK",),
        word(b"EZAK") + rb"(?P<secret>[A-Za-z0-9]{54})" + AFTER,
        "docs.easypost.com: authentication; test keys begin with EZTK",
        4.0,
    ),
    Credential(
        "token of Shippo",
        (b"shippo_live_",),
        word(b"shippo_live_") + rb"(?P<secret>[0-9a-f]{40})" + AFTER,
        "docs.goshippo.com: authentication",
    ),
    Credential(
        "key of Mailchimp",
        (b"MAILCHIMP_",),
        rb"-us(?<=(?<![A-Za-z0-9])(?P<secret>[0-9a-f]{32})-us)[0-9]{1,2}" + AFTER_DASHED,
        "mailchimp.com/developer/marketing: authentication",
    ),
    Credential(
        "key of Resend",
        (b"RESEND_", b"Resend("),
        word(b"re_") + rb"(?P<secret>[A-Za-z0-9]{8}_[A-Za-z0-9]{24})" + AFTER,
        "resend.com/docs/api-reference: authentication",
        4.0,
        beside=b"resend",
    ),
    Credential(
        "key of Twilio",
        (b"wilio", b"TWILIO_"),
        rb"SK(?<![A-Za-z0-9]SK)" + _HEX + AFTER,
        "twilio.com/docs/iam/api-keys",
        needs=rb"(?<![A-Za-z0-9])(?=[a-z0-9]{0,31}[A-Z])(?=[A-Z0-9]{0,31}[a-z])(?P<secret>[A-Za-z0-9]{32})(?![A-Za-z0-9])",
        needs_entropy=3.8,
    ),
    Credential(
        "token of HubSpot",
        (b"pat-na", b"pat-eu", b"pat-ap"),
        word(b"pat-") + rb"(?:na|eu|ap)[0-9]-(?P<secret>" + _UUID + rb")" + AFTER_DASHED,
        "developers.hubspot.com: private apps",
    ),
    Credential(
        "token of X",
        (b"BEARER_TOKEN", b"bearer_token"),
        word(b"A" * 22) + rb"(?P<secret>[A-Za-z0-9]{8,32}(?:%[0-9A-F]{2}[A-Za-z0-9]{0,80}){1,6})" + AFTER,
        "docs.x.com: bearer tokens",
        4.0,
    ),
    Credential(
        "token of Matrix",
        (b"syt_",),
        word(b"syt_") + rb"[A-Za-z0-9+/=]{2,200}_(?P<secret>[A-Za-z]{20}_[A-Za-z0-9]{6})" + AFTER,
        "github.com/element-hq/synapse, auth.py: access tokens",
        3.8,
    ),
    Credential(
        "key of Cloudinary",
        (b"cloudinary://",),
        word(b"cloudinary://") + rb"[0-9]{15}:(?P<secret>[A-Za-z0-9_-]{27})@[\w-]{2,}",
        "cloudinary.com/documentation: the environment variable CLOUDINARY_URL",
        3.8,
    ),
    Credential(
        "key of RapidAPI",
        (b"dapi", b"RAPIDAPI", b"apidAPI"),
        rb"(?<![A-Za-z0-9])(?P<secret>[0-9a-f]{10}msh[0-9a-f]{15}p1[0-9a-f]{5,6}jsn[0-9a-f]{12})" + AFTER,
        "docs.rapidapi.com: keys",
    ),
    Credential(
        "key of Adafruit",
        (b"aio_",),
        word(b"aio_") + rb"(?P<secret>[A-Za-z0-9]{28})" + AFTER,
        "io.adafruit.com/api/docs: authentication",
        3.8,
    ),
    Credential(
        "secret of Adobe",
        (b"p8e-",),
        word(b"p8e-") + rb"(?P<secret>[A-Za-z0-9_-]{32})" + AFTER_DASHED,
        "developer.adobe.com: OAuth server-to-server credentials",
        3.8,
    ),
    Credential(
        "token of Trello",
        (b"TRELLO_",),
        word(b"ATTA") + rb"(?P<secret>[0-9a-f]{64}[0-9A-F]{8})" + AFTER,
        "developer.atlassian.com/cloud/trello: authorization",
    ),
    Credential(
        "key of Nylas",
        (b"nyk_v0_",),
        word(b"nyk_v0_") + rb"(?P<secret>[A-Za-z0-9]{64})" + AFTER,
        "developer.nylas.com: authentication",
        4.0,
    ),
)
