"""What does a deployment write down, and what does a later one make of it?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from justpack.model import Archive, Build
from justpack.outputs import write_receipt
from justpack.pipeline import Review
from justpack.receipt import Deployed, Receipt, beside, read

if TYPE_CHECKING:
    from justpack.deploy.sync import Client


def receipt_path(given: Path | None, zip_path: Path | None) -> Path | None:
    """Where the receipt lies: as the flag says, or beside a zip that has one."""
    if given is None and zip_path is not None and beside(zip_path).is_file():
        return beside(zip_path)
    return given


def live_build(path: Path | None, archive: Archive, client: Client, stage: str) -> Build | None:
    """The build that already runs exactly these bytes in this place, by the receipt of an earlier run; or None.

    Raises UsageError where the receipt is there but cannot be trusted.
    """
    if path is None or not path.is_file():
        return None
    receipt = read(path)
    live = receipt.is_live(
        sha256=archive.sha256,
        service=_service(client),
        organization=client.address.organization,
        project=client.address.project,
        stage=stage,
    )
    return receipt.deployed.build if live and receipt.deployed is not None else None


def keep(path: Path | None, archive: Archive, review: Review, client: Client, build: Build) -> None:
    """Write the receipt: what was packed, what was predicted and why, and what the service answered last.

    Raises PackError where it cannot be written.
    """
    if path is None:
        return
    deployed = Deployed(_service(client), client.address.organization, client.address.project, build)
    write_receipt(Receipt(archive, review.prediction.to_dict()).with_deployed(deployed), path)


def _service(client: Client) -> str:
    return urlsplit(client.address.api_url).netloc
