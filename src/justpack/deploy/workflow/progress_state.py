"""How far did a deploy come, should it end now?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class DeployState:
    """What is known so far; kept up to date before and after each step that changes something on the service."""

    build_id: str | None = None
    """The build that exists because of this run."""
    posting: bool = False
    """A build has been asked for, and no answer says yet whether it exists."""
    uploading: bool = False
    """Bytes may have been sent."""
    uploaded: bool = False
    """The store has all of them."""

    def advice(self) -> str | None:
        """What is left behind and how to go on, or None where nothing is."""
        if self.build_id is not None:
            if self.uploaded:
                return f"Build {self.build_id} goes on; follow it with `justpack build {self.build_id} --wait`"
            return f"Build {self.build_id} exists, but the upload was not finished; the stage may stay busy"
        if self.posting:
            return "A build may have been created; `justpack builds` shows it"
        return None
