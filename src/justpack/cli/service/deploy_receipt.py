"""The receipt of a deployment: its path, its content, and the check that its build is live."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from justpack.cli.errors import described
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Build, Finding
from justpack.outputs import write_receipt
from justpack.pipeline import Review, is_file
from justpack.receipt import Deployed, Receipt, beside, read

if TYPE_CHECKING:
    from justpack.client.clients import Client


def receipt_path(flag: Path | None, zip_path: Path | None) -> Path | None:
    """Return the path of the receipt: from the option, or beside a zip that has a receipt."""
    if flag is None and zip_path is not None and is_file(beside(zip_path)):
        return beside(zip_path)
    return flag


def last_receipt(path: Path | None) -> Receipt | None:
    """Return the receipt at the path, or None if the file does not exist.

    Raises UsageError if the file is not a valid receipt, or was altered.
    """
    if path is None or not is_file(path):
        return None
    receipt = read(path)
    if not receipt.intact:
        raise UsageError(f"{path} was altered after it was written", help="pack again to write a new receipt")
    return receipt


def live_build(path: Path | None, archive: Archive, client: Client, stage: str) -> Build | None:
    """Return the build that runs exactly these bytes on this stage according to the previous receipt, or None.

    Raises UsageError if the file is not a valid receipt.
    """
    receipt = last_receipt(path)
    if receipt is None:
        return None
    live = receipt.is_live(
        sha256=archive.sha256,
        service=_service(client),
        organization=client.address.organization,
        project=client.address.project,
        stage=stage,
    )
    return receipt.deployed.build if live and receipt.deployed is not None else None


def write(path: Path | None, archive: Archive, review: Review, client: Client, build: Build) -> tuple[Finding, ...]:
    """Write the receipt: the archive, the prediction with its evidence, and the last answer of the service.

    Return a finding if the receipt cannot be written: the build exists, and its result must still be reported.
    """
    if path is not None:
        deployed = Deployed(_service(client), client.address.organization, client.address.project, build)
        try:
            write_receipt(Receipt(archive, review.prediction.to_dict()).with_deployed(deployed), path)
        except PackError as error:
            return (described(error)[0],)
    return ()


def _service(client: Client) -> str:
    return urlsplit(client.address.api_url).netloc
