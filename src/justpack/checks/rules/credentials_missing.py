"""The keys of the service are missing or invalid.

justpack reads the keys only from the environment variables JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY. Both must
be set, without blanks around the values. No file and no option can contain them, so that they are not committed and do
not appear in a list of processes. Without the keys, nothing is sent.

Example: a CI system does not pass the secrets to a job of a fork.

Fix: set both variables; in GitHub Actions under `env:` of the step, from `secrets`.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule
from justpack.errors import CredentialsError

RULE: AnyRule = Rule(CredentialsError.code, "credentials-missing", "error")
