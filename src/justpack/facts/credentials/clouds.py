"""Patterns of the keys of clouds and of services that run apps, hold data or hold secrets."""

from __future__ import annotations

import re

from justpack.facts.credentials.formats import AFTER, AFTER_DASHED, Credential, word

_AWS_SECRET = (
    rb"(?=[A-Z0-9/+\\]{0,40}[a-z])(?=[a-z0-9/+\\]{0,40}[A-Z])"
    rb"(?P<secret>(?:[A-Za-z0-9+]|\\?/){40})(?![A-Za-z0-9/+=])"
)
_AWS_NAMES = (
    b"AWS_SECRET_ACCESS_KEY",
    b"aws_secret_access_key",
    b"AWS_SECRET_KEY",
    b"aws_secret_key",
    b"secretAccessKey",
    b"SecretAccessKey",
)
_VAULT = "developer.hashicorp.com/vault/docs/concepts/tokens"
_CLOUDFLARE = "developers.cloudflare.com/fundamentals/api/get-started/token-formats"

SERVICE_ACCOUNT = Credential(
    "service account of Google Cloud",
    (b'"private_key"',),
    rb'"private_key"\s*:\s*"-----BEGIN (?:RSA )?PRIVATE KEY-----\\n(?P<secret>[A-Za-z0-9+/]{40,})',
    "cloud.google.com/iam/docs/keys-create-delete",
    4.0,
)

