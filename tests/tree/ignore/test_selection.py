"""Tests of `Selection`: the priority of the layers and the recorded decisions."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.errors import UsageError
from justpack.model import Decision, IgnoreRule
from justpack.tree.ignore import ignore_files
from justpack.tree.ignore.selection import Selection
from justpack.tree.safe_fs import reader
from justpack.tree.walk.walk import make_plan

if TYPE_CHECKING:
    from tests.tree.git_judge import Git
    from tests.tree.planting import Table

    Grow = Callable[[Table], Path]


def said(decision: Decision) -> tuple[bool, str, str]:
    """Kept, origin and pattern."""
    rule = decision.rule
    return (decision.included, rule.origin, rule.pattern) if rule else (decision.included, "", "")


def file(selection: Selection, path: str) -> tuple[bool, str, str]:
    return said(selection.decide(path, is_dir=False))


# --- by extension ---

NAMES = (
    *("a.js", "b.js", "x.min.js", ".js", "js", "a.", "a.b.", "a.JS", "a.json", "package.json", "config.json", "ä.js"),
    *("a.key", "A.KEY", "public.key", "private.pem", "privkey1.pem", "cert.pem", "Private.PEM", ".env", ".env.example"),
    *(".envrc", ".a.js", "_a.js", "app.zip", "app.zip.receipt.json", "a.log", "debug.log", "yarn-error.log.1", "a.js~"),
    *("a.swp", "Thumbs.db", "ssh_host_x_key", "a.tar.gz", "LICENSE", "a b.js", "[.js", "*.js"),
)


@pytest.mark.parametrize("kind", [".gitignore", ".justpackignore"])
@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["!*", "!.*"],
        ["*"],
        ["*.js"],
        ["*.js", "!a.js"],
        ["a*.js"],
        ["*.js", "!.*"],
        ["!*.js", "*"],
        ["*.min.js", "x.js"],
        ["/src", "lib/*.js"],
        ["*.", "*.b."],
        ["[ab].js"],
        ["?.js"],
        ["**/a.js"],
        ["p*"],
        ["*s"],
        [f"{number}*{number}.js" for number in range(40)],
        ["*.key", "!*.key"],
    ],
)
def test_the_extension_decides_as_the_whole_name(grow: Grow, lines: list[str], kind: str) -> None:
    root = grow({kind: "\n".join(lines), "sub": None, "sub/a.js": "1"})
    selection = Selection(root, outputs=frozenset({"app.zip", "sub/a.log"}))
    top = selection.top()
    selection.read(top)
    below = selection.enter(top, "sub", Decision(True), real="sub")
    assert below is not None
    selection.read(below)
    for folder in (top, below):
        for name in NAMES:
            found = selection.by_extension(folder, name)
            assert found is None or found == selection.judge(folder, name, is_dir=False), name


def test_the_extension_decides_about_most_files(grow: Grow) -> None:
    root = grow({".gitignore": "*.log\n/build\n.cache\n", "a.js": "1"})
    selection = Selection(root)
    folder = selection.top()
    selection.read(folder)
    decided = {name for name in NAMES if selection.by_extension(folder, name) is not None}
    assert {"a.js", "b.js", "_a.js", "a.tar.gz"} <= decided
    assert not decided & {"a.log", "a.key", "private.pem", "ä.js", "LICENSE", ".env"}


# --- the order of the layers ---


def test_packs_a_path_without_a_matching_rule(grow: Grow) -> None:
    assert Selection(grow({})).decide("src/app.js", is_dir=False) == Decision(True)


@pytest.mark.parametrize(
    "path", ["node_modules/x/i.js", "a/__pycache__/b.pyc", ".venv/bin/python", ".DS_Store", "a.pyc"]
)
def test_defaults_exclude(grow: Grow, path: str) -> None:
    assert file(Selection(grow({})), path)[:2] == (False, "default")
    assert file(Selection(grow({}), defaults=False), path)[0] is True


@pytest.mark.parametrize(
    "path", ["target/a.jar", "build/a.js", "dist/a.js", "env/a", "lib/a", "bin/a", "vendor/a", "out/a"]
)
def test_defaults_do_not_exclude_possible_sources(grow: Grow, path: str) -> None:
    assert file(Selection(grow({})), path)[0] is True


def test_each_layer_wins_over_the_ones_before(grow: Grow) -> None:
    root = grow({".gitignore": "!x.pyc\nx.log\n", ".justpackignore": "x.pyc\n!x.log\n"})
    assert file(Selection(root), "x.pyc") == (False, ".justpackignore", "x.pyc")
    assert file(Selection(root), "x.log") == (True, ".justpackignore", "!x.log")
    configured = Selection(root, configured_exclude=["x.log"], configured_include=["x.pyc"])
    assert file(configured, "x.log") == (False, "configuration", "x.log")
    assert file(configured, "x.pyc") == (True, "configuration", "x.pyc")
    flagged = Selection(root, configured_exclude=["x.log"], include=["x.log"], exclude=["x.pyc"])
    assert file(flagged, "x.log") == (True, "--include", "x.log")
    assert file(flagged, "x.pyc") == (False, "--exclude", "x.pyc")


def test_a_deeper_ignore_file_wins_over_a_higher_one_of_its_kind_only(grow: Grow) -> None:
    root = grow(
        {".gitignore": "*.log\n", "a/.gitignore": "!*.log\n", "b/.gitignore": "!*.log\n", "b/.justpackignore": "*.log"}
    )
    selection = Selection(root)
    rule = selection.decide("a/x.log", is_dir=False).rule
    assert rule == IgnoreRule(".gitignore", "!*.log", True, "a/.gitignore", 1)
    assert file(selection, "b/x.log") == (False, ".justpackignore", "*.log")
    assert file(selection, "c/x.log") == (False, ".gitignore", "*.log")


def test_an_excluded_folder_excludes_everything_below(grow: Grow) -> None:
    root = grow({".gitignore": "logs/\n!logs/keep.txt\n", "logs/.gitignore": "!*\n"})
    decision = Selection(root).explain("logs/keep.txt", is_dir=False)
    assert (said(decision), decision.parent) == ((False, ".gitignore", "logs/"), "logs")
    assert [rule.pattern for rule in decision.beaten] == ["!logs/keep.txt"]


def test_justpackignore_includes_a_folder_again(grow: Grow) -> None:
    selection = Selection(grow({".gitignore": "dist/\n", ".justpackignore": "!dist/\n"}))
    assert selection.decide("dist", is_dir=True).included
    assert selection.decide("dist/app.js", is_dir=False).included


def test_explain_lists_losing_rules_strongest_first(grow: Grow) -> None:
    root = grow({".gitignore": "*.js\n!a.js\n", ".justpackignore": "a.*\n"})
    decision = Selection(root, configured_exclude=["*.js"], include=["a.js"]).explain("a.js", is_dir=False)
    assert said(decision) == (True, "--include", "a.js")
    assert [(rule.origin, rule.pattern, rule.line) for rule in decision.beaten] == [
        ("configuration", "*.js", None),
        (".justpackignore", "a.*", 1),
        (".gitignore", "!a.js", 2),
        (".gitignore", "*.js", 1),
    ]


@pytest.mark.parametrize("path", ["", ".", "./"])
def test_packs_the_root(grow: Grow, path: str) -> None:
    assert Selection(grow({".gitignore": "*\n"})).explain(path, is_dir=True).included


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd"])
def test_a_path_outside_the_project_is_a_usage_error(grow: Grow, path: str) -> None:
    with pytest.raises(UsageError, match="not a path inside"):
        Selection(grow({})).decide(path, is_dir=False)


# --- an include opens a folder ---


def test_an_include_that_names_a_folder_opens_it(grow: Grow) -> None:
    root = grow({".gitignore": "dist/\n"})
    selection = Selection(root, include=["dist/*.js"])
    assert file(selection, "dist/a.js") == (True, "--include", "dist/*.js")
    assert file(selection, "dist/a.map") == (False, ".gitignore", "dist/")
    assert selection.decide("dist/a.map", is_dir=False).parent == "dist"
    assert file(selection, "dist/sub/a.js") == (False, ".gitignore", "dist/")


@pytest.mark.parametrize(
    ("glob", "path", "kept"),
    [
        ("dist/**", "dist/a/b.js", True),
        ("dist/**/*.js", "dist/a/b/c.js", True),
        ("dist/**/*.js", "dist/a/b/c.css", False),
        ("dist/a/b.js", "dist/a/b.js", True),
        ("dist/a/b.js", "dist/a/c.js", False),
        ("./dist/a.js", "dist/a.js", True),
        ("/dist/a.js", "dist/a.js", True),
        ("dist", "dist/a.js", True),
        ("dist/", "dist/a/b.js", True),
        ("*.js", "dist/a.js", False),
        ("**/a.js", "dist/a.js", False),
        ("*/a.js", "dist/a.js", False),
        ("d[i]st/a.js", "dist/a.js", False),
        ("other/**", "dist/a.js", False),
    ],
)
@pytest.mark.parametrize("layer", ["include", "configured_include", "force_include"])
def test_only_a_literal_folder_name_opens_a_folder(grow: Grow, layer: str, glob: str, path: str, kept: bool) -> None:
    root = grow({".gitignore": "/dist/\n"})
    globs = {layer: [glob]}
    assert Selection(root, **globs).decide(path, is_dir=False).included is kept  # type: ignore[arg-type]


def test_a_weaker_include_does_not_open_a_folder_that_a_flag_excludes(grow: Grow) -> None:
    root = grow({})
    selection = Selection(root, exclude=["/dist"], configured_include=["dist/**"])
    assert file(selection, "dist/a.js") == (False, "--exclude", "/dist")
    selection = Selection(root, configured_exclude=["/dist"], include=["dist/a.js"])
    assert file(selection, "dist/a.js")[0] is True
    assert file(selection, "dist/b.js") == (False, "configuration", "/dist")


# --- always excluded ---


@pytest.mark.parametrize(
    "path",
    [
        ".git/config", ".git", "sub/.git", ".hg/store", ".svn/wc.db", ".env", ".env.local", ".ENV", ".envrc", "a/.env",
        "id_rsa", "deploy/id_ed25519", "tls.key", "TLS.KEY", "server-key.pem", "tls.key.pem", "privkey1.pem", "app.p12",
        "app.pfx",
        "release.keystore", "a.jks", ".netrc", ".pypirc", ".aws/credentials", "home/.aws/credentials",
        ".git-credentials", ".docker/config.json", "home/.kube/config", ".ssh/anything", "out/app.zip",
    ],
)  # fmt: skip
def test_the_always_excluded_list_wins_over_every_include(grow: Grow, path: str) -> None:
    every = {"include": ["**", path], "configured_include": ["**", path]}
    root = grow({".gitignore": "!*\n", ".justpackignore": "!*\n"})
    outputs = frozenset({"out/app.zip"})
    assert file(Selection(root, **every, outputs=outputs), path)[:2] == (False, "floor")  # type: ignore[arg-type]
    forced = Selection(root, force_include=[path], outputs=outputs)
    assert file(forced, path) == (True, "--force-include", path)


@pytest.mark.parametrize(
    "path",
    [
        ".env.example", ".env.sample", ".env.template", ".env.production.example", "environment.ts", "id_rsa.pub",
        "cacert.pem", "jwt-public.key", "public_key.pem", "key.js", "keystore.md", ".npmrc", "credentials",
        ".aws/task-definition.json", ".github/workflows/ci.yml", ".gitignore", ".gitattributes", "config.json",
        "out/app.txt",
    ],
)  # fmt: skip
def test_the_always_excluded_list_does_not_match_similar_names(grow: Grow, path: str) -> None:
    assert Selection(grow({}), outputs=frozenset({"out/app.zip"})).decide(path, is_dir=False).included


def test_forcing_one_file_in_git_opens_the_folder_for_that_file_only(grow: Grow) -> None:
    selection = Selection(grow({}), force_include=[".git/HEAD"], include=[".git/config"])
    assert file(selection, ".git/HEAD")[0] is True
    assert file(selection, ".git/config") == (False, "floor", ".git")


def test_an_include_does_not_apply_in_a_forced_folder_inside_an_opened_folder(grow: Grow) -> None:
    root = grow({".gitignore": "dist/\n"})
    selection = Selection(root, configured_include=["dist/**"], force_include=["dist/.git/HEAD"])
    assert file(selection, "dist/a.js")[0] is True
    assert file(selection, "dist/.git/HEAD")[0] is True
    assert file(selection, "dist/.git/config") == (False, "floor", ".git")


def test_an_exception_of_the_always_excluded_list_is_not_a_losing_rule(grow: Grow) -> None:
    assert Selection(grow({})).explain(".env.example", is_dir=False) == Decision(True)


# --- globs ---


@pytest.mark.parametrize("glob", ["!dist", "", "[", "a\\", "../x", "a/../b", "/"])
@pytest.mark.parametrize("layer", ["exclude", "configured_include", "force_include"])
def test_a_glob_that_can_match_nothing_is_a_usage_error(grow: Grow, layer: str, glob: str) -> None:
    with pytest.raises(UsageError) as caught:
        Selection(grow({}), **{layer: [glob]})  # type: ignore[arg-type]
    assert caught.value.help


# --- reading ---


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The ignore files that are looked for."""
    seen: list[str] = []
    read = reader.read_bytes

    def spy(root: Path, path: str, limit: int) -> bytes | None:
        seen.append(path)
        return read(root, path, limit)

    monkeypatch.setattr(ignore_files, "read_bytes", spy)
    yield seen


