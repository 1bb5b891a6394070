"""Every kind of access key that SC003 knows, and the keys that everybody has.

A key is listed only if its maker published the format, or if it contains a marker that no other text has. Keys that are
public by design are missing on purpose: Google's browser keys (`AIza…`), Stripe's publishable and test keys, and AWS
key ids without their secret. So are signing secrets of webhooks (`whsec_…`): those of tests and of examples are alike.
"""

from __future__ import annotations

from justpack.facts.credentials import clouds, code_hosts, databases, models, services, tools
from justpack.facts.credentials.clouds import SERVICE_ACCOUNT as SERVICE_ACCOUNT
from justpack.facts.credentials.formats import Credential

CREDENTIALS: tuple[Credential, ...] = (
    *code_hosts.CREDENTIALS,
    *clouds.CREDENTIALS,
    *databases.CREDENTIALS,
    *models.CREDENTIALS,
    *tools.CREDENTIALS,
    *services.CREDENTIALS,
)

PUBLIC: frozenset[bytes] = frozenset(
    {
        # The keys of two emulators, each one fixed value: learn.microsoft.com, Azurite; Azure Cosmos DB emulator.
        b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        b"C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
        # The keys of Supabase on the developer's own machine: supabase.com/docs/guides/local-development.
        b"N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
        b"EGIM96RAZx35lJzdJsyH-qQwv8Hdp7fsn3W0YpN81IU",
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
