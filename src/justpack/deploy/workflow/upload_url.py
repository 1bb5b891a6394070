"""May this upload URL be used?"""

from __future__ import annotations

from justpack.deploy.http.address import upload_problem
from justpack.deploy.http.secret import UploadUrl
from justpack.deploy.workflow.call_context import Run
from justpack.errors import RefusedError


def check_upload_url(run: Run, url: UploadUrl) -> UploadUrl:
    """The URL, known to the redactor from now on. Errors: RefusedError where not one byte may be sent to it."""
    problem = upload_problem(url, api_on_loopback=run.address.loopback)
    if problem is not None:
        raise RefusedError(
            f"The service sent an upload URL that is not used: {problem}",
            help=run.trail.advice(),
            build_id=run.trail.build_id,
        )
    run.redactor.learn(url)
    return url