def test_imports_pathspec_only_for_globs(grow: Grow) -> None:
    script = (
        "import pathlib, sys\nfrom justpack.tree.ignore.selection import Selection\nroot = pathlib.Path(sys.argv[1])\n"
        "Selection(root).decide('a', is_dir=False)\nprint('pathspec' in sys.modules)\n"
        "Selection(root, include=['a']).decide('a', is_dir=False)\nprint('pathspec' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, grow({})], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_reads_only_the_ignore_files_above_a_path_and_each_once(grow: Grow, reads: list[str]) -> None:
    root = grow({".gitignore": "skip/\n", "a/.gitignore": "x\n", "b/.gitignore": "x\n", "skip/.gitignore": "!x\n"})
    selection = Selection(root)
    for path in ("a/x", "a/y", "a/x", "skip/x", "package.json", "a/gone/z"):
        selection.decide(path, is_dir=False)
    kinds = (".justpackignore", ".gitignore")
    assert sorted(reads) == sorted(folder + kind for folder in ("", "a/", "a/gone/") for kind in kinds)


def test_does_not_read_ignore_files_of_an_opened_folder(grow: Grow, reads: list[str]) -> None:
    root = grow({".gitignore": "dist/\n", "dist/.gitignore": "!*\n"})
    selection = Selection(root, include=["dist/b.js"])
    assert file(selection, "dist/a.js") == (False, ".gitignore", "dist/")
    assert sorted(reads) == [".gitignore", ".justpackignore"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"#" * (1024 * 1024 + 1), "larger than 1 MiB"),
        ("-> rules", "is a link"),
        (b"\xff\xfe*\x00\n\x00", "is UTF-16"),
        (b"*.log\n\na\x00\n\x00", "contains NUL bytes"),
        (None, "not a regular file"),
    ],
)
def test_reports_an_unreadable_ignore_file(grow: Grow, content: str | bytes | None, problem: str) -> None:
    selection = Selection(grow({"rules": "a\n", "sub/.gitignore": content, "sub/rules": "a\n"}))
    assert selection.decide("sub/a", is_dir=False).included
    assert selection.decide("sub/b", is_dir=False).included
    assert [(found.location.path, problem in found.message) for found in selection.problems] == [
        ("sub/.gitignore", True)
    ]


