"""The stage already runs exactly these bytes.

With `--skip-unchanged`, `deploy` compares the zip with the receipt of the last run. Where that build was ready, in the
same organization, project and stage, and the digest is the same, nothing is sent.

Example: a pipeline deploys after every commit, and this one changed only the documentation that is left out.

Fix: none is needed. To deploy all the same, leave `--skip-unchanged` out.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule

RULE: AnyRule = Rule("PF005", "unchanged-since-ready-build", "info")
