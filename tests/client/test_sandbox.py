"""Tests that the client and the sandbox, which were written independently, agree under every fault."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.client.http.limits import Retries, Timeouts
from justpack.errors import JustpackError
from justpack.model import Deployment
from justpack.sandbox.faults import KINDS, parse
from justpack.sandbox.scenario import Scenario
from justpack.sandbox.server import Sandbox

if TYPE_CHECKING:
    from tests.client.drivers import Caller

READY, ERROR, REFUSED, LATER = 0, 4, 5, 75

# The result of a deployment if the fault always occurs, and if it occurs once.
ALWAYS_AND_ONCE = {
    **dict.fromkeys(("api-401", "api-403", "redirect"), (REFUSED, REFUSED)),
    **dict.fromkeys(("api-429", "api-500", "api-reset", "api-stall", "drip", "list-500"), (LATER, READY)),
    **dict.fromkeys(("endpoints-500",), (READY, READY)),
    **dict.fromkeys(("post-400", "post-404", "post-422", "post-hostile"), (REFUSED, REFUSED)),
    **dict.fromkeys(("post-429", "post-500", "post-503", "post-reset"), (LATER, READY)),
    # The build exists without a known URL, so it keeps its stage busy without end.
    **dict.fromkeys(("post-500-created", "post-lost", "post-stall", "post-broken", "post-bare"), (LATER, LATER)),
    **dict.fromkeys(("busy-again", "busy-nameless"), (LATER, READY)),
    **dict.fromkeys(("url-missing", "url-http", "url-userinfo", "url-fragment", "url-scheme"), (REFUSED, REFUSED)),
    **dict.fromkeys(("put-reset", "put-stall", "put-400-timeout", "put-408", "put-429"), (LATER, READY)),
    **dict.fromkeys(("put-500", "put-502", "put-503", "put-504"), (LATER, READY)),
    **dict.fromkeys(("put-lost", "put-drip"), (READY, READY)),
    **dict.fromkeys(("put-early", "put-403-signature", "put-404", "put-411", "put-413"), (REFUSED, REFUSED)),
    **dict.fromkeys(("put-too-large", "put-501", "put-redirect"), (REFUSED, REFUSED)),
    **dict.fromkeys(("put-403-expired",), (LATER, LATER)),
    **dict.fromkeys(("poll-401",), (REFUSED, REFUSED)),
    **dict.fromkeys(("poll-404",), (REFUSED, READY)),
    **dict.fromkeys(("poll-429", "poll-500", "poll-502", "poll-503", "poll-reset", "poll-stall"), (LATER, READY)),
    **dict.fromkeys(("poll-html", "poll-broken", "poll-odd", "poll-huge"), (LATER, READY)),
}
ALL_ALONG = {
    **dict.fromkeys(("busy-forever", "never-ready"), LATER),
    **dict.fromkeys(("pending-free", "unknown-status", "backward-status", "clock-skew"), READY),
    **dict.fromkeys(("ready-bare", "ready-odd", "other-runtime", "other-version", "other-size"), READY),
    **dict.fromkeys(("build-error", "error-hostile"), ERROR),
}
RUNS = [
    *((name, exits[0]) for name, exits in ALWAYS_AND_ONCE.items()),
    *((f"{name}:1", exits[1]) for name, exits in ALWAYS_AND_ONCE.items()),
    *ALL_ALONG.items(),
]
QUICK = Scenario(pending_seconds=0, building_seconds=0, pending_polls=1, building_polls=1, drip_seconds=0.003)


def test_defines_an_expectation_for_every_kind() -> None:
    faults = [parse(name)[0] for name in (*ALWAYS_AND_ONCE, *ALL_ALONG)]
    assert {kind.name for kind in KINDS if "STATUS" not in kind.name} <= {fault.kind.name for fault in faults}
    assert {fault.name for fault in faults if fault.where == "run"} == ALL_ALONG.keys()


@pytest.fixture
def app(tmp_path: Path) -> Path:
    path = tmp_path / "app.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("package.json", '{"name": "shop", "version": "1.2.3", "engines": {"node": "22.x"}}')
        file.writestr("index.js", "exports.handler = () => 1\n")
    return path


@pytest.mark.parametrize("driver", ["sync", pytest.param("async", marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize(("fault", "expected"), RUNS)
def test_ends_as_expected_under_a_fault(
    make_caller: Callable[..., Caller], app: Path, driver: str, fault: str, expected: int
) -> None:
    # Short only for faults that stall, so that a slow machine does not miss a real response. A deployment that fails
    # anyway may miss one.
    stalls = fault.startswith(("api-stall", "drip", "post-stall", "put-stall", "poll-stall"))
    patience = 10.0 if not stalls else 0.15 if expected == LATER else 2.0
    with Sandbox(QUICK.with_faults(fault)) as sandbox:
        call = make_caller(
            driver,
            keys=(sandbox.access_key, sandbox.secret_key),
            api_url=sandbox.api_url,
            organization=sandbox.organization,
            project=sandbox.project,
            timeouts=Timeouts(request=patience, upload_read=patience),
        )
        end, said = _end(call, app, timeout=20.0 if stalls else 60.0)
        requests = [request.method for request in sandbox.requests]
        arrived = [upload.sha256 for build in sandbox.builds if (upload := sandbox.upload(str(build["id"])))]
        ours = hashlib.sha256(app.read_bytes()).hexdigest()
        assert end == expected, said
        assert sandbox.leaks == ()
        assert sandbox.secret_key not in said
        assert requests.count("POST") <= 1 + max(Retries().creations, Retries().conflicts)
        assert requests.count("PUT") <= 1 + Retries().uploads
        assert arrived.count(ours) in ((1,) if end in (READY, ERROR) else (0, 1))
        assert set(arrived) <= {ours} or fault.startswith("busy"), "somebody else's builds have uploads of their own"


def _end(call: Caller, app: Path, *, timeout: float) -> tuple[int, str]:
    try:
        found = call("deploy", app, stage="production", timeout=timeout)
    except JustpackError as error:
        return error.exit_code, f"{error} {error.help}"
    assert isinstance(found, Deployment)
    assert found.build.status in ("ready", "error")
    return (READY if found.build.status == "ready" else ERROR), repr(found)
