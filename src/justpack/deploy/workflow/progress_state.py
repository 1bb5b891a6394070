"""The state of a deployment, for the advice to the user if the deployment ends early."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class DeployState:
    """The progress of a deployment, updated before and after each step that changes something on the service."""

    build_id: str | None = None
    """The id of the build that this call created, or None."""
    posting: bool = False
    """True while a request to create a build has been sent and its result is unknown."""
    uploaded: bool = False
    """True if the store has received the whole archive."""

    def advice(self) -> str | None:
        """Return a hint about a build that was left on the service and how to continue, or None if there is none."""
        if self.build_id is not None:
            if self.uploaded:
                return f"build {self.build_id} continues; follow it with `justpack build {self.build_id} --wait`"
            return f"build {self.build_id} exists, but the upload was not finished; the stage may stay busy"
        if self.posting:
            return "a build may have been created; list the builds with `justpack builds`"
        return None
