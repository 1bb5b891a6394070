"""The state of a deployment, for the advice to the user if the deployment ends early."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from justpack.deploy.http.address import Address


@dataclass(slots=True)
class DeployState:
    """The progress of a deployment, updated before and after each step that changes something on the service."""

    address: Address | None = None
    """The service and the project, for the commands in messages; None if no command can be used later."""
    stage: str | None = None
    """The stage of the build that this call creates, or None."""
    build_id: str | None = None
    """The id of the build that this call created, or None."""
    posting: bool = False
    """True while a request to create a build has been sent and its result is unknown."""
    uploaded: bool = False
    """True if the store has received the whole archive."""

    def resume(self) -> str | None:
        """Return the command that follows the build to its end, or None if there is nothing to follow."""
        if self.build_id is None or not self.uploaded or self.address is None:
            return None
        return follow(self.address, self.build_id)

    def advice(self) -> str | None:
        """Return a hint about a build that was left on the service and how to continue, or None if there is none."""
        if self.address is None:
            return None
        if self.build_id is not None:
            if self.uploaded:
                return f"build {self.build_id} continues; follow it with `{follow(self.address, self.build_id)}`"
            return f"build {self.build_id} exists, but the upload was not finished; the stage may stay busy"
        if self.posting:
            return f"a build may have been created; list the builds with `{command('builds', self.address)}`"
        return None


def follow(address: Address, build_id: str) -> str:
    """Return the command that waits for the end of a build."""
    return command(f"build {build_id} --wait", address)


def command(words: str, address: Address) -> str:
    """Return a command of justpack for a project, which works in any folder and with any environment."""
    names = (("--org", address.organization), ("--project", address.project), ("--api-url", address.api_url))
    return " ".join(["justpack", words, *(f"{option} {shlex.quote(value)}" for option, value in names)])