def test_a_link_is_matched_as_a_file_and_its_destination_by_its_own_rules(grow: Grow) -> None:
    root = grow({".gitignore": "link/\nreal/\n", "link": "-> other", "other/.gitignore": "*.log\n"})
    selection = Selection(root)
    assert selection.decide("link", is_dir=False).included
    assert selection.decide("link/a.js", is_dir=False).included
    rule = selection.decide("link/a.log", is_dir=False).rule
    assert rule == IgnoreRule(".gitignore", "*.log", False, "other/.gitignore", 1)


# --- what git tracks ---


def entries(selection: Selection) -> list[str]:
    return [entry.path for entry in make_plan(selection.root, selection).entries]


def test_a_gitignore_does_not_affect_a_tracked_file(grow: Grow, git: Git) -> None:
    root = grow({".gitignore": "*.csv\nlib/\n", "a.csv": "", "b.csv": "", "x/lib/m/c.py": "", "x/lib/d.py": ""})
    git.checkout(root, None, ["a.csv", "x/lib/m/c.py"])
    selection = Selection(root)
    assert entries(selection) == [".gitignore", "a.csv", "x/lib/m/c.py"]
    assert file(selection, "a.csv") == (True, "git", "a tracked file")
    assert file(selection, "b.csv") == (False, ".gitignore", "*.csv")
    assert file(selection, "x/lib/d.py") == (False, ".gitignore", "lib/")
    decision = selection.explain("a.csv", is_dir=False)
    assert [(rule.path, rule.line) for rule in decision.beaten] == [(".gitignore", 1)]
    assert selection.decide("x/lib", is_dir=True).included
    assert not selection.decide("y/lib", is_dir=True).included


