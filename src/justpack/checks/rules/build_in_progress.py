"""Another build holds the stage.

JustDeploy builds one thing at a time for each stage, and answers 409 with the build that runs. `deploy` waits for it
and then goes on; with `--on-conflict fail`, or after several others came first, it stops with exit code 75.

Example: two jobs of a pipeline deploy to production at the same moment.

Fix: wait for it with `justpack build ID --wait` and deploy again, or let `deploy` wait: `--on-conflict wait`.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule
from justpack.errors import BusyError

RULE: AnyRule = Rule(BusyError.code, "build-in-progress", "error")
