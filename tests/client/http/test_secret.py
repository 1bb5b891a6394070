"""Tests of the credentials: validation, error messages and masking."""

from __future__ import annotations

import copy
import pickle

import pytest

from justpack.client.http.secret import ACCESS, MASK, SECRET, Credentials, Secret, UploadUrl, credentials_from
from justpack.errors import CredentialsError


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