@pytest.mark.parametrize(
    ("options", "layer"),
    [
        ({}, "default"),
        ({"configured_exclude": ["*.pyc"]}, "configuration"),
        ({"exclude": ["*.pyc"]}, "--exclude"),
    ],
)
def test_the_other_layers_affect_a_tracked_file(
    grow: Grow, git: Git, options: dict[str, list[str]], layer: str
) -> None:
    root = grow({".gitignore": "*.pyc\n", "a.pyc": "", ".env": "", "sub/.justpackignore": "*.md\n", "sub/a.md": ""})
    git.checkout(root, None, ["a.pyc", ".env", "sub/a.md"])
    selection = Selection(root, **options)  # type: ignore[arg-type]
    assert file(selection, "a.pyc")[:2] == (False, layer)
    assert file(selection, ".env")[:2] == (False, "floor")
    assert file(selection, "sub/a.md")[:2] == (False, ".justpackignore")


def test_a_folder_opened_for_a_tracked_file_reads_only_justpackignore(grow: Grow, git: Git) -> None:
    root = grow({
        ".gitignore": "out/\n", "out/.gitignore": "!b\n", "out/.justpackignore": "c\n",
        "out/a": "", "out/b": "", "out/c": "", "out/node_modules/d": "",
    })  # fmt: skip
    git.checkout(root, None, ["out/a", "out/c", "out/node_modules/d"])
    assert entries(Selection(root)) == [".gitignore", "out/a"]
    assert entries(Selection(root, include=["out/b"])) == [".gitignore", "out/a", "out/b"]


