"""Tests of the plan: every file once, nothing from outside the root, and a reason for every exclusion."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("resource", reason="limits and signals of POSIX")

import resource  # only POSIX has it

from justpack.errors import UsageError
from justpack.model import Plan
from justpack.tree.ignore.selection import Selection
from justpack.tree.names import LONGEST
from justpack.tree.safe_fs import folders
from justpack.tree.walk import listing, walk
from justpack.tree.walk.walk import make_plan

if TYPE_CHECKING:
    from tests.tree.planting import Table

    Grow = Callable[[Table], Path]


def plan_of(root: Path, *, include: tuple[str, ...] = (), force: tuple[str, ...] = ()) -> Plan:
    return make_plan(root, Selection(root, include=include, force_include=force))


def packed(plan: Plan) -> dict[str, str | None]:
    return {entry.path: entry.via for entry in plan.entries}


def excluded(plan: Plan) -> list[str]:
    return [left.path for left in plan.excluded]


def refused(plan: Plan) -> dict[str, tuple[str, str]]:
    return {found.path: (found.kind, found.reason) for found in plan.refused}


def watch(monkeypatch: pytest.MonkeyPatch, before: Callable[[str], None]) -> None:
    """Call `before` with each folder's name after it was listed and before it is opened."""
    below = folders.OpenFolder.below

    def watched(self: folders.OpenFolder, name: str) -> folders.OpenFolder:
        before(name)
        return below(self, name)

    monkeypatch.setattr(folders.OpenFolder, "below", watched)


# --- plain trees ---


def test_sorts_files_by_utf8_bytes_and_does_not_pack_empty_folders(grow: Grow) -> None:
    root = grow(
        {
            "b": "",
            "a/b": "",
            "a.b": "",
            "a-b": "",
            "é": "",
            "Z": "",
            "\U0001f600": "",
            "\uffff": "",
            "empty/in/it": None,
        }
    )
    paths = list(packed(plan_of(root)))
    assert paths == sorted(paths, key=str.encode)
    assert paths == ["Z", "a-b", "a.b", "a/b", "b", "é", "\uffff", "\U0001f600"]


def test_an_entry_has_the_status_of_its_file(grow: Grow) -> None:
    root = grow({"run.sh": "12345"})
    (root / "run.sh").chmod(0o744)
    entry, status = plan_of(root).entries[0], (root / "run.sh").stat()
    assert (entry.size, entry.executable, entry.mtime_ns) == (5, True, status.st_mtime_ns)
    assert (entry.ctime_ns, entry.inode, entry.device) == (status.st_ctime_ns, status.st_ino, status.st_dev)


def test_only_the_owner_bit_makes_a_file_executable(grow: Grow) -> None:
    root = grow({"a": ""})
    (root / "a").chmod(0o655)
    assert plan_of(root).entries[0].executable is False


