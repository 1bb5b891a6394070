"""Tests of the search for keys: the services, the forms of source that hold a key, and texts that only look like one.

Every key is put together at run time from a seed, so that no file of ours holds anything like a key.
"""

from __future__ import annotations

import random
import string
from base64 import b64encode, urlsafe_b64encode

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


LOWER = string.ascii_lowercase + string.digits
UUID = f"{_random(8, HEX)}-{_random(4, HEX)}-{_random(4, HEX, 2)}-{_random(4, HEX, 3)}-{_random(12, HEX)}"
AUTHS = f'{{"auths": {{"registry.host": {{"username": "a", "auth": "{_random(24)}"}}}}}}'
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
    "AWS Bedrock": "ABSK" + "QmVkcm9ja0FQSUtleS" + _random(100),
    "Google's refresh": "1/" + "/0g" + _random(95, DASHED),
    "Azure's common key": _random(52) + "JQQ" + "J99BBACYeBjFXJ3w3AAABACOG" + _random(4, BASE32),
    "Azure Search": _random(42) + "Az" + "SeA" + _random(5),
    "Azure Cache": _random(33) + "Az" + "CaA" + _random(5) + "=",
    "DigitalOcean Spaces": "DO" + "00" + _random(16, BASE32) + "\n" + _random(43),
    "Alibaba Cloud": "LT" + "AI5t" + _random(18) + '", "' + _random(30),
    "Yandex Cloud": "AQ" + "VN" + _random(36),
    "Hetzner": "HCLOUD_TOKEN=" + _random(64),
    "Scaleway": f"SCW_SECRET_KEY={UUID}",
    "Prisma": "prisma://host/?api" + "_key=eyJ" + _random(33) + "." + _random(80) + "." + _random(43),
    "age for two keys": "AGE-SECRET-" + "KEY-PQ-1" + _random(60, BECH32),
    "PostgreSQL at Neon": "postgresql://me:np" + f"g_{_random(12)}@ep-wild-leaf-a1b2c3d4.eu-central-1.aws.neon.tech/db",
    "MongoDB Atlas": f"mongodb+srv://app:{_random(14)}@cluster0.k3x9f.mongodb.net/db?retryWrites=true",
    "MongoDB's replicas": f"mongodb://app:{_random(14)}@a-0.k3x9f.mongodb.net:27017,a-1.k3x9f.mongodb.net:27017/db",
    "Amazon RDS": f"postgres://u:{_random(16)}@prod.c9akciq32.eu-west-1.rds.amazonaws.com:5432/db",
    "Heroku's database": f"postgres://qwertzuio:{_random(64, HEX)}@ec2-54-1-2-3.compute-1.amazonaws.com:5432/d1",
    "Supabase's database": f"postgresql://postgres.q:{_random(16)}@aws-0-eu-central-1.pooler.supabase.com:6543/postgres",
    "Redis without a user": f"rediss://:{_random(32)}@redis-1.c1.us-east-1-2.ec2.redislabs.com:1",
    "JDBC": f"jdbc:postgresql://ep-wild-1.eu.aws.neon.tech/db?user=a&password={_random(12)}",
    "a connection string": f"Server=tcp:a.database.windows.net,1;Database=b;User ID=c;Password={_random(12)};",
    "fields of a database": f"connect(host='prod.a1.us-east-1.rds.amazonaws.com', user='a', password='{_random(12)}')",
    "fields, password first": f"'PASSWORD': '{_random(12)}',\n'HOST': 'prod.a1.us-east-1.rds.amazonaws.com'",
    "Aiven": "AV" + "NS_" + _random(19, DASHED),
    "PlanetScale": "psc" + "ale_pw_" + _random(43),
    "DeepSeek": "DEEPSEEK_API_KEY=s" + "k-" + _random(32, HEX),
    "Hugging Face, of an organization": "api" + "_org_" + _random(34, string.ascii_letters),
    "Replicate": "REPLICATE_API_TOKEN=r" + "8_" + _random(37),
    "Cerebras": "cs" + "k-" + _random(48, LOWER),
    "NVIDIA": "nv" + "api-" + _random(64, DASHED),
    "Pinecone": "pc" + "sk_" + _random(5) + "_" + _random(63),
    "Tavily": "tv" + "ly-dev-" + _random(32),
    "Firecrawl": "FIRECRAWL_API_KEY=f" + "c-" + _random(32, HEX),
    "ElevenLabs": "ELEVENLABS_API_KEY=s" + "k_" + _random(48, HEX),
    "LangSmith": "lsv" + "2_pt_" + _random(32, HEX) + "_" + _random(10, HEX),
    "Langfuse": "s" + f"k-lf-{UUID}",
    "Weights & Biases": "WANDB_API_KEY=" + _random(40, HEX),
    "Buildkite": "bk" + "ua_" + _random(40, HEX),
    "CircleCI": "CCI" + "PAT_" + _random(22) + "_" + _random(40, HEX),
    "Clojars": "CLO" + "JARS_" + _random(60, HEX),
    "crates.io": "CARGO_REGISTRY_TOKEN=c" + "io" + _random(32),
    "NuGet": "NUGET_API_KEY=o" + "y2" + _random(43, LOWER),
    "Artifactory": "AK" + "Cp" + _random(69),
    "Artifactory's reference": "cmVm" + "dGtuOj" + _random(54),
    "Bitbucket": "AT" + "BB" + _random(32),
    "SonarQube": "sq" + "p_" + _random(40, HEX),
    "Sourcegraph": "sg" + "p_local_" + _random(40, HEX),
    "Netlify": "nf" + "p_" + _random(36),
    "Vercel's files": "vercel" + "_blob_rw_" + _random(16) + "_" + _random(30),
    "Vercel": "vc" + "k_" + _random(56),
    "Fly.io": "FlyV1 fm" + "2_" + _random(120),
    "Render": "rn" + "d_" + _random(28),
    "Doppler": "dp" + ".st.prd." + _random(40),
    "Prefect": "pn" + "u_" + _random(36),
    "OpenShift": "sha" + "256~" + _random(43, DASHED),
    "Dynatrace": "dt0" + "c01." + _random(24, BASE32) + "." + _random(64, BASE32),
    "New Relic's license": "eu01xx" + _random(30, HEX) + "NR" + "AL",
    "Grafana's old key": "eyJr" + "Ijoi" + _random(80),
    "Honeycomb": "hca" + "ik_" + _random(58, LOWER),
    "Axiom": "xa" + f"at-{UUID}",
    "PostHog": "ph" + "x_" + _random(43),
    "LaunchDarkly": "LAUNCHDARKLY_SDK_KEY=sd" + f"k-{UUID}",
    "Infracost": "ic" + "o-" + _random(32),
    "ReadMe": "rd" + "me_" + _random(70, LOWER),
    "Linear's OAuth": "lin" + "_oauth_" + _random(64, HEX),
    "Notion": "nt" + "n_" + _random(11, DIGITS) + _random(35),
    "Notion, before 2024": "NOTION_TOKEN=secret" + "_" + _random(43),
    "Airtable": "AIRTABLE_KEY=pa" + "t" + _random(14) + "." + _random(64, HEX),
    "Contentful": "CF" + "PAT-" + _random(43, DASHED),
    "Typeform": "tf" + "p_" + _random(50),
    "Mapbox": "s" + "k.eyJ1Ijoi" + _random(60) + "." + _random(22),
    "Square's token": "SQUARE_TOKEN=EA" + "AAE" + _random(59, DASHED),
    "PayPal": "access" + "_token$production$" + _random(16, LOWER) + "$" + _random(32, HEX),
    "Plaid": "access" + f"-production-{UUID}",
    "Flutterwave": "FLW" + "SECK-" + _random(32, HEX) + "-X",
    "Mollie": "MOLLIE_KEY=li" + "ve_" + _random(30),
    "Duffel": "duff" + "el_live_" + _random(43, DASHED),
    "EasyPost": "EZ" + "AK" + _random(54),
    "Shippo": "ship" + "po_live_" + _random(40, HEX),
    "Mailchimp": "MAILCHIMP_KEY=" + _random(32, HEX) + "-us" + "12",
    "Resend": "RESEND_API_KEY=r" + "e_" + _random(8) + "_" + _random(24),
    "Twilio's key": "TWILIO_KEY=S" + "K" + _random(32, HEX) + "\nTWILIO_SECRET=" + _random(32),
    "HubSpot": "pa" + f"t-na1-{UUID}",
    "X": "TWITTER_BEARER_TOKEN=" + "A" * 22 + "B" + _random(10) + "%2B" + _random(20) + "%3D" + _random(40),
    "Matrix": "sy" + "t_YWxpY2U_" + _random(20, string.ascii_letters) + "_" + _random(6),
    "Cloudinary": "cloud" + f"inary://{_random(15, DIGITS)}:{_random(27)}@app",
    "RapidAPI": f"RAPIDAPI {_random(10, HEX)}ms" + f"h{_random(15, HEX)}p1{_random(6, HEX)}js" + "n" + _random(12, HEX),
    "Adafruit": "ai" + "o_" + _random(28),
    "Adobe": "p8" + "e-" + _random(32),
    "Trello": "TRELLO_TOKEN=AT" + "TA" + _random(64, HEX) + "1A2B3C4D",
    "Nylas": "nyk" + "_v0_" + _random(64),
    "JustDeploy in a section of YAML": f"justdeploy:\n  url: a\n  access-key: {VALUE}\n",
    "JustDeploy in a section of TOML": f"[justdeploy]\nroot = 'a'\nsecret_key = '{VALUE}'\n",
    "JustDeploy in a section of JSON": f'{{"justdeploy": {{\n "accessKey": "{VALUE}"}}}}',
    "JustDeploy's key of a stage": f"JUSTDEPLOY_SECRET_KEY_PROD={VALUE}",
    "a Secret of Kubernetes": "kind: Secret\ndata:\n  k: " + b64encode(f"s{'k_live_'}{_random(24)}".encode()).decode(),
    "a Secret, by its name": f"kind: Secret\ndata:\n  JUSTDEPLOY_SECRET_KEY: {b64encode(VALUE.encode()).decode()}",
    "a Secret of a registry": "kind: Secret\ndata:\n  .dockerconfigjson: " + b64encode(AUTHS.encode()).decode(),
    "in an escape of Unicode": '"\\u0022gl' + "pat-" + _random(20) + '\\u0022"',
    "in an encoded address": "token%3Dsk" + "_live_" + _random(24) + "%26a",
}  # fmt: skip
FORMS = (
    'set(ENV{%s} "%s")',
    '<add key="%s" value="%s"/>',
    '<meta name="%s" content="%s">',
    "<%s><![CDATA[%s]]></a>",
    "%s: !!str %s",
    "%s: &anchor %s",
    "%s:\n  %s\n",
    '%s:\n  "%s"\n',
    "Key: %s\nValue: %s",
    'const %s string = "%s"',
    '%s := "%s"',
    'const %s: &\'static str = "%s";',
    'mapOf("%s" to "%s")',
    "ENV['%s'] ||= '%s'",
    "define('%s', '%s');",
    "Set-Item -Path Env:%s -Value '%s'",
    'setx %s "%s"',
    "set -gx %s %s",
    "setenv %s %s",
    "%s ?= %s",
    'ENV A=b %s="%s"',
    "const %s: string | undefined = '%s'",
    "process.env['%s'] ??= '%s'",
    "process.env.%s ? process.env.A : '%s'",
    "{'process.env.%s': JSON.stringify('%s')}",
    '{"Name": "%s", "Value": "%s"}',
    "\\u0022%s\\u0022:\\u0022%s\\u0022",
    "%s: Final[str] = '%s'",
    "%s = (\n    '%s'\n)",
    "%s: str = Field(default='%s')",
    "config('%s', default='%s')",
    "os.environ.get(\n    '%s',\n    '%s',\n)",
    "%s = SecretStr('%s')",
    'variable "%s" {\n  type    = string\n  default = "%s"\n}',
    '%s=("%s")',
    "${%s:=%s}",
    "a?%s%%3D%s",
    'const char %s[] = "%s";',
    '#define %s "%s"',
    "%s = [[%s]]",
    "if os.environ['%s'] != '%s':",
    '"%%set_env %s %s\\n",',
    "%s %s",
    "a=b\r\n%s   %s\r\n",
    "%s,%s",
    "name;value\n%s;%s\n",
    "%s\t%s\tcomment",
    '"%s";"%s"',
    "%s=\\\n    %s\n",
    "<tr><td>%s</td><td>%s</td></tr>",
    "<key>%s</key>\n<string>%s</string>",
    "<entry><key>%s</key><value>%s</value></entry>",
    '<setting name="%s" serializeAs="String"><value>%s</value></setting>',
    '%s <- "%s"',
    "%s:\n  - %s\n",
    "%s:\n  value: %s\n",
    '"%s": {"value": "%s"}',
    '"%s": ["%s"]',
    "${%s-%s}",
    '{"name":"%s","type":"SECRET","value":"%s"}',
    "- key: %s\n  scope: RUN_TIME\n  value: %s\n",
    "**%s**: %s",
    'gh secret set %s --body "%s"',
    'resource "a" "%s" {\n  value = "%s"\n}',
)
BACKWARD = (
    "<entry><value>%s</value><key>%s</key></entry>", "<value>\n<![CDATA[%s]]></value>\n <name>%s</name>",
    '<add value="%s" key="%s"/>', '{"value": "%s", "name": "%s"}', '{"ParameterValue":"%s","ParameterKey":"%s"}',
    "- value: %s\n  name: %s\n", '{ value = "%s", name = "%s" }', '"{\\"value\\": \\"%s\\", \\"name\\": \\"%s\\"}"',
    '{"value": "%s", "type": "plain", "key": "%s"}', "- value: %s\n  scope: RUN\n  key: %s\n",
)  # fmt: skip
SIMILAR = (
    "- name: OTHER\n  value: qwer1234tzui5678\n- name: JUSTDEPLOY_SECRET_KEY\n  valueFrom: a\n",
    '[{"name": "OTHER", "value": "qwer1234tzui5678"}, {"name": "JUSTDEPLOY_SECRET_KEY"}]',
    "<e><key>OTHER</key><value>qwer1234tzui5678</value></e><e><key>JUSTDEPLOY_SECRET_KEY</key><value/></e>",
    "JUSTDEPLOY_SECRET_KEY environment-variable-2-of-it",
    "import {\nJUSTDEPLOY_SECRET_KEY,organizationNumber2,\n}",
    "JUSTDEPLOY_SECRET_KEY: {{ justdeploySecretKey2 }}",
    f"justdeploy:\n  url: a\nstorage:\n  secret-key: {VALUE}",
    f"[justdeploy]\nroot = 'a'\n[storage]\nsecret_key = '{VALUE}'",
    "justdeploy:\n  secret-key: ${JUSTDEPLOY_SECRET_KEY}",
    "kind: Secret\ndata:\n  username: " + b64encode(b"admin-of-the-app-2").decode(),
    "kind: SecretProviderClass\nspec:\n  name: qwer1234tzui5678",
    "mongodb+srv://<username>:<password>@cluster0.abcde.mongodb.net",
    "mongodb+srv://user:password@cluster0.k3x9f.mongodb.net",
    f"mongodb+srv://user:{_random(14)}@cluster.mongodb.net",
    "mongodb+srv://${USER}:${PASSWORD}@cluster0.k3x9f.mongodb.net",
    "postgresql://postgres:[YOUR-PASSWORD]@db.qwertzuiop.supabase.co:5432/postgres",
    f"postgres://me:{_random(14)}@my-db.example.us-east-1.rds.amazonaws.com/db",
    "postgres://postgres:postgres@db:5432/app",
    f"mysql://root:{_random(14)}@localhost/db",
    "Server=tcp:a.database.windows.net,1433;User ID=b;Password={your_password};",
    "connect(host='prod.a1.us-east-1.rds.amazonaws.com', password=os.environ['PASSWORD'], user='qwer1234tzui')",
    "sha" + "256:" + _random(64, HEX),
    "ph" + "c_" + _random(43),
    "p" + "k.eyJ1Ijoi" + _random(60) + "." + _random(22),
    "NR" + "JS-" + _random(19, HEX),
    "whs" + "ec_" + _random(32),
    "FLW" + "SECK_TEST-" + _random(32, HEX) + "-X",
    "EZ" + "TK" + _random(54),
    "pa" + "t-na1-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "sd" + f"k-{UUID}",
    "s" + "k-" + _random(32, HEX),
    "r" + "e_" + _random(8) + "_" + _random(24),
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0." + _random(43),
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


@pytest.mark.parametrize("form", BACKWARD)
def test_reports_a_key_of_justdeploy_before_its_name(form: str) -> None:
    assert _titles(form % (VALUE, "JUSTDEPLOY_SECRET_KEY")) == ["key of JustDeploy"]


def test_reports_the_value_of_a_secret_at_its_place() -> None:
    text = f"kind: Secret\ndata:\n  a: {b64encode(b'something else').decode()}\n  k: "
    key = b64encode(b"s" + b"k_live_" + _random(24).encode())
    assert [at for _, at in cloud_keys.keys(text.encode() + key)] == [len(text)]


@pytest.mark.parametrize(
    ("password", "user"),
    [
        *((b"", b""), (b"${TOKEN}", b""), (b"%TOKEN%", b""), (b"%7BTOKEN%7D", b""), (b"<token>", b""), (b"me", b"me")),
        *((b"password", b"me"), (b"my_password1", b"me"), (b"your-token-here", b"me"), (b"secret123", b"me")),
        *((b"__TOKEN__", b""), (b"****", b""), (b"changeit", b""), (b"db_pass", b"me"), (b"xxx", b"")),
    ],
)
def test_knows_what_stands_for_a_password(password: bytes, user: bytes) -> None:
    assert cloud_keys.is_made_up(password, user)


@pytest.mark.parametrize("password", [b"r9Xk2Lq7", b"correct-horse-9", b"Passw0rd!x", b"hunter-of-2"])
def test_knows_what_can_be_a_password(password: bytes) -> None:
    assert not cloud_keys.is_made_up(password, b"me")


@pytest.mark.parametrize("text", SIMILAR)
def test_does_not_report_similar_texts(text: str) -> None:
    assert _titles(text) == []
    assert _titles(f"{text}\n") == []


@pytest.mark.parametrize("start", range(32 * 1024 - 12, 32 * 1024 + 2))
def test_reports_a_key_at_the_end_of_a_part(start: int) -> None:
    text = "x" * (start - 1) + " s" + "k_live_" + _random(24) + " " + "x" * 40_000
    assert [at for _, at in cloud_keys.keys(text.encode())] == [start]