def test_a_folder_below_is_not_opened_for_other_files(grow: Grow, git: Git) -> None:
    root = grow({".gitignore": "out/\n!out/keep/\n", "out/a": "", "out/keep/b": "", "out/keep/c": ""})
    git.checkout(root, None, ["out/keep/b"])
    assert entries(Selection(root)) == [".gitignore", "out/keep/b"]


def test_tracked_links_are_followed(grow: Grow, git: Git) -> None:
    root = grow({".gitignore": "now\nlink\n", "v1/a": "", "now": "-> v1", "b": "", "link": "-> b"})
    git.checkout(root, None, ["now", "link"])
    assert entries(Selection(root)) == [".gitignore", "b", "link", "now/a", "v1/a"]


def test_the_files_of_a_submodule_are_tracked_by_its_own_index(grow: Grow, git: Git) -> None:
    root = grow(
        {".gitignore": "*.csv\n", "sub/a.csv": "", "sub/b.csv": "", "sub/.gitignore": "*.txt\n", "sub/c.txt": ""}
    )
    git.checkout(root / "sub", None, ["a.csv", "c.txt"])
    git.checkout(root, None, [".gitignore"])
    selection = Selection(root)
    assert entries(selection) == [".gitignore", "sub/.gitignore", "sub/a.csv", "sub/c.txt"]
    assert file(selection, "sub/b.csv") == (False, ".gitignore", "*.csv")


