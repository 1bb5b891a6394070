"""Which packed files are not the app itself: brought along with a package, or made for tests?

What is wrong with them is worth a word, but stops nobody: their authors published them, or made them up.
"""

from __future__ import annotations

import re

_VENDORED = re.compile(r"(?:^|/)(?:vendor|third[-_]party)/")
_OF_TESTS = re.compile(
    r"^t/"
    r"|(?:^|/)(?:(?:[^/]*[-_.])?tests?(?:[-_.][^/]*)?|__tests__|specs?|testdata|fixtures)/"
    r"|(?:^|/)(?:tests?|test_[^/]*|[^/]*_tests?)\.py$"
    r"|\.(?:test|spec)\.[cm]?[jt]sx?$"
)
"""Folders by their name, or a word of it (`oidc-test-env`); modules as pytest, Django, Jest and Vitest name them."""


def installed(path: str) -> bool:
    """Whether a package manager put the file there: what is in it is published, and as its authors want it."""
    return "node_modules/" in path or "site-packages/" in path


def vendored(path: str) -> bool:
    """Whether a file is of somebody else, kept among the project's own."""
    return _VENDORED.search(path) is not None


def of_tests(path: str) -> bool:
    """Whether a file is of tests, or lies in a folder of them or of what they need."""
    return _OF_TESTS.search(path) is not None
