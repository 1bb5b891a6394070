"""Tests that any sequence of faults ends in a documented way, with few POSTs and a complete archive or none.

The steps are driven without sockets, so that a hundred thousand sequences run in seconds.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.client.clients import Client
from justpack.client.http.archive_body import ArchiveBody
from justpack.client.http.limits import DEPLOY, Retries
from justpack.client.http.steps import Failure, HttpResponse, Outcome, Request, Upload, Wait
from justpack.client.workflow import deployment
from justpack.client.workflow.deployment import OnConflict
from justpack.errors import PackError, RefusedError, TryLaterError
from justpack.model import Deployment

if TYPE_CHECKING:
    from tests.client.fake_service import Service
    from tests.client.faults import Seen

USUAL = Retries()
POSTS = 1 + USUAL.connects + USUAL.creations + USUAL.conflicts + USUAL.throttles
"""The maximum number of POSTs of one deployment; at most 1 + `creations` of them can create a build."""


@dataclass(frozen=True)
class Mishap:
    """One fault of one exchange, of any kind."""

    outcome: Outcome | None
    """None: an answer of the service that is cut off on its way."""
    acts: bool = False
    """Whether the service does first what it was asked for."""


def _said(status: int, value: object = None, **headers: str) -> HttpResponse:
    return HttpResponse(
        status, {name.replace("_", "-"): text for name, text in headers.items()}, json.dumps(value).encode()
    )


MISHAPS = {
    "connect": Mishap(Failure("connect", "refused")),
    "lost-before": Mishap(Failure("lost", "reset")),
    "lost-after": Mishap(Failure("lost", "reset"), acts=True),
    "slow-after": Mishap(Failure("slow", "late"), acts=True),
    "cut-after": Mishap(None, acts=True),
    "500-before": Mishap(_said(500)),
    "500-after": Mishap(_said(500), acts=True),
    "503": Mishap(_said(503, retry_after="7")),
    "429": Mishap(_said(429, {"retryAfter": 9})),
    "429-long": Mishap(_said(429, retry_after="5000")),
    "400": Mishap(_said(400)),
    "400-idle": Mishap(HttpResponse(400, {}, b"<Code>RequestTimeout</Code>")),
    "401": Mishap(_said(401)),
    "403": Mishap(_said(403)),
    "404": Mishap(_said(404)),
    "409": Mishap(_said(409, {"build": {"id": "gone"}})),
    "409-odd": Mishap(_said(409)),
    "413": Mishap(_said(413)),
    "page": Mishap(HttpResponse(200, {}, b"<html>")),
    "page-after": Mishap(HttpResponse(200, {}, b"<html>"), acts=True),
    "redirect": Mishap(_said(302, location="https://elsewhere.example/")),
    "certificate": Mishap(Failure("certificate", "not trusted")),
    "changed": Mishap(Failure("changed", "shorter")),
}


class World:
    """Drives the steps against the fake service with a sequence of faults; only waits advance the clock."""

    def __init__(self, service: Service, names: Iterable[str], seen: Callable[..., Seen]) -> None:
        self.service = service
        self.now = 0.0
        self._mishaps = [MISHAPS.get(name) for name in names][::-1]
        self._seen = seen

    def run(
        self, archive: Path, on_conflict: OnConflict, seed: int
    ) -> Deployment | RefusedError | TryLaterError | PackError:
        """Return the deployment or the documented error; any other exception is raised."""
        client = Client("key-of-the-test", "secret-of-the-test", organization="abcdefgh12345678", project="shop")
        client._clock, client._random = lambda: self.now, random.Random(seed).random
        run, body = client._begin(DEPLOY), ArchiveBody(archive.open("rb"))
        steps = deployment.deploy(run, body, stage="production", on_conflict=on_conflict, no_wait=False)
        outcome: Outcome | None = None
        try:
            while True:
                outcome = self._perform(steps.send(outcome))
        except StopIteration as done:
            assert isinstance(done.value, Deployment)
            return done.value
        except (RefusedError, TryLaterError, PackError) as error:
            return error

    def _perform(self, step: Request | Upload | Wait) -> Outcome | None:
        if isinstance(step, Wait):
            assert step.seconds >= 0
            self.now += step.seconds
            return None
        assert step.limit > 0
        put = isinstance(step, Upload)
        target = step.url.reveal().partition("net")[2] if isinstance(step, Upload) else step.path
        headers = {"content-type": "application/zip"} if put else self.service.keys
        body = b"".join(step.body.blocks()) if isinstance(step, Upload) else json.dumps(step.body).encode()
        seen = self._seen("PUT" if isinstance(step, Upload) else step.method, target, headers, body)
        if seen.method == "POST":
            # The most important property: no POST is sent while a build of this client may be in progress.
            assert not [build for build in self.service.builds if build["status"] == "pending"]
        mishap = self._mishaps.pop() if self._mishaps else None
        unsent = mishap is not None and isinstance(mishap.outcome, Failure) and mishap.outcome.kind in _UNSENT
        call = "list" if unsent else self.service.arrive(seen)[0]
        if mishap is not None and not mishap.acts:
            return mishap.outcome
        reply = self.service.act(call, seen)
        if mishap is not None:
            return mishap.outcome or HttpResponse(reply.status, {}, reply.body[:5], whole=False)
        return HttpResponse(reply.status, dict(reply.headers), reply.body)


_UNSENT = ("connect", "certificate")
_FINAL = ("400", "401", "403", "413", "redirect", "certificate", "changed")


@pytest.fixture
def check(
    make_service: Callable[[], Service], seen: Callable[..., Seen], archive: Path
) -> Callable[[tuple[str, ...], int], None]:
    """Run one sequence of faults and assert everything that must always be true."""
    whole = archive.read_bytes()

    def run(names: tuple[str, ...], seed: int) -> None:
        service = make_service()
        service.pending_blocks = seed % 2 == 0
        world = World(service, names, seen)
        end = world.run(archive, "wait" if seed % 3 else "fail", seed)
        assert world.now <= DEPLOY + 1
        assert service.count("create") <= POSTS
        assert len(service.builds) <= 1 + USUAL.creations
        assert service.count("put") <= 1 + USUAL.uploads
        assert all(stored == whole for stored in service.stored.values())
        assert len(service.stored) <= 1
        if isinstance(end, Deployment):
            assert (end.build.status, list(service.stored)) == ("ready", [end.build.id])
            return
        assert end.exit_code in (1, 5, 75)
        assert isinstance(end, PackError) == ("changed" in names and "changed before" in str(end))
        for build in service.builds:
            # Each build that is left in progress is reported; a build that has ended needs no report.
            if build["status"] not in ("ready", "error"):
                said = f"{end} {end.help}"
                assert str(build["id"]) in said or "may have been created" in said, (names, said)

    return run


def test_ends_in_a_documented_way_with_at_most_one_fault(check: Callable[[tuple[str, ...], int], None]) -> None:
    for before in range(5):
        for name in MISHAPS:
            for seed in range(6):
                check((*["429"] * before, name), seed)


def test_ends_in_a_documented_way_with_every_pair_of_faults(check: Callable[[tuple[str, ...], int], None]) -> None:
    for seed, names in enumerate(itertools.product(MISHAPS, repeat=2)):
        check(names, seed)


def test_ends_in_a_documented_way_with_some_longer_sequences(check: Callable[[tuple[str, ...], int], None]) -> None:
    _random(check, 2_000)


@pytest.mark.exhaustive
def test_ends_in_a_documented_way_with_every_triple_of_faults(check: Callable[[tuple[str, ...], int], None]) -> None:
    for seed in range(6):
        for names in itertools.product(MISHAPS, repeat=3):
            check(names, seed)


@pytest.mark.exhaustive
def test_ends_in_a_documented_way_with_many_longer_sequences(check: Callable[[tuple[str, ...], int], None]) -> None:
    _random(check, 40_000)


def _random(check: Callable[[tuple[str, ...], int], None], count: int) -> None:
    chance = random.Random(20261124)
    # Most sequences contain no fault that ends the run immediately; otherwise few would reach their sixth fault.
    lasting = [name for name in MISHAPS if name not in _FINAL]
    passing = [name for name in lasting if name not in ("404", "409", "409-odd", "429-long")]
    for number in range(count):
        pool = (list(MISHAPS), lasting, passing)[number % 3]
        names = [chance.choice(pool) for _ in range(chance.randint(3, 6))]
        for _ in range(chance.randint(0, 6)):
            names.insert(chance.randrange(len(names)), "fine")
        check(tuple(names), number)
