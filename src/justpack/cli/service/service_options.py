"""What do the commands that talk to the service share: keys, place, a client, the sandbox?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from justpack.cli.common import settings_for
from justpack.errors import UsageError
from justpack.settings import Settings

if TYPE_CHECKING:
    from justpack.deploy.sync import Client
    from justpack.sandbox.server import Sandbox


def service_options(function: click.decorators.FC) -> click.decorators.FC:
    """`--org`, `--project` and `--api-url`."""
    for option in (
        click.option("--api-url", metavar="URL", help="The API's origin; https, or http on loopback."),
        click.option("--project", metavar="NAME", help="The project; or JUSTDEPLOY_PROJECT."),
        click.option("--org", "organization", metavar="ID", help="The organization; or JUSTDEPLOY_ORGANIZATION."),
    ):
        function = option(function)
    return function


def client_for(settings: Settings) -> Client:
    """A client with the keys of the environment. Raises UsageError before anything is sent."""
    from justpack.deploy.http.address import API_URL
    from justpack.deploy.http.credentials import credentials_from

    credentials = credentials_from(os.environ)
    if not settings.organization:
        raise UsageError("the organization is not set", help="give --org, or set JUSTDEPLOY_ORGANIZATION")
    if not settings.project:
        raise UsageError("the project is not set", help="give --project, or set JUSTDEPLOY_PROJECT")
    from justpack.deploy.sync import Client  # httpx is imported only once there is something to send

    return Client(
        credentials.access_key,
        credentials.secret_key,
        organization=settings.organization,
        project=settings.project,
        api_url=settings.api_url or API_URL,
    )


def place_settings(organization: str | None, project: str | None, api_url: str | None) -> Settings:
    """The settings of the folder one is in, with the flags that name a place on the service."""
    return settings_for(Path(), organization=organization, project=project, api_url=api_url)


@contextmanager
def sandboxed(scenario: Path | None, faults: tuple[str, ...]) -> Iterator[tuple[Client, Sandbox]]:
    """A sandbox for the length of a run, and a client of it."""
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


def advise(client: Client, say: Callable[[str], object]) -> None:
    """After an interrupt or an error: what is left behind, and how to go on."""
    advice = client.state.advice()
    if advice:
        say(advice)
