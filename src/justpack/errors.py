"""What can stop justpack? The error tree, each leaf with its exit code.

    JustpackError
    ├── UsageError              2   the call or the configuration is wrong
    │   ├── CredentialsError    2   a key is missing, or set by half
    │   └── OrganizationError   2   the organization's id cannot exist
    ├── PackError               1   the zip cannot be made from this tree
    ├── ServiceError                the service, or the way to it, stopped us
    │   ├── RefusedError        5   it refused us (credentials, organization, project, signature)
    │   └── TryLaterError      75   network, 429, 5xx after retries, deadline
    │       └── BusyError      75   another build holds the stage
    └── (70 is what a bug in justpack itself exits with)

    VersionSyntaxError              inside parsers; becomes evidence with a problem
    ManifestError                   inside parsers; becomes a finding

A bad *project* is no error: it is a result with findings. The last two never leave the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from justpack.model import Problem


class JustpackError(Exception):
    """Base of all errors of justpack. `str()` is one line a person can act on; no secret is ever in it."""

    exit_code = 70
    code = "JP000"
    """The finding's code under which `--format json` reports it."""
    rule: str | None = None
    """The name of the rule with that code, where it has a page (`justpack rule CODE`)."""

    def __init__(self, message: str, *, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(JustpackError):
    """The call or the configuration is wrong; nothing was done."""

    exit_code = 2
    code = "JP002"


class CredentialsError(UsageError):
    """An access key is missing, or one of the two is set without the other."""

    code = "PF003"
    rule = "credentials-missing"


class OrganizationError(UsageError):
    """The organization's id is not of the form that the service's ids have."""

    code = "PF002"
    rule = "org-id-format"


class PackError(JustpackError):
    """The zip cannot be made: a file changed, vanished or cannot be read, or the target cannot be written."""

    exit_code = 1
    code = "JP001"

    def __init__(self, message: str, *, path: str | None = None, help: str | None = None) -> None:
        super().__init__(message, help=help)
        self.path = path
        """The entry at fault, relative to the project, or None."""


class ServiceError(JustpackError):
    """The service, or the way to it, stopped us. Keeps what the caller needs to act."""

    def __init__(
        self,
        message: str,
        *,
        help: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        build_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, help=help)
        self.status = status
        """The HTTP status, or None where no answer came."""
        self.request_id = request_id
        self.build_id = build_id
        """The build that exists on the service because of this run, or None."""
        self.retry_after = retry_after
        """Seconds the service asked us to wait, or None."""


class RefusedError(ServiceError):
    """The service refused the request (401, 403, 404, 400, 422, or an upload's signature): trying again won't help."""

    exit_code = 5
    code = "JP005"


class TryLaterError(ServiceError):
    """Network, 429 or 5xx after all retries, the deadline, or a busy stage with `--on-conflict fail`."""

    exit_code = 75
    code = "JP075"


class BusyError(TryLaterError):
    """Another build holds the stage, and it is not, or no longer, waited for."""

    code = "PF001"
    rule = "build-in-progress"


class VersionSyntaxError(ValueError):
    """A version or a range that its grammar's owner calls invalid. Becomes a `Problem`; never leaves the library."""

    def __init__(self, message: str, *, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion
        """What was probably meant, in the same grammar, or None."""


class ManifestError(ValueError):
    """A file of the project that cannot be read or parsed. Becomes a finding; never leaves the library."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
