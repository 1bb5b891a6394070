"""The version number of justpack, and the address of its documentation."""

__version__ = "0.1.0"

DOCUMENTATION = "https://justdeploy.github.io/justpack/"
"""The address of the site that is built from `docs/`. It ends with a slash."""


def rule_page(code: str) -> str:
    """Return the address of the page of a rule, for example `RT003`."""
    return f"{DOCUMENTATION}rules/{code}/"
