"""`justpack init`: is a file written that says the defaults, and never one overwritten?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from justpack.settings import Settings, load

if TYPE_CHECKING:
    from tests.cli.conftest import Invoke


def test_what_it_writes_changes_nothing(just: Invoke, app: Path) -> None:
    before = just("detect", app, "--format", "json").out
    run = just("init", app)
    assert (run.code, run.out) == (0, f"wrote {app / 'justpack.toml'}\n")
    assert load(app, {}) == Settings()
    assert just("detect", app, "--format", "json").out == before
    assert "# Predicted for this project: nodejs22.x" in (app / "justpack.toml").read_text()


def test_every_line_that_is_commented_out_is_a_key_that_may_be_set(just: Invoke, app: Path) -> None:
    just("init", app)
    path = app / "justpack.toml"
    path.write_text(re.sub(r"^# ([a-z-]+ = )", r"\1", path.read_text(), flags=re.MULTILINE))
    settings = load(app, {})
    assert settings.runtime == "nodejs22.x"
    assert settings.organization == "abcdefgh12345678"
    assert settings.limits == Settings().limits
    assert len(settings.assumptions) > 5


def test_an_existing_one_is_never_touched(just: Invoke, app: Path) -> None:
    (app / "justpack.toml").write_text("# mine\n")
    run = just("init", app, "--format", "json")
    assert (run.code, run.codes) == (2, ["JP002"])
    assert (app / "justpack.toml").read_text() == "# mine\n"


def test_a_link_is_not_followed(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / "justpack.toml").symlink_to(tmp_path / "outside.toml")
    assert just("init", app).code == 2
    assert not (tmp_path / "outside.toml").exists()
