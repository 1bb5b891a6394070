"""Another build of this stage is in progress.

JustDeploy runs one build at a time for each stage, and answers 409 with the build in progress. `deploy` waits for that
build and then continues. With `--on-conflict fail`, or after it has waited for several other builds, it ends with exit
code 75.

Example: two jobs of a pipeline deploy to production at the same moment.

Fix: wait for the other build with `justpack build ID --wait` and deploy again, or let `deploy` wait: `--on-conflict
wait`.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule
from justpack.errors import BusyError

RULE: AnyRule = Rule(BusyError.code, "build-in-progress", "error")