def test_lists_excluded_folders_without_entering_them(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    root = grow({"node_modules/a/i.js": "", ".gitignore": "*.log\n", "x.log": "", ".env": "", "src/a.js": ""})
    entered: list[str] = []
    watch(monkeypatch, entered.append)
    plan = plan_of(root)
    assert (list(packed(plan)), entered) == ([".gitignore", "src/a.js"], ["src"])
    assert excluded(plan) == [".env", "node_modules/", "x.log"]
    rules = [left.decision.rule for left in plan.excluded]
    assert [rule and rule.pattern for rule in rules] == [".env*", "node_modules", "*.log"]


def test_enters_an_opened_folder_for_included_paths_only(grow: Grow) -> None:
    root = grow({".gitignore": "dist/\n", "dist/a.js": "", "dist/a.map": "", "dist/sub/b.js": "", "dist/.env": ""})
    plan = plan_of(root, include=("dist/*.js", "dist/.env"))
    assert list(packed(plan)) == [".gitignore", "dist/a.js"]
    assert excluded(plan) == ["dist/.env", "dist/a.map", "dist/sub/"]


@pytest.mark.parametrize(
    "globs",
    [
        {"configured_exclude": ["dist/a.js"]},
        {"configured_include": ["dist/**"], "exclude": ["/dist"]},
        {"include": ["other/**"]},
    ],
)
def test_does_not_open_folders_without_need(grow: Grow, globs: dict[str, list[str]]) -> None:
    root = grow({".gitignore": "dist/\n", "dist/a.js": ""})
    assert excluded(make_plan(root, Selection(root, **globs))) == ["dist/"]  # type: ignore[arg-type]


def test_walk_and_decide_agree(grow: Grow) -> None:
    root = grow(
        {
            ".gitignore": "*.log\nout/\n",
            "a/.gitignore": "!k.log\n",
            "a/k.log": "",
            "a/l.log": "",
            "out/x": "",
            "n": "-> a",
        }
        | {".justpackignore": "!out/\nout/x\n", "out/y": "", "node_modules/p/i.js": "", "b/.git": "gitdir: x"}
    )
    plan, selection = plan_of(root), Selection(root)
    assert {"a/k.log", "n/k.log", "out/y"} <= set(packed(plan))
    for path in packed(plan):
        assert selection.decide(path, is_dir=False).included, path
    for left in plan.excluded:
        assert selection.decide(left.path, is_dir=left.path.endswith("/")) == left.decision, left.path


@pytest.mark.parametrize(("name", "message"), [("gone", "no such file"), ("file", "is not a folder")])
def test_a_root_that_is_not_a_folder_is_a_usage_error(grow: Grow, name: str, message: str) -> None:
    root = grow({"file": ""}) / name
    with pytest.raises(UsageError, match=message):
        plan_of(root)


def test_follows_a_root_that_is_a_link(grow: Grow) -> None:
    root = grow({"a": ""})
    (root.parent / "link").symlink_to(root)
    assert packed(plan_of(root.parent / "link")) == {"a": None}


# --- links ---


def test_follows_links_inside_and_records_their_destination(grow: Grow) -> None:
    root = grow(
        {
            "lib/real.js": "",
            "lib/deep/x.js": "",
            "file": "-> lib/real.js",
            "folder": "-> lib",
            "chain": "-> folder/deep",
        }
        | {"sub/up": "-> ../lib/real.js", "sub/dots": "-> ./.././sub/../lib/deep"}
    )
    linked = {path: via for path, via in packed(plan_of(root)).items() if via}
    assert linked == {
        "file": "lib/real.js",
        "folder/real.js": "lib/real.js",
        "folder/deep/x.js": "lib/deep/x.js",
        "chain/x.js": "lib/deep/x.js",
        "sub/up": "lib/real.js",
        "sub/dots/x.js": "lib/deep/x.js",
    }


def test_follows_an_absolute_link_into_the_root(grow: Grow) -> None:
    root = grow({"a": "", "sub/b": ""})
    (root / "sub" / "l").symlink_to(root / "a")
    assert packed(plan_of(root))["sub/l"] == "a"


@pytest.mark.parametrize(
    ("table", "path", "kind", "reason"),
    [
        ({"l": "-> /etc/passwd"}, "l", "link-escapes", "outside the project"),
        ({"l": "-> .."}, "l", "link-escapes", "outside the project"),
        ({"a/l": "-> ../../project/x", "x": ""}, "a/l", "link-escapes", "outside the project"),
        ({"l": "-> l"}, "l", "link-loop", "part of a loop"),
        ({"l": "-> m", "m": "-> l"}, "m", "link-loop", "part of a loop"),
        ({"l": "-> ."}, "l", "link-loop", "to a folder that contains it"),
        ({"a/b/l": "-> .."}, "a/b/l", "link-loop", "to a folder that contains it"),
        ({"a/x": "-> ../b", "b/y": "-> ../a"}, "a/x/y", "link-loop", "to a folder that contains it"),
        ({"l": "-> p/q/r", "p/q/r/up": "-> ../../q"}, "l/up", "link-loop", "to a folder that contains it"),
        ({"l": "-> out/../x", "x": "", "out": "-> .."}, "l", "link-escapes", "outside the project"),
    ],
)
def test_refuses_a_link_that_cannot_be_followed(
    grow: Grow, table: dict[str, str], path: str, kind: str, reason: str
) -> None:
    found = refused(plan_of(grow(table)))
    assert found[path][0] == kind
    assert reason in found[path][1]


@pytest.mark.parametrize(
    ("table", "target"),
    [
        ({"l": "-> gone"}, "gone"),
        ({"l": "-> file/x", "file": ""}, "file/x"),
        ({"l": "-> file/..", "file": ""}, "file/.."),
        ({"l": "-> dist", "dist/a": "", ".gitignore": "dist/\n"}, "dist"),
        ({"l": "-> node_modules/x", "node_modules/x/a": ""}, "node_modules/x"),
    ],
)
def test_leaves_out_a_link_without_a_target_in_the_plan(grow: Grow, table: dict[str, str], target: str) -> None:
    plan = plan_of(grow(table))
    assert plan.refused == ()
    assert [each.decision.link for each in plan.excluded if each.path == "l"] == [target]


@pytest.mark.parametrize("name", ["env", "ENV", "py-3.12", "a/deep"])
def test_leaves_out_a_virtual_environment_of_any_name(grow: Grow, name: str) -> None:
    root = grow({f"{name}/pyvenv.cfg": "", f"{name}/bin/python": "-> /usr/bin/env", "environment/a": "", "x": ""})
    plan = plan_of(root)
    assert (set(packed(plan)), excluded(plan), plan.refused) == ({"environment/a", "x"}, [f"{name}/"], ())
    selection = Selection(root)
    assert not selection.decide(name, is_dir=True).included
    assert not selection.decide(f"{name}/lib/a.py", is_dir=False).included
    assert f"{name}/lib/a.py" not in packed(plan_of(root, include=(f"{name}/bin/x",)))


@pytest.mark.parametrize("name", ["env", "tools/conda", "envs/default"])
def test_leaves_out_a_conda_environment_of_any_name(grow: Grow, name: str) -> None:
    root = grow({f"{name}/conda-meta/history": "", f"{name}/lib/a.py": "", "conda-meta.yml": "", "b/conda-meta": ""})
    plan = plan_of(root)
    assert (set(packed(plan)), excluded(plan)) == ({"conda-meta.yml", "b/conda-meta"}, [f"{name}/"])
    selection = Selection(root)
    assert not selection.decide(f"{name}/lib/a.py", is_dir=False).included


def test_packs_a_project_that_is_a_conda_environment_itself(grow: Grow) -> None:
    assert set(packed(plan_of(grow({"conda-meta/history": "", "a.py": ""})))) == {"conda-meta/history", "a.py"}


@pytest.mark.parametrize("name", [".venv", "venv", "__pypackages__"])
def test_leaves_out_a_link_to_an_environment_outside(grow: Grow, name: str) -> None:
    plan = plan_of(grow({name: "-> /usr/lib", "a.py": ""}))
    assert (set(packed(plan)), plan.refused) == ({"a.py"}, ())


def test_packs_a_virtual_environment_that_a_pattern_names(grow: Grow) -> None:
    root = grow({"env/pyvenv.cfg": "", "env/a": "", ".justpackignore": "!env/\n"})
    assert "env/a" in packed(plan_of(root))


def test_a_loop_does_not_hide_the_files_before_it(grow: Grow) -> None:
    plan = plan_of(grow({"a/x": "-> ../b", "b/y": "-> ../a", "a/1": "", "b/2": ""}))
    assert packed(plan) == {"a/1": None, "b/2": None, "a/x/2": "b/2", "b/y/1": "a/1"}


def test_a_pattern_for_a_link_to_an_excluded_folder_does_not_lift_the_always_excluded_list(grow: Grow) -> None:
    root = grow(
        {".gitignore": "dist/\n!public\n", "dist/a.js": "", "public": "-> dist", ".env": "", "settings.txt": "-> .env"}
        | {"x/.aws/credentials": "", "aws": "-> x/.aws", ".git/hooks/h": "", "hooks": "-> .git/hooks", "g": "-> .git"}
    )
    plan = plan_of(root)
    assert packed(plan) == {".gitignore": None, "public/a.js": "dist/a.js"}
    reasons = {left.path: left.decision.rule and left.decision.rule.pattern for left in plan.excluded}
    assert (reasons["settings.txt"], reasons["hooks"], reasons["g"]) == (".env*", ".git", ".git")
    assert reasons["aws/credentials"] == "**/.aws/credentials"


def test_force_include_of_a_link_includes_its_destination(grow: Grow) -> None:
    root = grow({".env": "", "settings.txt": "-> .env"})
    assert packed(plan_of(root, force=("settings.txt",))) == {"settings.txt": ".env"}


def test_matches_a_link_as_a_file(grow: Grow) -> None:
    root = grow({".gitignore": "a/\nb\n", "a": "-> lib", "b": "-> lib", "lib/x": ""})
    plan = plan_of(root)
    assert ("a/x" in packed(plan), excluded(plan)) == (True, ["b"])


def test_opens_an_excluded_link_like_a_folder(grow: Grow) -> None:
    root = grow({".gitignore": "dist\nout\n", "real/a.js": "", "real/b": "", "dist": "-> real", "out": "-> real/b"})
    plan = plan_of(root, include=("dist/*.js", "out/*"))
    assert packed(plan)["dist/a.js"] == "real/a.js"
    assert excluded(plan) == ["dist/b", "out"]


def test_refuses_links_that_multiply(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LINKED", 2000)
    table: dict[str, str | bytes | None] = {"d20/file": ""}
    table |= {f"d{n}/{side}": f"-> ../d{n + 1}" for n in range(20) for side in "xy"}
    plan = plan_of(grow(table))
    assert len(plan.entries) <= 2000
    assert [kind for kind, _ in refused(plan).values()] == ["links-multiply"]


def test_refuses_links_whose_copies_are_larger_than_the_rest(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "LINKED_BYTES", 100)
    root = grow({"data/a": "x" * 90, "one": "-> data"})
    assert refused(plan_of(root)) == {}
    (root / "two").symlink_to("data")
    plan = plan_of(root)
    assert {path: kind for path, (kind, _) in refused(plan).items()} == dict.fromkeys(("one", "two"), "links-multiply")


# --- what no zip should hold ---


def test_refuses_pipes_sockets_and_devices(grow: Grow) -> None:
    root = grow({"a": "", "l": "-> pipe"})
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "socket"))
    assert refused(plan_of(root)) == {
        "l": ("special-file", "a pipe"),
        "pipe": ("special-file", "a pipe"),
        "socket": ("special-file", "a socket"),
    }


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("a\\b", "a\\b", "backslash"),
        ("a\nb", "a\nb", "control character"),
        ("a\x7f", "a\x7f", "control character"),
        ("a\x85b", "a\x85b", "control character"),
        ("C:", "C:", "Windows drive"),
        ("c:x/y", "c:x", "Windows drive"),
        ("bad\udcff", "bad\\xff", "not UTF-8"),
        ("bad\udcff/inside", "bad\\xff", "not UTF-8"),
    ],
)
def test_refuses_unsafe_names(grow: Grow, name: str, path: str, reason: str) -> None:
    plan = plan_of(grow({name: "", "good/\u00a0 :é": ""}))
    assert list(packed(plan)) == ["good/\u00a0 :é"]
    assert (list(refused(plan)), refused(plan)[path][0]) == ([path], "unportable-name")
    assert reason in refused(plan)[path][1]


