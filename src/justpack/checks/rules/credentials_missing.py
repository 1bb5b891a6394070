"""The keys are missing, or cannot be used.

They come from the environment only: JUSTDEPLOY_ACCESS_KEY and JUSTDEPLOY_SECRET_KEY, both or neither, without blanks
around them. No file and no flag holds them, so that none is committed or shown in a list of processes. Nothing is sent
without them.

Example: the secret was not handed on to a job that runs for a fork.

Fix: set both variables; in GitHub Actions under `env:` of the step, from `secrets`.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule
from justpack.errors import CredentialsError

RULE: AnyRule = Rule(CredentialsError.code, "credentials-missing", "error")
