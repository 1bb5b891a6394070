"""Validation of the upload URL that the service returns."""

from __future__ import annotations

from justpack.deploy.http.address import upload_problem
from justpack.deploy.http.secret import UploadUrl
from justpack.deploy.workflow.call_context import Run
from justpack.errors import RefusedError


def check_upload_url(run: Run, url: UploadUrl) -> UploadUrl:
    """Return the URL and register it as a secret. Raises RefusedError if the URL must not be used."""
    problem = upload_problem(url, api_on_loopback=run.address.loopback)
    if problem is not None:
        raise RefusedError(
            f"the service sent an upload URL that is not used: {problem}",
            help=run.state.advice(),
            **run.known,
        )
    run.redactor.learn(url)
    return url
