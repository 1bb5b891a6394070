"""Tests of SC003: keys of services are reported, made-up keys are not.

Every key here is put together at run time from a seed, so that no file of ours holds anything like a key.
"""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.checks import content_scan
from justpack.checks.rules import cloud_credential
from justpack.checks.support.contents import cloud_keys
from justpack.checks.support.contents.cloud_keys import checksum
from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def _random(length: int, letters: str = ALNUM, seed: int = 7) -> str:
    return "".join(random.Random(seed).choices(letters, k=length))


def _checked(prefix: str, seed: int = 7) -> str:
    body = _random(30, seed=seed)
    return prefix + body + checksum(body.encode()).decode()


def _app(content: str, path: str = "src/config.js", **more: str) -> dict[str, str]:
    return {"package.json": '{"scripts": {"start": "x"}}', path: content, **more}


AWS_ID = "AK" + "IA" + _random(16, string.ascii_uppercase + "234567")
AWS_SECRET = _random(40)
KEYS = {
    "JustDeploy": "JUSTDEPLOY_SECRET_KEY=" + _random(32),
    "AWS": f"id = {AWS_ID}\nsecret = {AWS_SECRET}",
    "GitHub": _checked("gh" + "p_"),
    "GitHub's Actions": _checked("gh" + "s_"),
    "GitHub fine-grained": "github" + "_pat_" + _random(22) + "_" + _random(59, seed=8),
    "GitLab": "gl" + "pat-" + _random(20),
    "npm": _checked("np" + "m_"),
    "PyPI": "py" + "pi-AgEIcHlwaS5vcmc" + _random(120),
    "Slack": "xo" + "xb-" + _random(12, "123456789") + "-" + _random(12, "123456789") + "-" + _random(24),
    "Slack's webhook": "https://hooks." + "slack.com/services/T" + "ABCDEFGH" + "/B" + "ABCDEFGH/" + _random(24),
    "Stripe": "sk" + "_live_" + _random(24),
    "Google service account": '"private_key": "' + "-" * 5 + "BEGIN PRIVATE KEY" + "-" * 5 + "\\n" + _random(64) + '"',
    "Google OAuth": "GOC" + "SPX-" + _random(28),
    "Azure": "Account" + "Key=" + _random(86) + "==",
    "SendGrid": "S" + "G." + _random(22) + "." + _random(43, seed=9),
    "DigitalOcean": "do" + "p_v1_" + _random(64, HEX),
    "OpenAI": "s" + "k-proj-" + _random(40) + "T3Blbk" + "FJ" + _random(40, seed=9),
    "Anthropic": "sk-" + "ant-api03-" + _random(93) + "AA",
    "Hugging Face": "h" + "f_" + _random(34, string.ascii_letters),
    "Telegram": _random(9, "123456789") + ":A" + "A" + _random(33),
    "Shopify": "shp" + "at_" + _random(32, HEX),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_reports_cloud_credential(says: Says, kind: str) -> None:
    files = _app(f"// settings\nconst key = '{KEYS[kind]}';\n")
    rows = says("SC003", files)
    assert len(rows) == 1
    assert rows[0][:3] == ("error", "src/config.js", 2)


def test_reports_line_and_column_without_the_value(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("SC003", _app(f"a\n  é = {KEYS['GitHub']}\n"))
    place = finding.location
    assert place is not None
    assert (place.line, place.column, place.text) == (2, 7, None)
    assert KEYS["GitHub"][8:20] not in repr(finding)


@pytest.mark.parametrize("name", ["ACCESS", "SECRET"])
@pytest.mark.parametrize(
    "form",
    [
        "JUSTDEPLOY_{}_KEY={}",
        "JUSTDEPLOY_{}_KEY: '{}'",
        '"JUSTDEPLOY_{}_KEY": "{}",',
        "export JUSTDEPLOY_{}_KEY=$'{}\\n'",
        'JUSTDEPLOY_{}_KEY = f"{}"',
        'JUSTDEPLOY_{}_KEY: str = """\\\n{}\n"""',
        "{{b'JUSTDEPLOY_{}_KEY': b'{}'}}",
        'os.environ["JUSTDEPLOY_{}_KEY"] = "{}"',
        'os.environ.get("JUSTDEPLOY_{}_KEY", "{}")',
        "process.env.JUSTDEPLOY_{}_KEY || `{}`",
        '"\\"JUSTDEPLOY_{}_KEY\\": \\"{}\\""',
        "JUSTDEPLOY_{}_KEY: >-\n  {}\n",
        "- name: JUSTDEPLOY_{}_KEY\n  value: {}\n",
        '{{"name": "JUSTDEPLOY_{}_KEY", "value": "{}"}}',
        "<JUSTDEPLOY_{}_KEY>{}</a>",
        "ENV JUSTDEPLOY_{}_KEY {}",
        "${{JUSTDEPLOY_{}_KEY:-{}}}",
    ],
)
def test_reports_keys_of_the_service_in_any_syntax(says: Says, name: str, form: str) -> None:
    assert len(says("SC003", _app(form.format(name, _random(32))))) == 1


@pytest.mark.parametrize(
    "content",
    [
        "AKIAIOSFODNN7" + "EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
        AWS_ID,
        f"{AWS_ID}\n{_random(40, HEX)}",
        AWS_SECRET,
        KEYS["GitHub"][:-1] + ("a" if KEYS["GitHub"][-1] != "a" else "b"),
        "gh" + "p_" + "x" * 36,
        "gl" + "pat-" + "x" * 20,
        "x" + KEYS["GitLab"],
        KEYS["Stripe"].replace("live", "test"),
        "sk" + "_live_" + "your_key_here_your_key_here",
        "JUSTDEPLOY_SECRET_KEY=${JUSTDEPLOY_SECRET_KEY_OF_STAGE}",
        "JUSTDEPLOY_SECRET_KEY=your-secret-key-goes-here",
        "JUSTDEPLOY_SECRET_KEY: ${{ secrets.JUSTDEPLOY_SECRET_KEY }}",
        "const key = process.env.JUSTDEPLOY_SECRET_KEY",
        "JUSTDEPLOY_SECRET_KEY = settings.deploySecretKey2",
        "JUSTDEPLOY_SECRET_KEY = theSecretKeyOfThisStage",
        "JUSTDEPLOY_SECRET_KEY=\nOTHER_SETTING_1234567890ab=1",
        "import { JUSTDEPLOY_SECRET_KEY, other_long_function_2ab3c }",
        '["JUSTDEPLOY_SECRET_KEY", "JUSTDEPLOY_ACCESS_KEY"]',
        "the JUSTDEPLOY_SECRET_KEY environment-variable-2-is-needed",
        "JUSTDEPLOY_SECRET_KEY=$(cat /run/secrets/key_1f2e3d4c5b)",
        "AI" + "za" + _random(35),
        "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    ],
)
def test_does_not_report_similar_projects(says: Says, content: str) -> None:
    assert says("SC003", _app(content)) == []


@pytest.mark.parametrize("before", ["placeholder: '", 'placeholder="', "placeholder={`", '"placeholder" : "'])
def test_does_not_report_what_an_empty_field_shows(says: Says, before: str) -> None:
    assert says("SC003", _app(before + KEYS["Stripe"] + "'")) == []
    assert says("SC003", _app("the placeholder is replaced: '" + KEYS["Stripe"] + "'")) != []


def test_does_not_report_excluded_or_binary_files(says: Says) -> None:
    assert says("SC003", _app(KEYS["GitHub"], **{".gitignore": "src/\n"})) == []


def test_does_not_report_a_binary(says: Says) -> None:
    assert says("SC003", _app("\0" + KEYS["GitHub"])) == []


@pytest.mark.parametrize(
    "path", ["vendor/x/test.py", "app/tests/data/account.json", "deploy/README.md", ".env.example"]
)
def test_reports_keys_that_are_probably_samples_as_warnings(says: Says, path: str) -> None:
    assert says("SC003", _app(KEYS["Stripe"], path)) == [("warning", path, 1, 1)]


def test_reports_a_key_behind_the_beginning_of_a_long_file(says: Says) -> None:
    text = "a();\n" * 60_000 + f"k='{KEYS['Stripe']}'\n"
    assert says("SC003", _app(text)) == [("error", "src/config.js", 60_001, 4)]


def test_reports_the_place_of_each_key_in_a_line(says: Says) -> None:
    text = f"é\n{KEYS['Stripe']} {KEYS['GitLab']}\n{KEYS['Stripe']}\n"
    assert [row[2:] for row in says("SC003", _app(text))] == [(2, 1), (2, 34), (3, 1)]


def test_lists_a_file_that_is_larger_than_the_search(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (content_scan, cloud_credential):
        monkeypatch.setattr(module, "SEARCH_LIMIT", 1 << 20)
    text = "a();\n" * 300_000
    assert says("SC003", _app(text + KEYS["Stripe"])) == [("info", "src/config.js", None, None)]
    assert says("SC003", _app("\0" + text)) == []


@pytest.mark.parametrize(
    "text",
    [
        AWS_ID + " " + "." * 300_000,
        (AWS_ID + " ") * 8_000,
        (AWS_ID + " ") * 8_000 + AWS_SECRET,
        (KEYS["Stripe"] + " ") * 5_000,
        "JUSTDEPLOY_SECRET_KEY=" * 10_000,
        '"private_key": "-----BEGIN PRIVATE KEY-----' * 5_000,
    ],
)
def test_searches_a_long_line_in_linear_time(text: str) -> None:
    start = time.process_time()
    places = cloud_credential._Places("a", text.encode())
    for _, at in cloud_keys.keys(text.encode()):
        places.of(at)
    assert time.process_time() - start < 6


def test_computes_the_checksum_of_a_revoked_github_token() -> None:
    assert checksum(b"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == b"0mLq17"