CREDENTIALS: tuple[Credential, ...] = (
    Credential(
        "key of AWS",
        (b"AKIA", b"ASIA"),
        word(b"A[KS]IA") + rb"(?P<secret>[A-Z2-7]{16})(?![A-Za-z0-9])",
        "docs.aws.amazon.com, IAM identifiers: unique ids; access keys",
        2.8,
        needs=rb"(?:(?<![A-Za-z0-9/+])|(?<=\\[nrt]))" + _AWS_SECRET,
    ),
    Credential(
        "key of AWS",
        (b"AWS_SECRET_", b"aws_secret_", b"ecretAccessKey"),
        _AWS_SECRET,
        "docs.aws.amazon.com, cli/userguide: environment variables; files of settings",
        4.0,
        names=_AWS_NAMES,
    ),
    SERVICE_ACCOUNT,
    Credential(
        "OAuth secret of Google",
        (b"GOCSPX-",),
        word(b"GOCSPX-") + rb"(?P<secret>[A-Za-z0-9_-]{28})" + AFTER_DASHED,
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
        "key of Azure",
        (b"SharedAccessKey=",),
        rb"SharedAccessKey=(?P<secret>[A-Za-z0-9+/]{43}=)",
        "learn.microsoft.com, Azure Service Bus: connection strings",
        4.0,
    ),
    *(
        Credential(
            "key of Azure",
            (mark,),
            re.escape(mark)
            + rb"(?<=(?<![A-Za-z0-9+/])(?P<secret>[A-Za-z0-9+/]{80}))[A-Za-z0-9+/]{5}[AQgw]==(?![=A-Za-z0-9+/])",
            "github.com/microsoft/security-utilities: keys of Azure Storage and Cosmos DB that can be identified",
            4.5,
        )
        for mark in (b"+ASt", b"ACDb")
    ),
    Credential(
        "client secret of Microsoft Entra",
        (b"Q~",),
        rb"Q~(?<=(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.]{3}[0-9]Q~)(?P<secret>[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])",
        "github.com/microsoft/security-utilities: client secrets of Entra that can be identified",
        4.0,
    ),
    Credential(
        "token of Azure DevOps",
        (b"AZDO",),
        rb"AZDO(?<=(?<![A-Za-z0-9])(?P<secret>[A-Za-z0-9]{80}))[A-Za-z0-9]{4}(?![A-Za-z0-9])",
        "learn.microsoft.com/azure/devops: personal access tokens, the format of a token",
        4.5,
    ),
    Credential(
        "shared access signature of Azure",
        (b"&sig=",),
        rb"&sig=(?P<secret>(?:[A-Za-z0-9+/]|%2[bBfF]){43}(?:%3[dD]|=))",
        "learn.microsoft.com/rest/api/storageservices/create-account-sas",
        4.0,
        beside=b"sv=20",
    ),
    Credential(
        "token of DigitalOcean",
        (b"dop_v1_", b"doo_v1_", b"dor_v1_"),
        word(b"do[opr]_v1_") + rb"(?P<secret>[0-9a-f]{64})" + AFTER,
        "docs.digitalocean.com, create a personal access token",
        3.2,
    ),
    Credential(
        "key of Heroku",
        (b"HRKU-AA",),
        word(b"HRKU-AA") + rb"(?P<secret>[A-Za-z0-9_-]{58})" + AFTER_DASHED,
        "devcenter.heroku.com/changelog-items/2833: the prefix of keys",
        4.0,
    ),
    Credential(
        "key of Heroku",
        (b"HEROKU_API_KEY",),
        rb"(?P<secret>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
        "devcenter.heroku.com/articles/authentication",
        names=(b"HEROKU_API_KEY",),
    ),
    Credential(
        "token of Cloudflare",
        (b"cfut_", b"cfat_", b"cfk_"),
        word(b"cf") + rb"(?:ut|at|k)_(?P<secret>[A-Za-z0-9_-]{44,56})" + AFTER_DASHED,
        _CLOUDFLARE,
        4.0,
    ),
    Credential(
        "token of Cloudflare",
        (b"CLOUDFLARE_API_", b"CF_API_TOKEN"),
        rb"(?P<secret>(?=[A-Za-z_-]{0,39}[0-9])[A-Za-z0-9_-]{40}|[0-9a-f]{37})",
        "developers.cloudflare.com/workers/wrangler/system-environment-variables",
        3.2,
        names=(b"CLOUDFLARE_API_TOKEN", b"CLOUDFLARE_API_KEY", b"CF_API_TOKEN"),
    ),
    Credential(
        "origin key of Cloudflare",
        (b"v1.0-",),
        word(rb"v1\.0-") + rb"[0-9a-f]{24}-(?P<secret>[0-9a-f]{146})" + AFTER,
        "developers.cloudflare.com/fundamentals/api/get-started/ca-keys",
        3.4,
    ),
    Credential(
        "token of Vault",
        (b"hvs.", b"hvb.", b"hvr."),
        word(rb"hv[sbr]\.") + rb"(?P<secret>[A-Za-z0-9_-]{24,300})" + AFTER_DASHED,
        _VAULT,
        3.8,
    ),
    Credential(
        "token of HCP Terraform",
        (b".atlasv1.",),
        rb"\.atlasv1\.(?<=(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.)(?P<secret>[A-Za-z0-9_=-]{60,70})",
        "developer.hashicorp.com/terraform/cloud-docs: API tokens",
        4.0,
    ),
    Credential(
        "token of Databricks",
        (b"dapi",),
        word(b"dapi") + rb"(?P<secret>[0-9a-f]{32})(?:-[0-9])?" + AFTER_DASHED,
        "docs.databricks.com/dev-tools/auth/pat",
    ),
    Credential(
        "token of Supabase",
        (b"sbp_",),
        word(b"sbp_") + rb"(?:v0_|oauth_)?(?P<secret>[0-9a-f]{40})" + AFTER,
        "supabase.com/docs/reference/api: authentication",
    ),
    Credential(
        "secret key of Supabase",
        (b"sb_secret_",),
        word(b"sb_secret_") + rb"(?P<secret>[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8})" + AFTER_DASHED,
        "supabase.com/docs/guides/api/api-keys",
        4.0,
    ),
    Credential(
        "service_role key of Supabase",
        # `"role":"service_role"` in base64, from each of the three places that it can begin at
        (b"InJvbGUiOiJzZXJ2aWNlX3JvbGUi", b"Jyb2xlIjoic2VydmljZV9yb2xlI", b"cm9sZSI6InNlcnZpY2Vfcm9sZS"),
        rb"(?:InJvbGUiOiJzZXJ2aWNlX3JvbGUi|Jyb2xlIjoic2VydmljZV9yb2xlI|cm9sZSI6InNlcnZpY2Vfcm9sZS)"
        + rb"[A-Za-z0-9_-]{0,300}\.(?P<secret>[A-Za-z0-9_-]{43})"
        + AFTER_DASHED,
        "supabase.com/docs/guides/api/api-keys: the legacy keys",
        4.0,
    ),
    Credential(
        "token of Pulumi",
        (b"pul-",),
        word(b"pul-") + rb"(?P<secret>[0-9a-f]{40})" + AFTER_DASHED,
        "pulumi.com/docs: access tokens",
    ),
    Credential(
        "key of Tailscale",
        (b"tskey-",),
        word(b"tskey-") + rb"(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,20}-(?P<secret>[A-Za-z0-9]{20,48})" + AFTER,
        "tailscale.com/kb/1277/key-prefixes",
        3.5,
    ),
    Credential(
        "token of 1Password",
        (b"ops_eyJ",),
        word(b"ops_eyJ") + rb"(?P<secret>[A-Za-z0-9+/_-]{200,})",
        "developer.1password.com/docs/service-accounts",
        4.0,
    ),
    Credential(
        "key of age",
        (b"AGE-SECRET-KEY-1",),
        word(b"AGE-SECRET-KEY-1") + rb"(?P<secret>[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58})" + AFTER,
        "age-encryption.org/v1: X25519 identities",
        3.5,
    ),
    Credential(
        "key of AWS",
        (b"ABSKQmVkcm9ja0FQSUtleS",),
        word(b"ABSKQmVkcm9ja0FQSUtleS") + rb"(?P<secret>[A-Za-z0-9+/]{80,}={0,2})",
        "docs.aws.amazon.com/bedrock: API keys",
        4.0,
    ),
    Credential(
        "refresh token of Google",
        (b"1//0",),
        word(b"1//0") + rb"(?P<secret>[A-Za-z0-9_-]{60,150})" + AFTER_DASHED,
        "developers.google.com/identity/protocols/oauth2: refresh tokens",
        4.5,
    ),
    Credential(
        "key of Azure",
        (b"JQQJ99",),
        rb"JQQJ99(?<=(?<![A-Za-z0-9])(?P<secret>[A-Za-z0-9]{52})JQQJ99)[A-Z][A-Za-z0-9]{25}(?![A-Za-z0-9])",
        "github.com/microsoft/security-utilities: keys that can be identified in all services",
        4.0,
    ),
    *(
        Credential(
            "key of Azure",
            (mark,),
            re.escape(mark)
            + rb"(?<=(?<![A-Za-z0-9+/_-])(?P<secret>[A-Za-z0-9+/_-]{"
            + str(length).encode()
            + rb"})"
            + re.escape(mark)
            + rb")[A-Za-z0-9+/_-]{5,6}"
            + end
            + rb"(?![=A-Za-z0-9+/_-])",
            "github.com/microsoft/security-utilities: keys that can be identified",
            4.0,
        )
        for mark, length, end in (
            (b"AzSe", 42, b""),
            (b"AzFu", 44, b"={0,2}"),
            (b"AzCa", 33, b"="),
            (b"+ACR", 42, b""),
            (b"AIoT", 33, b"="),
            (b"+AEh", 33, b"="),
            (b"+ASb", 33, b"="),
            (b"+ARm", 33, b"="),
        )
    ),
    Credential(
        "key of DigitalOcean",
        (b"DO00", b"DO80"),
        word(b"DO(?=[08]0)") + rb"(?P<secret>[08]0[A-Z0-9]{16})" + AFTER,
        "docs.digitalocean.com/products/spaces: access keys",
        3.0,
        needs=rb"(?<![A-Za-z0-9+/])(?P<secret>[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/=])",
        needs_entropy=4.2,
    ),
    Credential(
        "key of Alibaba Cloud",
        (b"LTAI",),
        word(b"LTAI") + rb"(?P<secret>[A-Za-z0-9]{20})" + AFTER,
        "alibabacloud.com/help/ram: AccessKey pairs",
        3.5,
        needs=rb"(?:(?<![A-Za-z0-9+/])|(?<=\\n))(?=[a-z0-9]{0,29}[A-Z])(?=[A-Z0-9]{0,29}[a-z])(?P<secret>[A-Za-z0-9]{30})(?![A-Za-z0-9+/=])",
        needs_entropy=3.8,
    ),
    Credential(
        "key of Yandex Cloud",
        (b"AQVN",),
        word(b"AQVN") + rb"(?P<secret>[A-Za-z0-9_-]{35,38})" + AFTER_DASHED,
        "yandex.cloud/docs/iam: API keys",
        4.0,
    ),
    Credential(
        "token of Hetzner",
        (b"HCLOUD_TOKEN",),
        rb"(?P<secret>[A-Za-z0-9]{64})",
        "docs.hetzner.cloud: authentication",
        4.0,
        names=(b"HCLOUD_TOKEN",),
    ),
    Credential(
        "key of Scaleway",
        (b"SCW_SECRET_KEY",),
        rb"(?P<secret>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})",
        "scaleway.com/docs: API keys",
        names=(b"SCW_SECRET_KEY",),
    ),
    Credential(
        "token of Prisma",
        (b"api_key=eyJ",),
        word(b"api_key=eyJ") + rb"[A-Za-z0-9_-]{10,200}\.[A-Za-z0-9_-]{10,400}\.(?P<secret>[A-Za-z0-9_-]{40,90})",
        "prisma.io/docs/accelerate: connection strings",
        4.0,
    ),
    Credential(
        "key of age",
        (b"AGE-SECRET-KEY-PQ-1",),
        word(b"AGE-SECRET-KEY-PQ-1") + rb"(?P<secret>[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58,70})" + AFTER,
        "age-encryption.org: hybrid identities",
        3.5,
    ),
)
