"""Tests of the search for keys: the services, the forms of source that hold a key, and texts that only look like one.

Every key is put together at run time from a seed, so that no file of ours holds anything like a key.
"""

from __future__ import annotations

import random
import string
from base64 import urlsafe_b64encode

import pytest

from justpack.checks.support.contents import cloud_keys

ALNUM = string.ascii_letters + string.digits
DASHED = ALNUM + "_-"
BASE64 = ALNUM + "+/"
HEX = "0123456789abcdef"
DIGITS = "123456789"
BASE32 = string.ascii_uppercase + "234567"
BECH32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"


def _random(length: int, letters: str = ALNUM, seed: int = 23) -> str:
    return "".join(random.Random(seed * 1000 + length).choices(letters, k=length))


def _titles(text: str) -> list[str]:
    return [kind.title for kind, _ in cloud_keys.keys(text.encode())]


ID = "AK" + "IA" + _random(16, BASE32)
SECRET = _random(38, BASE64) + "q7"
VALUE = _random(32)
ROLE = b'{"iss":"supabase","ref":"qwertzuiopasdfgh","role":"service_role","iat":1690000000}'
SERVICE_ROLE = "eyJhbGciOiJIUzI1NiJ9." + urlsafe_b64encode(ROLE).decode().rstrip("=") + "." + _random(43, DASHED)
AZURE = "https://a.blob.core.windows.net/c?sv=2024-11-04&ss=b&srt=o&sp=r&se=2030-01-01T00:00:00Z"
KEYS = {
    "AWS in settings": f"AWS_ACCESS_KEY_ID={ID}\nAWS_SECRET_ACCESS_KEY={SECRET}",
    "AWS in an ini file": f"aws_access_key_id = {ID}\naws_secret_access_key={SECRET}",
    "AWS for a session": f"AWS_ACCESS_KEY_ID={ID.replace('AK', 'AS', 1)}\nAWS_SECRET_ACCESS_KEY={SECRET}",
    "AWS in JSON": f'{{"id": "{ID}", "secret": "{SECRET[:20]}\\/{SECRET[21:]}"}}',
    "AWS in a text of JSON": f'"ID={ID}\\nSECRET={SECRET}\\n"',
    "AWS without its id": f'secretAccessKey: "{SECRET}"',
    "AWS in an address": f"s3://{ID}:{SECRET}@bucket",
    "GitHub's stateless": "gh" + "s_" + "12345_eyJ" + _random(60) + ".eyJ" + _random(200) + "." + _random(200, DASHED),
    "GitLab, routable": "gl" + "pat-" + _random(43, DASHED) + ".01." + _random(9, string.ascii_lowercase),
    "GitLab's deploy token": "gl" + "dt-" + _random(20),
    "GitLab's runner": "gl" + "rt-" + _random(20),
    "GitLab's trigger": "gl" + "ptt-" + _random(40, HEX),
    "GitLab's job": "gl" + "cbt-64_" + _random(20),
    "Docker": "dck" + "r_pat_" + _random(27, DASHED),
    "RubyGems": "ruby" + "gems_" + _random(48, HEX),
    "Atlassian": "ATA" + "TT3" + _random(186, DASHED),
    "Slack, of a user": "xo" + "xp-" + f"{_random(12, DIGITS)}-" * 3 + _random(32, HEX),
    "Slack, of an app": "xa" + "pp-1-A" + _random(10, BASE32) + "-" + _random(13, DIGITS) + "-" + _random(64, HEX),
    "Slack, rotated": "xo" + "xe.xoxp-1-" + _random(166),
    "Slack's workflow": "hooks." + f"slack.com/workflows/TABCDEFGH/AABCDEFGH/{_random(18, DIGITS)}/{_random(24)}",
    "Stripe, restricted": "rk" + "_live_" + _random(99),
    "Anthropic, of a login": "sk-" + "ant-oat01-" + _random(93, DASHED) + "AA",
    "Azure Service Bus": "Endpoint=sb://a.servicebus.windows.net/;SharedAccess" + "Key=" + _random(43, BASE64) + "=",
    "Azure Storage by its mark": 'KEY="' + _random(76, BASE64) + "+A" + "St" + _random(5, BASE64) + 'A=="',
    "Azure's signature": AZURE + "&si" + "g=" + _random(43) + "%3D",
    "Microsoft Entra": f'secret: "{_random(3)}8Q' + "~" + _random(34) + '"',
    "Azure DevOps": _random(76) + "AZ" + "DO" + _random(4),
    "DigitalOcean, refreshed": "do" + "r_v1_" + _random(64, HEX),
    "Heroku": "HR" + "KU-AA" + _random(58, DASHED),
    "Cloudflare": "cf" + "ut_" + _random(40) + _random(8, HEX),
    "Cloudflare in settings": "CLOUDFLARE_API_TOKEN=" + _random(40, DASHED),
    "Vault": "hv" + "s." + _random(95, DASHED),
    "HCP Terraform": _random(14) + ".atl" + "asv1." + _random(67),
    "Databricks": "da" + "pi" + _random(32, HEX) + "-2",
    "Supabase": "sb" + "p_" + _random(40, HEX),
    "Supabase's secret": "sb" + "_secret_" + _random(22) + "_" + _random(8),
    "Supabase's service_role": SERVICE_ROLE,
    "1Password": "op" + "s_eyJ" + _random(300),
    "age": "AGE-SECRET-" + "KEY-1" + _random(58, BECH32),
    "Twilio": "TWILIO_ACCOUNT_SID=A" + "C" + _random(32, HEX) + "\nTWILIO_AUTH_TOKEN=" + _random(32, HEX, 9),
    "Mailgun": "mailgun(api, 'ke" + "y-" + _random(32, HEX) + "')",
    "Shopify, of a custom app": "shp" + "ca_" + _random(32, HEX),
    "Square": "sq" + "0csp-" + _random(43, DASHED),
    "Hugging Face, in a text": '"TOKEN\\nh' + "f_" + _random(34, string.ascii_letters) + '\\n"',
    "Telegram in an address": "https://api.telegram.org/bot" + _random(10, DIGITS) + ":A" + "A" + _random(33) + "/send",
    "Discord": "DISCORD_TOKEN=MT" + _random(24) + ".G" + _random(5) + "." + _random(38),
    "Discord's webhook": "https://discord.com/api/webhooks/" + _random(19, DIGITS) + "/" + _random(68),
    "Postman": "PM" + "AK-" + _random(24, HEX) + "-" + _random(34, HEX),
    "Linear": "lin" + "_api_" + _random(40),
    "Groq": "gs" + "k_" + _random(52),
    "New Relic": "NR" + "AK-" + _random(27, BASE32),
    "Grafana": "gl" + "sa_" + _random(32) + "_" + _random(8, HEX),
    "JustDeploy's header": f'curl -H "X-Secret-Key: {VALUE}" https://api.justdeploy.net/organizations',
    "JustDeploy in properties": f"justdeploy.secret-key={VALUE}",
    "JustDeploy in camel case": f'justdeploySecretKey: "{VALUE}"',
    "in an escape of Unicode": '"\\u0022gl' + "pat-" + _random(20) + '\\u0022"',
    "in an encoded address": "token%3Dsk" + "_live_" + _random(24) + "%26a",
}  # fmt: skip
FORMS = (
    'set(ENV{%s} "%s")', '<add key="%s" value="%s"/>', '<meta name="%s" content="%s">', "<%s><![CDATA[%s]]></a>",
    "%s: !!str %s", "%s: &anchor %s", "%s:\n  %s\n", '%s:\n  "%s"\n', "Key: %s\nValue: %s",
    'const %s string = "%s"', '%s := "%s"', "const %s: &'static str = \"%s\";", 'mapOf("%s" to "%s")',
    "ENV['%s'] ||= '%s'", "define('%s', '%s');", "Set-Item -Path Env:%s -Value '%s'", 'setx %s "%s"',
    "set -gx %s %s", "setenv %s %s", "%s ?= %s", 'ENV A=b %s="%s"', "const %s: string | undefined = '%s'",
    "process.env['%s'] ??= '%s'", "process.env.%s ? process.env.A : '%s'", "{'process.env.%s': JSON.stringify('%s')}",
    '{"Name": "%s", "Value": "%s"}', "\\u0022%s\\u0022:\\u0022%s\\u0022", "%s: Final[str] = '%s'",
    "%s = (\n    '%s'\n)", "%s: str = Field(default='%s')", "config('%s', default='%s')",
    "os.environ.get(\n    '%s',\n    '%s',\n)", "%s = SecretStr('%s')",
    'variable "%s" {\n  type    = string\n  default = "%s"\n}', '%s=("%s")', '${%s:=%s}', "a?%s%%3D%s",
    'const char %s[] = "%s";', '#define %s "%s"', "%s = [[%s]]", "if os.environ['%s'] != '%s':",
    '"%%set_env %s %s\\n",',
)  # fmt: skip
SIMILAR = (
    "{ key: process.env.JUSTDEPLOY_SECRET_KEY, organization: 'qwer1234tzui5678' }",
    "const key = process.env.JUSTDEPLOY_SECRET_KEY;\nconst organization = 'qwer1234tzui5678';",
    "if (!process.env.JUSTDEPLOY_SECRET_KEY) stop('qwer1234tzui5678')",
    "JUSTDEPLOY_SECRET_KEY=\nORGANIZATION=qwer1234tzui5678",
    "JUSTDEPLOY_SECRET_KEY:\n  description_of_version_2: the key",
    "JUSTDEPLOY_SECRET_KEY=/run/secrets/justdeploy2/key",
    "JUSTDEPLOY_SECRET_KEY=op://production/item2-of-it/field3",
    "JUSTDEPLOY_SECRET_KEY: str = Field(alias='justdeploy_secret_key_v2')",
    "JUSTDEPLOY_SECRET_KEY: Optional[str] = None\n    organization: str = 'qwer1234tzui5678'",
    "JUSTDEPLOY_SECRET_KEY: !Ref SecretParameter2OfThisStack",
    "logger.info('JUSTDEPLOY_SECRET_KEY', 'stage-production-1')",
    "monkeypatch.setenv('JUSTDEPLOY_SECRET_KEY', 'secret-key-of-test-1')",
    "secretKeyRef:\n  name: justdeploy-secret-key\n  key: secret-key-2-value",
    f'curl -H "X-Secret-Key: {VALUE}" https://storage.test/bucket',
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
    "AWS_SECRET_ACCESS_KEY=" + _random(40, HEX),
    "AWS_SECRET_ACCESS_KEY: ${{ secrets.AWS_SECRET_ACCESS_KEY_OF_STAGE_2 }}",
    "pk" + "_live_" + _random(24),
    "Account" + "Key=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    "sb" + "_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz",
    "sb" + "_publishable_" + _random(22) + "_" + _random(8),
    "gl" + "pat-" + "X" * 20,
    "hv" + "s.CAESI" + "x" * 20,
    "ke" + "y-" + _random(32, HEX),
    "hf_" + "hub_download_progress_bar_disabled_x",
    "A" + "C" + _random(32, HEX),
    "TWILIO_ACCOUNT_SID=A" + "C" + "X" * 32,
    "DISCORD eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + _random(43),
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + _random(43),
    "integrity: sha512-" + _random(86, BASE64) + "==",
    "data:image/png;base64," + _random(9000, BASE64),
    "https://host/file?si" + "g=" + _random(43) + "%3D",
)  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_reports_the_key_of_a_service_once(kind: str) -> None:
    assert len(_titles(f"{KEYS[kind]}\n")) == 1


@pytest.mark.parametrize("form", FORMS)
def test_reports_a_key_of_justdeploy_in_a_form_of_source(form: str) -> None:
    assert _titles(form % ("JUSTDEPLOY_ACCESS_KEY", VALUE)) == ["key of JustDeploy"]
    assert _titles(form % ("JUSTDEPLOY_SECRET_KEY", VALUE[:20] + "+/" + VALUE[20:] + "==")) == ["key of JustDeploy"]


@pytest.mark.parametrize("text", SIMILAR)
def test_does_not_report_similar_texts(text: str) -> None:
    assert _titles(text) == []
    assert _titles(f"{text}\n") == []
