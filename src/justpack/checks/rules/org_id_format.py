"""The organization's id is not written as the service writes it.

It is 16 characters of a to z and 0 to 9. An id of any other form cannot exist, so nothing is sent.

Example: the organization's name in `--org` instead of its id.

Fix: copy the id from the organization's settings, and give it with `--org`, JUSTDEPLOY_ORGANIZATION or `organization`
in justpack.toml.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule
from justpack.errors import OrganizationError

RULE: AnyRule = Rule(OrganizationError.code, "org-id-format", "error")
