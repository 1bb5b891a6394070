"""Write every generated file of the repository: `python -m tests.regenerate [NAME ...]`.

The tests compare these files with what is written here. The JSON schemas in report/schemas are not generated; a test
compares them with the output of every command.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tests.generated import (
    architecture_picture,
    ci_page,
    cli_page,
    configuration_page,
    library_page,
    loaded_modules,
    pre_commit_hooks,
    readme,
    rule_pages,
)

WRITERS: dict[str, Callable[[], None]] = {
    "picture": architecture_picture.write,
    "cli": cli_page.write,
    "configuration": configuration_page.write,
    "rules": rule_pages.write,
    "loaded-modules": loaded_modules.write,
    "library": library_page.write,
    "readme": readme.write,
    "ci": ci_page.write,
    "pre-commit": pre_commit_hooks.write,
}


def main(names: Sequence[str]) -> int:
    """Write the named files, or all of them; return 2 if a name is unknown."""
    unknown = [name for name in names if name not in WRITERS]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; choose from {', '.join(WRITERS)}\n")
        return 2
    for name in names or WRITERS:
        WRITERS[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
