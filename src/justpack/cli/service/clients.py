"""Clients of the service and of the sandbox, for the commands that call them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.cli.options import ServiceOptions, settings_for
from justpack.cli.render import say
from justpack.errors import UsageError
from justpack.settings import Settings

if TYPE_CHECKING:
    from justpack.deploy.sync import Client
    from justpack.sandbox.server import Sandbox


def client_for(settings: Settings) -> Client:
    """Return a client with the keys of the environment.

    Raises UsageError if a key, the organization or the project is not set.
    """
    from justpack.deploy.http.address import API_URL
    from justpack.deploy.http.credentials import credentials_from

    credentials = credentials_from(os.environ)
    if not settings.organization:
        raise UsageError("the organization is not set", help="add --org, or set JUSTDEPLOY_ORGANIZATION")
    if not settings.project:
        raise UsageError("the project is not set", help="add --project, or set JUSTDEPLOY_PROJECT")
    from justpack.deploy.sync import Client  # httpx is imported only if a request can be sent

    return Client(
        credentials.access_key,
        credentials.secret_key,
        organization=settings.organization,
        project=settings.project,
        api_url=settings.api_url or API_URL,
    )


def current_client(service: ServiceOptions) -> Client:
    """Return a client for the settings of the current folder and the options. Raises the errors of `client_for`."""
    return client_for(settings_for(Path(), **service.flags))


@contextmanager
def sandboxed(scenario: Path | None, faults: tuple[str, ...]) -> Iterator[tuple[Client, Sandbox]]:
    """Run a sandbox during the block, and yield it with a client of it."""
    from justpack.deploy.sync import Client
    from justpack.sandbox import scenario as scenarios
    from justpack.sandbox.server import Sandbox

    script = scenarios.DEFAULT if scenario is None else scenarios.read(scenario)
    with (
        Sandbox(script.with_faults(*faults)) as sandbox,
        Client(
            sandbox.access_key,
            sandbox.secret_key,
            organization=sandbox.organization,
            project=sandbox.project,
            api_url=sandbox.api_url,
        ) as client,
    ):
        yield client, sandbox


def advise(client: Client) -> None:
    """After an interrupt or an error, print the state of the build on the service, and how to continue."""
    advice = client.state.advice()
    if advice:
        say([advice])
