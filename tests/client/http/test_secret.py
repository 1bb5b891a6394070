"""Tests of the credentials and of the redactor: validation, error messages, and masking in all encodings."""

from __future__ import annotations

import copy
import html
import json
import pickle
import time
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from justpack.client.http.secret import (
    ACCESS,
    LIMIT,
    MASK,
    SECRET,
    Credentials,
    Redactor,
    Secret,
    UploadUrl,
    credentials_from,
)
from justpack.errors import CredentialsError

STEADY = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KEY = "sk+Jd/8vQ=1n<B7y&R3u"
URL = "https://upload.example/b/app.zip?X-Amz-Credential=AKIA0001%2F20261124%2Feu&X-Amz-Signature=00ff00ff00ff00ff&n=1"


def test_reads_both_keys_from_the_environment() -> None:
    found = credentials_from({ACCESS: "access", SECRET: "secret", "OTHER": "x"})
    assert (found.access_key.reveal(), found.secret_key.reveal()) == ("access", "secret")
    assert repr(found) == f"Credentials(access_key={MASK}, secret_key={MASK})"


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({}, f"{ACCESS} and {SECRET} are not set"),
        ({ACCESS: "", SECRET: ""}, f"{ACCESS} and {SECRET} are not set"),
        ({ACCESS: "a"}, f"{SECRET} is not set, though {ACCESS} is"),
        ({SECRET: "a", ACCESS: ""}, f"{ACCESS} is not set, though {SECRET} is"),
        ({ACCESS: "a", SECRET: "b\n"}, f"{SECRET} begins or ends with white space"),
        ({ACCESS: " a", SECRET: "b"}, f"{ACCESS} begins or ends with white space"),
        ({ACCESS: "a\x00a", SECRET: "b"}, f"{ACCESS} contains a character that no key has"),
        ({ACCESS: "a\r\nX: y", SECRET: "b"}, f"{ACCESS} contains a character that no key has"),
        ({ACCESS: "a", SECRET: "b\u20acb"}, f"{SECRET} contains a character that no key has"),
        ({ACCESS: "a", SECRET: "b\x85b"}, f"{SECRET} contains a character that no key has"),
        ({ACCESS: "a", SECRET: "b\udc80b"}, f"{SECRET} contains a character that no key has"),
    ],
)
def test_names_the_variable_of_an_invalid_key_without_its_value(environ: dict[str, str], message: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        credentials_from(environ)
    assert (str(caught.value), caught.value.exit_code) == (message, 2)


def test_accepts_keys_that_are_valid_header_values() -> None:
    assert Credentials.of("a b", Secret("\xe9\xff~")).secret_key.reveal() == "\xe9\xff~"
    with pytest.raises(CredentialsError, match="access key is empty"):
        Credentials.of("", "b")


def test_masks_a_secret_in_every_representation() -> None:
    secret = Secret("hidden")
    assert {str(secret), repr(secret), f"{secret}", f"{secret:>30}", "%s" % secret} == {MASK}  # noqa: UP031
    for give_away in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            give_away(secret)


def test_shows_only_the_host_of_an_upload_url() -> None:
    url = UploadUrl("https://user:pass@store.example:8443/b/k?X-Amz-Signature=abc#f")
    assert {str(url), repr(url), f"{url}"} == {"[upload URL on store.example]"}
    assert str(UploadUrl("http://[broken")) == "[upload URL on ]"


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor([Secret(KEY)])
    redactor.learn(UploadUrl(URL))
    return redactor


@pytest.mark.parametrize(
    "spelling",
    [KEY, quote(KEY), quote(KEY, safe=""), quote(KEY, safe="").lower(), html.escape(KEY), json.dumps(KEY), KEY.upper()],
)
def test_masks_a_key_in_every_encoding(redactor: Redactor, spelling: str) -> None:
    assert redactor.mask(f"a {spelling.strip(chr(34))} b") == f"a {MASK} b"


@pytest.mark.parametrize(
    "text",
    [
        URL,
        URL.partition("?")[2],
        html.escape(URL),
        quote(URL, safe=""),
        "AKIA0001/20261124/eu",
        "the signature 00ff00ff00ff00ff does not match",
        "https://upload.example/other?anything=secret-stuff",
        "https://elsewhere.example/?X-Amz-Signature=12345678abcdef&X-Amz-Date=1",
        "x-amz-security-token: FwoGZXIvYXdzEB",
        '"X-Amz-Signature": "deadbeef00"',
        "X-Amz-Signature%3Ddeadbeef00",
    ],
)
def test_masks_every_part_of_an_upload_url(redactor: Redactor, text: str) -> None:
    shown = redactor.mask(text)
    assert MASK in shown
    for part in ("00ff00ff", "AKIA0001", "deadbeef", "12345678", "FwoGZ", "secret-stuff"):
        assert part not in shown


@pytest.mark.parametrize(
    "text", ["", "npm ERR! code ETARGET", "see https://docs.example/errors?code=5", "upload.example is slow", "n=1"]
)
def test_does_not_change_other_text(redactor: Redactor, text: str) -> None:
    assert redactor.mask(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b[31mred\x1b[0m \x9b2Jc\x7f", "abred c"),
        ("\x1b]0;title\x07text \x1b]8;;http://x\x1b\\link", "text link"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u202egnp.exe\u2066\u200e\u061cb", "agnp.exeb"),
        ("::error file=x::hello", ": :error file=x::hello"),
        ("first\n \t::add-mask::x", "first\n \t: :add-mask::x"),
        ("\x00::error::x", ": :error::x"),
        ("std::vector", "std::vector"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("tab\tand newline\n kept", "tab\tand newline\n kept"),
    ],
)
def test_removes_control_sequences_and_runner_commands(redactor: Redactor, text: str, shown: str) -> None:
    assert redactor.clean(text) == shown


def test_masks_a_key_with_control_characters_inside(redactor: Redactor) -> None:
    assert KEY not in redactor.clean("\x00".join(KEY))
    assert KEY not in redactor.clean(KEY[:4] + "\x1b[0m" + KEY[4:])


def test_shortens_a_long_text_after_masking(redactor: Redactor) -> None:
    for shift in range(40):
        shown = redactor.clean("é" * (LIMIT // 2 - shift) + KEY + "tail")
        assert len(shown.encode()) <= LIMIT
        assert KEY[:6] not in shown


def test_joins_a_text_to_one_line(redactor: Redactor) -> None:
    assert redactor.line(" a\n::b \t c\r\n") == "a ::b c"


def test_masks_json_values_without_changing_their_structure(redactor: Redactor) -> None:
    value = {"a": [1, None, True, KEY], KEY: {"b": URL, "c": "\ud800"}}
    assert redactor.value(value) == {"a": [1, None, True, MASK], MASK: {"b": MASK, "c": "?"}}
    deep: object = "end"
    for _ in range(100):
        deep = [deep]
    assert "end" not in json.dumps(redactor.value(deep))


def test_does_not_mask_very_short_keys() -> None:
    assert Redactor([Secret("abc")]).mask("abc abcdef") == "abc abcdef"


@STEADY
@given(st.text(), st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=4))
def test_never_shows_a_key_in_random_text(text: str, key: str) -> None:
    redactor = Redactor([Secret(key)])
    if key not in MASK and key.strip() == key:
        assert key not in redactor.clean(text + key + text).replace(MASK, "")


@pytest.mark.parametrize(
    "piece", ["X-Amz-", "upload.example", "\x1b[", "\x1b]", "::\n", "<title>", "%", "https://", "\u202e"]
)
def test_processes_a_hostile_mebibyte_within_seconds(redactor: Redactor, piece: str) -> None:
    text = piece * (2**20 // len(piece))
    start = time.process_time()
    redactor.clean(text)
    assert time.process_time() - start < 5
