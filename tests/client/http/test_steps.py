"""Tests of the responses: which of them are HTML."""

from __future__ import annotations

import pytest

from justpack.client.http.steps import HttpResponse


def _response(body: bytes) -> HttpResponse:
    return HttpResponse(200, {}, body, whole=True, host="api.example.com")


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><p>",
        b"\xef\xbb\xbf\n<html lang='en'>",
        b"<?xml version='1.0'?>\n<!-- a -->\n <!-- <b> -->\n<head>",
        b"<!---->" * 500 + b"<body>",
    ],
)
def test_recognizes_html(body: bytes) -> None:
    assert _response(body).page


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<Error><Code>", b"<?xml version='1.0'?><Error>", b"<!-- <html>", b"<!---->" * 500 + b"<a>"]
)
def test_does_not_take_other_bodies_for_html(body: bytes) -> None:
    assert not _response(body).page
