"""Patterns of the passwords of hosted databases: with the address beside it, everybody can connect."""

from __future__ import annotations

import re

from justpack.facts.credentials.formats import AFTER, AFTER_DASHED, Credential, word

_HOSTS = (
    b".mongodb.net",
    b".supabase.co",
    b".rds.amazonaws.com",
    b".docdb.amazonaws.com",
    b".compute-1.amazonaws.com",
    b".database.windows.net",
    b".database.azure.com",
    b".upstash.io",
    b".redislabs.com",
    b".redis-cloud.com",
    b".cloudamqp.com",
    b".rlwy.net",
    b".clever-cloud.com",
    b"-postgres.render.com",
    b".neon.tech",
)
"""The ends of the names of hosts at which companies offer databases. `.supabase.co` also begins `.supabase.com`."""
_AT = b"(?:" + b"|".join(map(re.escape, _HOSTS)) + b")"
_WORD = (
    rb"(?!(?i:(?:[a-z]{1,12}[_-])?(?:my|db|your|the)?(?:pass(?:word|wd|w)?|pwd|secret|token|user(?:name)?|admin|root"
    rb"|test|guest)[0-9]{0,4})(?![A-Za-z0-9!#%^*._-]))(?!npg_|AVNS_|pscale_pw_)"
)
"""A word that stands for a password is none; one with a format of its own is another kind."""
_SECRET = rb"(?P<secret>[^\s:/?#@\"'`<>${}\\\[\]*;&,()|]{8,128})"
_NO_HOST = (
    rb"(?![\w.:,-]{0,99}(?i:example|sample|xxx|your|abcde|123456|region|acme|foo))"
    rb"(?!(?i:my-?)?(?i:cluster|host|hostname|db|database|instance|project|server)[0-9]{0,2}\.)"
)
"""The name of a host that only shows the form."""
_SOURCE = "the providers' documentation of their connection strings"

CREDENTIALS: tuple[Credential, ...] = (
    Credential(
        "password of a hosted database",
        _HOSTS,
        rb"://(?P<user>[^\s:/?#@\"'`<>${}\\\[\]]{0,64}):(?!(?P=user)@)"
        + _WORD
        + _SECRET
        + b"@(?:(?=cluster[0-9]\\.[a-z0-9]{5,8}\\.mongodb)(?!cluster[0-9]\\.(?:sample|abcde|ab123|example|xxx))|"
        + _NO_HOST
        + rb")(?:[\w.-]{1,100}(?::[0-9]{2,5})?,){0,8}[\w.-]{1,100}"
        + _AT
        + rb"m?(?![\w-])",
        _SOURCE,
        2.2,
    ),
    Credential(
        "password of a hosted database",
        _HOSTS,
        # `Server=tcp:….database.windows.net,1433;…;Password=…` and `jdbc:postgresql://….neon.tech/a?user=b&password=…`
        _AT
        + rb"(?![\w.-])[^\s\"'`<>@;?&]{0,99}+(?: ?(?:&amp;|[;?&]) ?[\w ]{1,40}+=[^\"'`<>\n;&]{0,80}+){0,12}?"
        + rb" ?(?:&amp;|[;?&]) ?(?i:password|pwd) ?= ?"
        + _WORD
        + rb"(?P<secret>[^\s\"'`<>${}\\;&]{8,128})(?=[\s\"'`<;&\\]|\Z)",
        _SOURCE,
        2.5,
    ),
    Credential(
        "password of a hosted database",
        _HOSTS,
        # the fields `host`, `port`, `user` and `password` of one object, which is all that is inside the braces
        _AT
        + rb"(?:/[^\s\"'@]{0,99})?(?:\\*[\"'])?(?=[\s,;\\])(?:(?!(?i:host|passw|pwd))[^{}()<>]){1,200}?(?<![\w-])"
        + rb"(?i:(?:db_?|database_?)?passw(?:or)?d)(?:\\*[\"'])?[ \t]{0,20}[:=][ \t]{0,20}\\*[\"']"
        + _WORD
        + rb"(?P<secret>[^\s\"'`<>${}\\]{8,64})\\*[\"']",
        _SOURCE,
        2.5,
    ),
    Credential(
        "password of a hosted database",
        _HOSTS,
        # the same fields, the password first, as Django's documentation has them
        rb"(?:ASSWORD|assword)(?:\\*[\"'])?[ \t]{0,20}[:=][ \t]{0,20}\\*[\"']"
        + _WORD
        + rb"(?P<secret>[^\s\"'`<>${}\\]{8,64})\\*[\"'](?:(?!(?i:host|passw|pwd|url|uri))[^{}()<>]){1,120}?(?<![\w-])"
        + rb"(?i:(?:db_?|database_?)?host(?:name)?)(?:\\*[\"'])?[ \t]{0,20}[:=][ \t]{0,20}\\*[\"'][\w.-]{1,100}"
        + _AT
        + rb"m?(?![\w-])",
        _SOURCE,
        2.5,
    ),
    Credential(
        "password of a hosted database",
        (b"npg_",),
        word(b"npg_") + rb"(?P<secret>[A-Za-z0-9]{12})" + AFTER,
        "neon.com/docs: passwords of roles",
        2.8,
    ),
    Credential(
        "password of a hosted database",
        (b"AVNS_",),
        word(b"AVNS_") + rb"(?P<secret>[A-Za-z0-9_-]{19})" + AFTER_DASHED,
        "aiven.io/docs and docs.digitalocean.com/products/databases: the prefix of passwords",
        3.3,
    ),
    Credential(
        "token of PlanetScale",
        (b"pscale_tkn_", b"pscale_pw_", b"pscale_oauth_"),
        word(b"pscale_") + rb"(?:tkn|pw|oauth)_(?P<secret>[A-Za-z0-9_.=-]{32,64})",
        "planetscale.com/docs: connection strings; service tokens",
        3.8,
    ),
)
