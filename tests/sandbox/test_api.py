"""Tests of the five API calls of the sandbox."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from justpack.errors import UsageError
from justpack.sandbox.server import Sandbox
from tests.sandbox.scenarios import POLLED

if TYPE_CHECKING:
    from tests.sandbox.talk import Start

KEYS = ["id", "stage", "commit", "version", "runtime", "size", "status", "error", "createdAt", "updatedAt"]
BUILD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_returns_a_pending_build_with_an_upload_url(start: Start) -> None:
    talk = start()
    made = talk.create()
    build = made.build
    assert list(build) == KEYS
    assert BUILD_ID.fullmatch(str(build["id"]))
    assert (build["stage"], build["status"]) == ("production", "pending")
    assert [build[key] for key in ("commit", "version", "runtime", "size", "error")] == [None] * 5
    assert build["createdAt"] == "2026-11-18T11:06:40.000Z"
    assert str(made.json["url"]).startswith(f"{talk.sandbox.upload_origin}/")


def test_returns_an_endpoint_for_each_stage(start: Start) -> None:
    endpoints = start().api("GET", "/endpoints").json["endpoints"]
    assert isinstance(endpoints, list)
    assert [entry["stage"] for entry in endpoints] == ["production", "development"]
    assert all(entry["endpoint"].startswith("https://") for entry in endpoints)
    assert [bool(entry["domains"]) for entry in endpoints] == [True, False]


def test_lists_the_newest_fifty_builds(start: Start) -> None:
    talk = start("pending-free")
    made = [talk.ticket("development")[0] for _ in range(53)]
    builds = talk.api("GET", "/builds").json["builds"]
    assert isinstance(builds, list)
    assert [build["id"] for build in builds] == made[::-1][:50]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/builds/00000000-0000-0000-0000-000000000000", None, 404),
        ("GET", "/nothing", None, 404),
        ("GET", "/builds/a/b", None, 404),
        ("GET", "", None, 404),
        ("DELETE", "/builds", None, 405),
        ("POST", "/endpoints", b"{}", 405),
        ("PUT", "/builds/x", b"{}", 405),
        ("HEAD", "/builds", None, 405),
        ("POST", "/builds", b"{", 400),
        ("POST", "/builds", b"", 400),
        ("POST", "/builds", b"[" * 60_000, 400),
        ("POST", "/builds", b"\xff", 400),
        ("POST", "/builds", b"[]", 422),
        ("POST", "/builds", b"{}", 422),
        ("POST", "/builds", b'{"stage": "staging"}', 422),
        ("POST", "/builds", b'{"stage": ["production"]}', 422),
        ("POST", "/builds", b'"' + b"a" * 70_000 + b'"', 413),
    ],
)
def test_responds_to_invalid_requests(start: Start, method: str, path: str, body: bytes | None, status: int) -> None:
    talk = start()
    reply = talk.api(method, path, body)
    assert reply.status == status
    assert reply.headers["x-request-id"]
    if method == "HEAD":
        assert reply.body == b""
    else:
        assert reply.json["requestId"] == reply.headers["x-request-id"]
        assert reply.json["message"]
    assert talk.sandbox.builds == ()


def test_names_the_allowed_methods(start: Start) -> None:
    assert start().api("PATCH", "/builds").headers["Allow"] == "GET, POST"


@pytest.mark.parametrize("missing", ["X-Access-Key", "X-Secret-Key"])
@pytest.mark.parametrize("value", [None, "", "wrong", "wröng"])
@pytest.mark.parametrize("path", ["/endpoints", "/builds", "/builds/x", "/nowhere"])
def test_requires_both_keys_for_every_call(start: Start, missing: str, value: str | None, path: str) -> None:
    talk = start()
    headers = {name: key for name, key in talk.keys.items() if name != missing}
    if value is not None:
        headers[missing] = value
    reply = talk.raw("GET", f"{talk.base}{path}", headers=headers)
    assert reply.status == 401
    assert reply.json["message"]
    assert reply.json["requestId"] == reply.headers["x-request-id"]


@pytest.mark.parametrize(
    ("organization", "project", "status"),
    [
        ("abcdefgh01234567", None, 404),
        (None, "other", 404),
        ("short", None, 400),
        ("ABCDEFGH01234567", None, 400),
        ("abcdefgh0123456%37", None, 400),
    ],
)
def test_accepts_only_its_own_organization_and_project(
    start: Start, organization: str | None, project: str | None, status: int
) -> None:
    talk = start()
    org, name = organization or talk.sandbox.organization, project or talk.sandbox.project
    assert talk.raw("GET", f"/organizations/{org}/projects/{name}/builds").status == status


def test_creates_an_organization_id_of_valid_form(start: Start) -> None:
    assert re.fullmatch(r"[a-z0-9]{16}", start().sandbox.organization)


def test_refuses_a_second_build_on_the_stage_only(start: Start) -> None:
    talk = start()
    first = talk.create().build
    refused = talk.create()
    assert refused.status == 409
    assert refused.json["status"] == "Conflict"
    assert refused.json["message"] == "A build is already in progress for this stage."
    assert refused.build == {key: first[key] for key in ("id", "stage", "status", "createdAt")}
    assert talk.create("development").status == 200


def test_accepts_a_new_build_after_the_end_of_the_last(start: Start) -> None:
    talk = start()
    build = talk.deploy(b"no zip")
    assert build["status"] == "error"
    assert talk.create().status == 200


def test_uses_the_given_names(start: Start) -> None:
    talk = start(organization="a" * 16, project="shop")
    assert talk.raw("GET", f"/organizations/{'a' * 16}/projects/shop/builds").status == 200


@pytest.mark.parametrize(
    "names", [{"organization": "A"}, {"project": "a/b"}, {"project": "a b"}, {"access_key": "ä"}, {"secret_key": "a\n"}]
)
def test_rejects_invalid_names_and_keys(names: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        Sandbox(POLLED, **names)  # type: ignore[arg-type]


def test_logs_paths_without_queries_and_keys(start: Start) -> None:
    talk = start()
    talk.raw("GET", f"{talk.base}/builds/{talk.sandbox.secret_key}?token={talk.sandbox.access_key}")
    assert talk.sandbox.requests == (("api", "GET", f"{talk.base}/builds/***", 404),)
