"""Clients of the service and of the sandbox, for the commands that call them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.cli.options import ServiceOptions, settings_for
from justpack.cli.render import Output, say
from justpack.cli.signals import Interrupted, Terminated
from justpack.errors import UsageError
from justpack.model import Prediction, Progress
from justpack.report.style import safe
from justpack.settings import Settings

if TYPE_CHECKING:
    from justpack.client.clients import Client
    from justpack.sandbox.scenario import Scenario
    from justpack.sandbox.server import Sandbox


SANDBOX = "JUSTPACK_SANDBOX"
"""The variable in which `justpack sandbox -- COMMAND` gives the address of the service that ends with the command."""


def client_for(settings: Settings) -> Client:
    """Return a client with the keys of the environment.

    Raises UsageError if a key, the organization or the project is not set.
    """
    from justpack.client.http.address import API_URL
    from justpack.client.http.secret import credentials_from

    credentials = credentials_from(os.environ)
    if not settings.organization:
        raise UsageError("the organization is not set", help="add --org, or set JUSTDEPLOY_ORGANIZATION")
    if not settings.project:
        raise UsageError("the project is not set", help="add --project, or set JUSTDEPLOY_PROJECT")
    from justpack.client.clients import Client  # httpx is imported only if a request can be sent

    return Client(
        credentials.access_key,
        credentials.secret_key,
        organization=settings.organization,
        project=settings.project,
        api_url=settings.api_url or API_URL,
        resumable=os.environ.get(SANDBOX, "") != settings.api_url,
    )


@contextmanager
def connected(settings: Settings) -> Iterator[Client]:
    """Yield a client as `client_for` returns it. Raises Interrupted if a signal arrives during the block."""
    with client_for(settings) as client, interruptible(client):
        yield client


def current_client(service: ServiceOptions) -> AbstractContextManager[Client]:
    """Return the context of a client for the settings of the current folder and the options.

    If the options contain all settings, the configuration is not read: a command that was printed works in any folder.
    """
    flags = service.flags
    settings = Settings().with_flags(**flags) if all(flags.values()) else settings_for(Path(), **flags)
    return connected(settings)


def event_notes(output: Output, name: str) -> Callable[[Progress], None] | None:
    """Return a callback that writes, with -v, each wait and each repeated request of one of many calls."""

    def note(progress: Progress) -> None:
        if progress.step in ("wait", "retry"):
            output.note(f"{safe(name)}: {safe(progress.message)}")

    return note if output.verbose else None


def read_scenario(path: Path | None, faults: tuple[str, ...]) -> Scenario:
    """Return the scenario of a file, or the default one, with additional faults. Raises UsageError if one is wrong."""
    from justpack.sandbox import scenario as scenarios

    return (scenarios.DEFAULT if path is None else scenarios.read(path)).with_faults(*faults)


@contextmanager
def sandboxed(scenario: Scenario, prediction: Prediction) -> Iterator[Client]:
    """Run a sandbox during the block, and yield a client of it.

    The builds get the predicted runtime and version, unless the scenario names others.
    """
    from justpack.client.clients import Client
    from justpack.sandbox.server import Sandbox

    script = replace(
        scenario,
        runtime=scenario.runtime or prediction.runtime,
        version=prediction.version if scenario.version is None else scenario.version,
    )
    with (
        Sandbox(script) as sandbox,
        Client(
            sandbox.access_key,
            sandbox.secret_key,
            organization=sandbox.organization,
            project=sandbox.project,
            api_url=sandbox.api_url,
            resumable=False,
        ) as client,
        interruptible(client),
    ):
        yield client
        report_leaks(sandbox)


@contextmanager
def interruptible(client: Client) -> Iterator[None]:
    """Turn a signal during the block into `Interrupted`, with the state of the build on the service."""
    try:
        yield
    except (KeyboardInterrupt, Terminated) as error:
        code = error.exit_code if isinstance(error, Terminated) else 130
        state = client.state
        failure = {"build_id": state.build_id, "stage": state.stage, "resume": state.resume()}
        rest = {"request_id": None, "status": None, "retry_after": None}
        raise Interrupted(code, state.advice(), {**failure, **rest}) from None


def report_leaks(sandbox: Sandbox) -> bool:
    """Report on stderr the keys that were sent to the store; return whether there were any."""
    found = sorted(set(sandbox.leaks))
    say(f"error: a key was sent to the store: {leak}" for leak in found)
    return bool(found)
