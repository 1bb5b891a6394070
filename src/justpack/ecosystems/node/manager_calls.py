"""A command line of npm, pnpm, yarn or bun, taken apart.

Documentation: docs.npmjs.com (config, workspaces), pnpm.io/pnpm-cli, pnpm.io/filtering,
classic.yarnpkg.com/docs/cli/workspace, bun.sh/docs/cli/filter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from justpack.facts.node_options import ELSEWHERE
from justpack.frozen import frozen

MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
PATTERN = re.compile(r"[*!{}\[\]^$~%()`]|\.\.\.")
"""What makes a name a pattern, or a text that a shell replaces."""
_RUN = frozenset({"run", "run-script", "rum", "urn"})
_OF_NPM = {"start": "start", "stop": "stop", "restart": "restart", "test": "test", "t": "test", "tst": "test"}
"""Subcommands of npm that run the script of a name."""
_FOLDERS = frozenset({"--prefix", "-C", "--dir", "--cwd"})
_MEMBERS = frozenset({"-w", "--workspace", "-F", "--filter"})


@frozen
class ManagerCall:
    """What a command line of a package manager asks for."""

    manager: str
    words: tuple[str, ...]
    """The subcommand and its arguments, without options and without what follows `--`."""
    options: tuple[str, ...]
    """The other options, as written."""
    folder: str | None
    """The folder that an option selects, as written; None without such an option."""
    members: tuple[str, ...]
    """The members of the workspace that are selected, as written."""

    @property
    def script(self) -> str | None:
        """The script that runs, or a program of that name if the manager is not npm; None for another subcommand."""
        first, *rest = self.words or ("",)
        if first in _RUN and (self.manager == "npm" or first in ("run", "run-script")):
            return rest[0] if rest else None
        return _OF_NPM.get(first) if self.manager == "npm" else first or None


def read(words: Sequence[str]) -> ManagerCall | None:
    """Return what a command line asks for; None if it is not a package manager's.

    Also None if it selects by a pattern, or by what changed, or a folder twice, or a folder and members.
    """
    manager = words[0].rpartition("/")[2]
    if manager not in MANAGERS or len(words) < 2:
        return None
    own = list(words[1 : words.index("--")] if "--" in words else words[1:])
    folders: list[str] = []
    members: list[str] = []
    if manager == "yarn" and own[:1] == ["workspace"] and len(own) > 2:
        members.append(own[1])
        del own[:2]
    rest: list[str] = []
    options: list[str] = []
    ahead = iter(own)
    for word in ahead:
        option, equals, value = word.partition("=")
        if option in _FOLDERS or option in _MEMBERS:
            value = value if equals else next(ahead, "")
            if not value or PATTERN.search(value):
                return None
            (folders if option in _FOLDERS else members).append(value)
        elif option in ELSEWHERE:
            return None
        elif word.startswith("-"):
            options.append(word)
        else:
            rest.append(word)
    if len(folders) > 1 or (folders and members):
        return None
    return ManagerCall(manager, tuple(rest), tuple(options), folders[0] if folders else None, tuple(members))