def test_does_not_refuse_an_unsafe_name_that_is_excluded(grow: Grow) -> None:
    plan = plan_of(grow({".gitignore": "bad*\n", "bad\udcff": "", "bad\udcfe/x": ""}))
    assert (excluded(plan), plan.refused) == (["bad\\xfe/", "bad\\xff"], ())


# --- depth, races, permissions ---


def dig(root: Path, depth: int, *, wide: int) -> None:
    """`depth` folders in one another, past every limit on a path; the first `wide` hold a file and a second folder."""
    root.mkdir()
    folder = os.open(root, os.O_RDONLY)
    for level in range(depth):
        os.mkdir("d", dir_fd=folder)
        if level < wide:
            os.mkdir("a", dir_fd=folder)
            os.mkdir("e", dir_fd=folder)
            os.close(os.open("f", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
        below = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(folder)


@pytest.mark.parametrize("levels", [2200, pytest.param(5000, marks=pytest.mark.exhaustive)])
def test_refuses_thousands_of_levels_with_few_folders_open(tmp_path: Path, levels: int) -> None:
    dig(tmp_path / "deep", levels, wide=300)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (150, hard))
    try:
        plan = plan_of(tmp_path / "deep")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        subprocess.run(["rm", "-rf", tmp_path / "deep"], check=True)
    assert len(plan.entries) == 300
    assert [(found.kind, len(found.path)) for found in plan.refused] == [("unportable-name", LONGEST + 1)]


def test_leaves_no_folder_open(grow: Grow) -> None:
    root = grow({"a/b/c": "", "l": "-> a", "loop/l": "-> ..", "gone": "-> x"})
    before = len(os.listdir("/proc/self/fd"))
    plan_of(root)
    assert len(os.listdir("/proc/self/fd")) == before


def test_does_not_follow_a_folder_replaced_by_a_link(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    root = grow({"a/x": "", "b/y": ""})
    (root.parent / "outside").mkdir()
    (root.parent / "outside" / "secret").touch()

    def change(name: str) -> None:
        if name == "a":
            (root / "a").rename(root.parent / "moved")
            (root / "a").symlink_to(root.parent / "outside")

    watch(monkeypatch, change)
    plan = plan_of(root)
    assert (packed(plan), refused(plan)["a"][0]) == ({"b/y": None}, "unreadable")


def test_refuses_a_folder_that_was_moved_while_closed(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_KEPT_OPEN", 1)
    root = grow({"a/b/c/x": "", "a/b/d/x": "", "z": ""})
    listed = folders.OpenFolder.list

    def late(self: folders.OpenFolder) -> list[os.DirEntry[str]]:
        found = listed(self)
        here = Path(self.path)
        if here.parent == root / "a" / "b" and not (root.parent / "elsewhere").exists():
            here.rename(root.parent / "elsewhere")
        return found

    monkeypatch.setattr(folders.OpenFolder, "list", late)
    plan = plan_of(root)
    assert refused(plan)["a/b"] == ("unreadable", "the folder cannot be read: it was moved meanwhile")
    assert len(plan.entries) == 2


AS_NOBODY = """
import json, os, pathlib, sys
from justpack.tree.ignore.selection import Selection
from justpack.tree.walk.walk import make_plan

os.geteuid() or os.setuid(65534)
root = pathlib.Path(sys.argv[1])
plan = make_plan(root, Selection(root))
print(json.dumps([[e.path for e in plan.entries], {r.path: [r.kind, r.reason] for r in plan.refused}]))
"""


def test_refuses_unreadable_files_and_folders(planted: Callable[[Path, Table], Path]) -> None:
    with tempfile.TemporaryDirectory() as place:  # pytest's own is closed to others
        Path(place).chmod(0o755)
        root = planted(Path(place) / "project", {"open": "", "shut": "", "folder/x": "", "l": "-> shut"})
        for name in ("shut", "folder"):
            (root / name).chmod(0)
        done = subprocess.run([sys.executable, "-c", AS_NOBODY, root], capture_output=True, text=True, check=True)
        (root / "folder").chmod(0o755)
    assert json.loads(done.stdout) == [
        ["open"],
        {
            "folder": ["unreadable", "the folder cannot be read: permission denied"],
            "l": ["unreadable", "it cannot be read: permission denied"],
            "shut": ["unreadable", "it cannot be read: permission denied"],
        },
    ]


def test_makes_an_equal_plan_without_openat(grow: Grow, monkeypatch: pytest.MonkeyPatch) -> None:
    root = grow({"a/b/c": "", "l": "-> a", "loop/l": "-> ..", "gone": "-> x", "node_modules/x": "", "f": "-> a/b/c"})
    with_openat = plan_of(root)
    monkeypatch.setattr(folders, "_BY_FOLDER", False)
    assert plan_of(root) == with_openat


def test_the_always_excluded_list_treats_a_link_as_a_folder(grow: Grow) -> None:
    root = grow(
        {"keys/id": "", ".gnupg": "-> keys", ".ssh/cfg": "", "sshl": "-> .ssh", "deep/.ssh": "-> ../keys"}
        | {"out/.azure": "-> ../keys", ".gitignore": "/out\n/keys\n"}
    )
    plan = plan_of(root, include=("out/**",))
    assert packed(plan) == {".gitignore": None}
    selection = Selection(root)
    for path in (".gnupg", ".gnupg/id", "sshl", "sshl/cfg", "deep/.ssh/id"):
        assert not selection.decide(path, is_dir=False).included, path


def test_excludes_a_zip_with_a_receipt_beside_it(grow: Grow) -> None:
    root = grow({"app.zip": "PK", "app.zip.receipt.json": "", "data.zip": "PK", "sub/x.zip": "", "sub/é.zip": "",
                 "sub/é.zip.receipt.json": ""})  # fmt: skip
    assert set(packed(plan_of(root))) == {"data.zip", "sub/x.zip"}
    selection = Selection(root)
    assert not selection.decide("app.zip", is_dir=False).included
    assert selection.decide("data.zip", is_dir=False).included
    assert set(packed(plan_of(root, force=("app.zip",)))) == {"app.zip", "data.zip", "sub/x.zip"}
