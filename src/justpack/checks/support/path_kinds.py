"""Classifies packed files that are not the app itself by their paths: installed, vendored, or made for tests.

A defect in such a file is a warning instead of an error: other authors published the file, or its content is made up.
"""

from __future__ import annotations

import re

_VENDORED = re.compile(r"(?:^|/)(?:vendor|third[-_]party)/")
_OF_TESTS = re.compile(
    r"^t/"
    r"|(?:^|/)(?:(?:[^/]*[-_.])?tests?(?:[-_.][^/]*)?|__tests__|specs?|testing|test[-_]?data|fixtures|testsuites?)/"
    r"|(?:^|/)src/(?:it|[^/]*[a-z]Tests?|testFixtures)/"
    r"|(?:^|/)(?:tests?|test_[^/]*|[^/]*_tests?|conftest)\.py$"
    r"|\.(?:test|spec)\.[cm]?[jt]sx?$"
)
_OF_DOCS = re.compile(r"(?:^|/)(?:docs?|documentation|examples?|samples?|tutorials?)/")
"""Folders whose name contains a word for tests (`oidc-test-env`), and modules named as in pytest, Django and Jest."""

_OF_DEVELOPMENT = re.compile(r"(?:^|/)(?:dev|development)/")
_OF_SAMPLE_NAMES = re.compile(
    r"(?:^|[/._-])(?:dummy|example|localhost|sample|snakeoil|tests?)(?:[._-][^/]*)?$", re.IGNORECASE
)
"""File names of keys for tests and for the developer's own machine: `localhost.pem`, `test_admin_key.sec`."""
_README = re.compile(r"(?:^|/)readme(?:[-_.][^/]*)?\.(?:md|mdx|rst|adoc|txt)$", re.IGNORECASE)
_OF_SCHEMAS = re.compile(r"(?:^|/)(?:schemas?|openapi|swagger)/(?:[^/]+/)*[^/]+\.(?:json|ya?ml)$")
"""Descriptions of an API, whose examples contain keys."""


def installed(path: str) -> bool:
    """Whether a package manager installed the file."""
    return "node_modules/" in path or "site-packages/" in path


def vendored(path: str) -> bool:
    """Whether the file is a copy of other people's code, kept in the project."""
    return _VENDORED.search(path) is not None


def of_tests(path: str) -> bool:
    """Whether the file is a test, or in a folder of tests or test data."""
    return _OF_TESTS.search(path) is not None


def aside(path: str) -> bool:
    """Whether the app does not run the file: it belongs to tests, test data, documentation or examples."""
    return of_tests(path) or _OF_DOCS.search(path) is not None


def has_sample_keys(path: str) -> bool:
    """Whether a key in the file is probably one for tests, for the developers' machines, or an example."""
    return (
        aside(path)
        or vendored(path)
        or _OF_DEVELOPMENT.search(path) is not None
        or _README.search(path) is not None
        or _OF_SCHEMAS.search(path) is not None
        or _OF_SAMPLE_NAMES.search(path) is not None
    )