def test_a_member_knows_the_index_of_its_repository(grow: Grow, git: Git) -> None:
    root = grow({".gitignore": "*.csv\n", "apps/web/a.csv": "", "apps/web/b.csv": "", "c.csv": ""})
    git.checkout(root, None, ["apps/web/a.csv", "c.csv"])
    assert entries(Selection(root / "apps/web")) == ["a.csv"]


# --- the rule of a folder above ---


def test_explains_the_line_that_brought_a_folder_back(grow: Grow) -> None:
    root = grow({".gitignore": "dist/\n!packages/**/dist/\n", "packages/a/dist/x/y.js": "", "packages/a/z.js": ""})
    selection = Selection(root)
    decision = selection.explain("packages/a/dist/x/y.js", is_dir=False)
    assert said(decision) == (True, ".gitignore", "!packages/**/dist/")
    assert decision.parent == "packages/a/dist"
    assert [rule.pattern for rule in decision.beaten] == ["dist/"]
    assert selection.explain("packages/a/z.js", is_dir=False) == Decision(True)


# --- globs in the order given ---


def test_the_last_glob_wins_in_the_order_given(grow: Grow) -> None:
    root = grow({".gitignore": "dist/\n", "dist/a.js": "", "dist/a.map": ""})
    globs = {"include": ["dist/**"], "exclude": ["*.map"]}
    assert not Selection(root, **globs, order=[True, False]).decide("dist/a.map", is_dir=False).included  # type: ignore[arg-type]
    assert Selection(root, **globs, order=[False, True]).decide("dist/a.map", is_dir=False).included  # type: ignore[arg-type]
    assert Selection(root, **globs).decide("dist/a.map", is_dir=False).included  # type: ignore[arg-type]
    configured = Selection(
        root, configured_include=["dist/**"], configured_exclude=["*.map"], configured_order=[True, False]
    )
    assert entries(configured) == [".gitignore", "dist/a.js"]


@pytest.mark.parametrize(
    ("glob", "left"),
    [
        ("apps/web/private/**", True),
        ("/apps/web/private", True),
        ("apps/*/private/", True),
        ("apps/**/private", True),
        ("**/web/private", True),
        ("private", True),
        ("a*/**/**/w?b/private/notes.*", True),
        ("web/private", False),
        ("apps/api/private/**", False),
        ("apps", False),
        ("apps/web", False),
        ("apps/web/**", False),
        ("apps/*", False),
    ],
)
def test_configured_globs_of_a_folder_above_are_relative_to_it(grow: Grow, glob: str, left: bool) -> None:
    root = grow({"private/notes.txt": "", "a.js": ""})
    selection = Selection(root, configured_exclude=[glob], configured_above="apps/web")
    decision = selection.decide("private/notes.txt", is_dir=False)
    assert decision.included is not left
    assert selection.decide("a.js", is_dir=False).included
    assert decision.rule is None or decision.rule.pattern == glob
    assert list(selection.globs) == []


def test_an_exclude_of_the_whole_project_counts_if_single_paths_are_included(grow: Grow) -> None:
    root = grow({"src/a.js": "", "b.js": ""})
    for exclude in ("apps/web", "apps/web/", "apps/web/**", "**"):
        selection = Selection(
            root, configured_exclude=[exclude], configured_include=["apps/web/src/**"], configured_above="apps/web"
        )
        assert entries(selection) == ["src/a.js"]


def test_forced_globs_of_a_folder_above_are_relative_to_it(grow: Grow) -> None:
    selection = Selection(grow({}), configured_force_include=["apps/web/test.key"], configured_force_above="apps/web")
    assert selection.decide("test.key", is_dir=False).included
    assert not selection.decide("sub/test.key", is_dir=False).included
