"""PyPI packages with which developers check, test or document a project, and that no app needs when it runs."""

import re

SOURCE = "each package's own documentation"
DATE = "2026-11-30"

PYTHON_TOOLS = re.compile(
    r"mkdocs(?:-.+)?|mkdocstrings(?:-.+)?|sphinx(?:-.+)?|sphinxcontrib-.+|furo|myst-parser|zensical|pymdown-extensions"
    r"|pre-commit|ruff|black|isort|flake8(?:-.+)?|pylint|mypy|pyright|codespell|yamllint|sqlfluff|djlint|commitizen"
    r"|pytest(?:-.+)?|tox|nox|coverage|bump-my-version|towncrier|gitlint|ansible-lint|cfn-lint|reuse"
)
"""A pattern for the normalized names (PEP 503)."""
