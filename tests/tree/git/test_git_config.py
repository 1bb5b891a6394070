"""Tests of git's configuration files, compared with `git config`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.tree.git.git_config import GitConfig

TEXT = (
    '[core]\n\tFileMode = false ; no\n[Core] autocrlf = "in" put\n[remote "A b"]\n\turl = x\\\n y # z\n'
    '[core]\n\tbare\n\teol = lf\n  eol = "crlf"\n[submodule "a.b"]\npath = "v # x"\n'
)


@pytest.mark.parametrize(
    "key", ["core.filemode", "core.autocrlf", "core.bare", "core.eol", "remote.A b.url", "submodule.a.b.path"]
)
def test_agrees_with_git(tool: Callable[[str], str], tmp_path: Path, key: str) -> None:
    (tmp_path / "config").write_text(TEXT)
    command = [tool("git"), "config", "-f", str(tmp_path / "config"), "--get", key]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    value = GitConfig.parse([TEXT.encode()]).get(key)
    assert value is not None
    assert (said.stdout.removesuffix("\n") or "true") == value


def test_skips_what_it_cannot_read() -> None:
    config = GitConfig.parse([None, b'[include]\npath = /etc/x\n[co"re\n\xff = \n[core]\nfilemode = no\n'])
    assert config.is_false("core.filemode")
    assert not config.is_true("core.bare")
