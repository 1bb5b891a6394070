"""The stage already runs a build of exactly this zip.

With `--skip-unchanged`, `deploy` compares the zip with the receipt of the previous deployment. If that build was ready,
in the same organization, project and stage, and the digests are equal, nothing is sent.

Example: a pipeline deploys after every commit, and the last commit changed only documentation, which is not packed.

Fix: none is needed. To deploy anyway, omit `--skip-unchanged`.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule

RULE: AnyRule = Rule("PF005", "unchanged-since-ready-build", "info")
