"""Tests of `justpack plan`: its formats, its outputs for CI, and its usage errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "shop"
    for name in ("api", "web"):
        (root / "services" / name).mkdir(parents=True)
        (root / "services" / name / "package.json").write_text(
            '{"scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}'
        )
        (root / "services" / name / "index.js").write_text("console.log(1)\n")
    monkeypatch.chdir(root)
    return root


def test_lists_the_projects(just: Invoke, shop: Path) -> None:
    run = just("plan")
    assert run.code == 0
    first, second, last = run.out.splitlines()
    assert first.split()[:4] == ["services/api", "nodejs22.x", "certain", "ready"]
    assert second.startswith("services/web")
    assert last == "2 of 2 projects"


def test_paths_can_be_used_from_the_current_folder(just: Invoke, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.parent)
    (one, two, _) = just("plan", "shop").out.splitlines()
    assert [line.split()[0] for line in (one, two)] == ["shop/services/api", "shop/services/web"]
    assert just("check", one.split()[0]).code == 0


def test_the_json_is_what_a_later_plan_is_held_against(just: Invoke, shop: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "plan.json"
    assert just("plan", "--format", "json", "--output-file", earlier).code == 0
    (shop / "services/api/index.js").write_text("console.log(2)\n")
    rows = just("plan", "--against", earlier, "--format", "json").result["projects"]
    assert isinstance(rows, list)
    assert [(row["path"], row["selected"], row["reasons"]) for row in rows] == [
        ("services/api", True, ["changed: index.js"]), ("services/web", False, []),
    ]  # fmt: skip


def test_writes_the_matrix_to_stdout_and_to_the_outputs_of_the_step(
    just: Invoke, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    run = just("plan", "--format", "github")
    assert [job["name"] for job in json.loads(run.out)["include"]] == ["services/api", "services/web"]
    assert (tmp_path / "output").read_text().splitlines() == [f"matrix={run.out.strip()}", "count=2", "any=true"]


def test_writes_a_child_pipeline(just: Invoke, shop: Path) -> None:
    assert set(yaml.safe_load(just("plan", "--format", "gitlab").out)) == {
        "default", "deploy services/api", "deploy services/web",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--all", "--since", "HEAD"), "use one of --all, --since and --against"),
        (("--if-runtime-gone", "nodejs18.x"), "'nodejs18.x' is not a runtime of JustDeploy"),
        (("--executor", "ray://x"), "'ray://x' is not the address of an executor"),
        (("--against", "absent.json"), "absent.json cannot be read"),
    ],
)
def test_reports_wrong_usage(just: Invoke, shop: Path, arguments: tuple[str, ...], message: str) -> None:
    run = just("plan", *arguments)
    assert (run.code, run.err.splitlines()[0]) == (2, f"error: {message}")


def test_names_deleted_projects_and_makes_no_job_for_them(just: Invoke, shop: Path, tmp_path: Path) -> None:
    (shop / "services/web/justpack.toml").write_text('project = "shop-web"\n')
    earlier = tmp_path / "plan.json"
    assert just("plan", "--format", "json", "--output-file", earlier).code == 0
    for path in sorted((shop / "services/web").iterdir()):
        path.unlink()
    run = just("plan", "--against", earlier)
    assert run.out.splitlines() == [
        "no project is selected; 1 project found",
        "services/web: deleted; the service may still have shop-web (production)",
    ]
    assert json.loads(just("plan", "--against", earlier, "--format", "github").out) == {"include": []}
    assert "services/web" not in just("plan", "--against", earlier, "--format", "gitlab").out
    assert just("plan", "--against", earlier, "--format", "json").result["deleted"] == [
        {"path": "services/web", "project": "shop-web", "stage": "production", "reason": "deleted"}
    ]


def test_holds_several_roots_against_one_earlier_plan(
    just: Invoke, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop / "services")
    earlier = tmp_path / "plan.json"
    assert just("plan", "api", "web", "--format", "json", "--output-file", earlier).code == 0
    (shop / "services/api/index.js").write_text("console.log(2)\n")
    run = just("plan", "api", "web", "--against", earlier)
    assert [line.split()[0] for line in run.out.splitlines()] == ["api", "1"]
    assert "changed: index.js" in run.out
