"""The organization's id does not have the format of the service.

An id has 16 characters, each of which is one of a to z or 0 to 9. An id in another format cannot exist, so nothing is
sent.

Example: the organization's name in `--org` instead of its id.

Fix: copy the id from the settings of the organization, and set it with `--org`, JUSTDEPLOY_ORGANIZATION or
`organization` in justpack.toml.
"""

from __future__ import annotations

from justpack.checks.rule import AnyRule, Rule
from justpack.errors import OrganizationError

RULE: AnyRule = Rule(OrganizationError.code, "org-id-format", "error")
