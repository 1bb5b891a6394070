"""Git as the judge of ignore rules."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.tree.planting import plant


@dataclass(frozen=True)
class Verdict:
    """What git says of one path: the deciding line, or empty where none matches."""

    source: str
    line: int | None
    pattern: str

    @property
    def kept(self) -> bool:
        return not self.source or self.pattern.startswith("!")


class Git:
    """Git, cut off from the settings of this machine and user, over one empty repository for all folders."""

    def __init__(self, program: str, home: Path) -> None:
        self._program = program
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "XDG_"))}
        alone = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
        self._env = clean | alone | {"LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1"}
        self._repository = home / "repository"
        self._run(home, "init", "-q", "--bare", "--template=", str(self._repository))
        probe = plant(home / "probe", {".gitignore": "a**/b\n", "ab": ""})
        self.misreads_stars = not self.verdicts(probe, ["ab"])[0].kept
        """Before 2.51.1 git took `**` after plain text for a leading `**` (`a**/b` matched `ab`)."""

    def verdicts(self, root: Path, paths: list[str]) -> list[Verdict]:
        """The deciding line for each path."""
        asked = b"\0".join(b"./" + os.fsencode(path) for path in paths)  # a `:` in front would be magic
        command = ("check-ignore", "--no-index", "--verbose", "--non-matching", "-z", "--stdin")
        fields = self._run(root, *command, stdin=asked).split(b"\0")[:-1]
        assert len(fields) == 4 * len(paths)
        return [
            Verdict(_text(source), int(number) if number else None, _text(pattern))
            for source, number, pattern in zip(fields[::4], fields[1::4], fields[2::4], strict=True)
        ]

    def kept(self, root: Path) -> set[str]:
        """Every file that git would add."""
        found = self._run(root, "ls-files", "--others", "--exclude-standard", "-z")
        return {os.fsdecode(path) for path in found.split(b"\0") if path}

    def checkout(self, root: Path, elsewhere: Path | None, tracked: list[str], *extra: str) -> None:
        """Make the folder a repository of its own that tracks these paths; `extra` goes to `git update-index`.

        `elsewhere` is where the repository's files go: `.git` is then a file, as in a worktree and a submodule.
        """
        place = (f"--separate-git-dir={elsewhere}",) if elsewhere else ()
        self._own(root, "init", "-q", "--template=", *place)
        if tracked:
            names = b"\0".join(os.fsencode(path) for path in tracked)
            self._own(
                root, "--literal-pathspecs", "add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul", stdin=names
            )
            if extra:
                self._own(root, "update-index", *extra)

    def packed(self, project: Path) -> set[str]:
        """Every file below a folder of its own repository that git tracks or would add."""
        found = self._own(project, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
        return {os.fsdecode(path) for path in found.split(b"\0") if path}

    def ignores(self, root: Path, folder: str) -> bool:
        """Whether git ignores the folder of a repository of its own as a whole."""
        return bool(self._own(root, "check-ignore", "--no-index", "-z", "--stdin", stdin=os.fsencode(f"./{folder}")))

    def _own(self, root: Path, *command: str, stdin: bytes = b"") -> bytes:
        return self._run(root, *command, stdin=stdin, own=True)

    def _run(self, root: Path, *command: str, stdin: bytes = b"", own: bool = False) -> bytes:
        own = own or command[0] == "init"
        env = self._env | ({} if own else {"GIT_DIR": str(self._repository), "GIT_WORK_TREE": str(root)})
        done = subprocess.run(
            [self._program, *command], cwd=root, env=env, input=stdin, capture_output=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout


def _text(field: bytes) -> str:
    return field.decode("utf-8", "backslashreplace")
