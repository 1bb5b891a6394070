"""All exceptions of justpack, with their exit codes.

    JustpackError
    ├── UsageError              2   the call or the configuration is wrong
    │   ├── CredentialsError    2   one or both keys are missing
    │   └── OrganizationError   2   the organization's id is not a valid id
    ├── PackError               1   the zip cannot be created from this tree
    ├── ServiceError                the service refused a request, or cannot be reached
    │   ├── RefusedError        5   the service refused credentials, organization, project or signature
    │   └── TryLaterError      75   network error, 429 or 5xx after all retries, deadline exceeded
    │       └── BusyError      75   another build is in progress on the stage
    └── (70 is the exit code of a bug in justpack itself)

    VersionSyntaxError              raised by parsers; converted to evidence with a problem
    ManifestError                   raised by parsers; converted to a finding

A defective project does not raise an exception: the result contains findings. The library never raises the last two
exceptions to its caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.model import Problem


class JustpackError(Exception):
    """Base class of all exceptions of justpack. `str()` returns one line, which never contains a secret."""

    exit_code = 70
    code = "JP000"
    """The code of the finding that reports this exception in the output of `--format json`."""
    rule: str | None = None
    """The name of the rule that has this code, or None if no rule page exists for it (`justpack rule CODE`)."""

    def __init__(self, message: str, *, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(JustpackError):
    """An argument or the configuration is wrong; nothing has been done."""

    exit_code = 2
    code = "JP002"


class CredentialsError(UsageError):
    """The access key or the secret key is missing."""

    code = "PF003"
    rule = "credentials-missing"


class OrganizationError(UsageError):
    """The organization's id does not have the form of the ids that the service assigns."""

    code = "PF002"
    rule = "org-id-format"


class PackError(JustpackError):
    """The zip cannot be created: a file changed, disappeared or is unreadable, or the target cannot be written."""

    exit_code = 1
    code = "JP001"

    def __init__(self, message: str, *, path: str | None = None, help: str | None = None) -> None:
        super().__init__(message, help=help)
        self.path = path
        """The path of the entry that caused the error, relative to the project, or None."""


class ServiceError(JustpackError):
    """The service refused a request or cannot be reached."""

    def __init__(
        self,
        message: str,
        *,
        help: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        build_id: str | None = None,
        retry_after: float | None = None,
        stage: str | None = None,
        resume: str | None = None,
    ) -> None:
        super().__init__(message, help=help)
        self.status = status
        """The HTTP status of the response, or None if no response was received."""
        self.request_id = request_id
        self.build_id = build_id
        """The id of the build that this run created on the service, or None."""
        self.retry_after = retry_after
        """The number of seconds that the service asked the client to wait, or None."""
        self.stage = stage
        """The stage of the deployment, or None."""
        self.resume = resume
        """The command that follows the build to its end, or None if there is nothing to follow."""


class RefusedError(ServiceError):
    """A retry cannot succeed: the service refused the request or the upload, or its certificate is not valid."""

    exit_code = 5
    code = "JP005"


class TryLaterError(ServiceError):
    """A temporary failure: a network error, 429 or 5xx after all retries, a deadline exceeded, or a busy stage."""

    exit_code = 75
    code = "JP075"


class BusyError(TryLaterError):
    """Another build is in progress on the stage, and the client does not wait for it (any longer)."""

    code = "PF001"
    rule = "build-in-progress"


class VersionSyntaxError(ValueError):
    """A version or a range is invalid in its grammar. Internal: callers convert the exception to a `Problem`."""

    def __init__(self, message: str, *, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion
        """The text that was probably intended, in the same grammar, or None."""


class ManifestError(ValueError):
    """A file of the project cannot be read or parsed. Internal: callers convert the exception to a finding."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
