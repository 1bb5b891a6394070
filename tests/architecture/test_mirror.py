"""The tests mirror the sources: `src/justpack/a/b.py` is tested by `tests/a/test_b.py`.

`SHARED` lists the modules that are tested through another module; `BEHAVIOUR` lists the test modules that test several
modules together. Both must be exact: an entry that is no longer needed fails.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
SOURCE = TESTS.parent / "src" / "justpack"
NOT_MIRRORED = ("architecture", "ci", "contract", "fixtures", "fuzz")
"""Folders of tests about the repository, recipes for CI, the public contract, the example apps, and changed files of
all readers.
"""


@dataclass(frozen=True)
class Shared:
    """Modules without a test module of their own, and the tests that run them."""

    modules: str
    """A path without `.py`; `*` stands for one file name."""
    tests: tuple[str, ...]
    reason: str


SHARED = (
    Shared("__main__", ("cli/test_signals.py",), "started in a process as `python -m justpack`"),
    Shared("_version", ("contract/test_public_names.py",), "one constant"),
    Shared("errors", ("contract/test_public_names.py",), "exception classes without behaviour"),
    Shared("outputs", ("test_receipt.py", "cli/project/test_pack.py"), "writes what the commands are asked for"),
    Shared("archive/*", ("archive/test_pack.py", "archive/test_safety.py"), "the steps of one pack"),
    Shared("archive/cache/*", ("archive/cache/test_cache.py",), "the parts of one cache"),
    Shared(
        "archive/readers/*", ("archive/readers/test_strict_reader.py", "archive/finished/test_verify.py"), "one format"
    ),
    Shared("checks/rule", ("checks/test_registry.py",), "the type of a rule; every rule test makes findings with it"),
    Shared("checks/support/*", ("checks/rules/*.py",), "shared steps of rules, tested through the rules"),
    Shared("checks/support/contents/*", ("checks/rules/*.py",), "searches of contents, tested through the rules"),
    Shared("library/projects", ("library/test_checking.py",), "opens what the functions of the library are given"),
    Shared(
        "projects/*",
        ("projects/test_repository_plan.py", "cli/project/test_plan.py"),
        "the steps of one plan",
    ),
    Shared("tree/snapshot", ("library/test_checking.py",), "files in memory and commits, for the library"),
    Shared("cli/project/fixes", ("cli/project/test_many.py",), "what `check` does with --fix and --write-baseline"),
    Shared("cli/many/*", ("cli/project/test_many.py",), "what the commands for many projects share"),
    Shared("report/many/*", ("cli/project/test_many.py",), "the formats of the report about many projects"),
    Shared("cli/*", ("cli/test_main.py", "contract/test_schemas.py"), "shared by all commands"),
    Shared(
        "cli/service/*",
        ("cli/service/test_builds.py", "cli/test_signals.py", "contract/test_schemas.py"),
        "small commands",
    ),
    Shared("client/http/*", ("client/http/test_transport.py", "client/test_leaks.py"), "parts of one transport"),
    Shared("client/workflow/*", ("client/test_faults.py", "client/test_interrupts.py"), "the steps of one deployment"),
    Shared("ecosystems/*", ("ecosystems/test_lock_formats.py",), "the nouns of lock files"),
    Shared("ecosystems/gradle/*", ("evidence/java/test_gradle.py", "evidence/java/test_java_hostile.py"), "one reader"),
    Shared(
        "ecosystems/gradle/java/*",
        ("ecosystems/gradle/java/test_owners.py", "evidence/java/test_gradle.py"),
        "one table",
    ),
    Shared(
        "ecosystems/maven/*",
        ("evidence/java/test_maven.py", "evidence/java/test_maven_against_maven.py"),
        "one reader",
    ),
    Shared("ecosystems/node/*", ("checks/rules/*.py",), "manifests and scripts, read for the rules"),
    Shared(
        "ecosystems/node/frozen_install/*",
        ("ecosystems/node/frozen_install/test_recorded.py", "ecosystems/node/frozen_install/test_verdicts.py"),
        "the verdicts of the package managers, each on the same kinds of change",
    ),
    Shared(
        "ecosystems/node/locks/*",
        ("ecosystems/test_lock_formats.py", "ecosystems/test_lock_hostile.py"),
        "one table",
    ),
    Shared("ecosystems/node/scripts", ("checks/rules/test_entrypoint_missing.py",), "read for the entry point"),
    Shared("ecosystems/python/frozen_install/*", ("checks/rules/test_lockfile_stale.py",), "what one rule reports"),
    Shared(
        "ecosystems/python/declared/*", ("checks/rules/test_requirement_invalid.py",), "requirements, read for one rule"
    ),
    Shared("ecosystems/python/start/*", ("checks/rules/test_start_needs_absent_file.py",), "one command of a Procfile"),
    Shared("ecosystems/python/*", ("checks/rules/*.py",), "manifests and imports, read for the rules"),
    Shared(
        "ecosystems/python/locks/*",
        ("ecosystems/test_lock_formats.py", "ecosystems/test_lock_hostile.py"),
        "one table",
    ),
    Shared("evidence/*", ("fixtures/test_detect_situations.py", "evidence/test_hostile.py"), "one table"),
    Shared("evidence/java/*", ("fixtures/test_detect_situations.py", "evidence/test_hostile.py"), "one table"),
    Shared("evidence/python/*", ("fixtures/test_detect_situations.py", "evidence/test_hostile.py"), "one table"),
    Shared("evidence/version_managers/*", ("fixtures/test_detect_situations.py",), "one table"),
    Shared("facts/*", ("test_prediction.py", "checks/rules/*.py"), "data"),
    Shared("facts/credentials/*", ("checks/support/contents/test_cloud_keys.py",), "data"),
    Shared("facts/java/*", ("evidence/java/test_gradle.py", "evidence/java/test_maven.py"), "data"),
    Shared("facts/node/*", ("checks/rules/test_development_server.py",), "data"),
    Shared("report/decision", ("cli/project/test_files.py",), "part of the text of `files`"),
    Shared("report/explanation", ("cli/project/test_detect.py",), "part of the text of `detect`"),
    Shared("report/path_explanation", ("cli/project/test_files.py",), "the text of `files --why`"),
    Shared("report/formats/registry", ("cli/project/test_check_formats.py",), "chooses a format by name"),
    Shared("sandbox/*", ("sandbox/test_api.py", "sandbox/test_listener.py"), "the parts of one server"),
    Shared("tree/names", ("tree/walk/test_walk.py",), "names that no zip should have, met by the walk"),
    Shared("tree/ambiguity/ambiguity", ("tree/test_zip_ambiguity.py",), "one type"),
    Shared("tree/zip_damage", ("tree/test_zip_tree.py",), "damage of the zip that is opened"),
    Shared("tree/documents/*", ("checks/rules/*.py", "fixtures/test_detect_situations.py"), "read by both"),
    Shared(
        "tree/ignore/*",
        ("tree/ignore/test_ignore_against_git.py", "tree/ignore/test_selection.py"),
        "git's semantics",
    ),
    Shared("tree/safe_fs/*", ("tree/safe_fs/test_reader.py", "tree/walk/test_walk.py"), "the way to a file"),
    Shared("tree/walk/listing", ("tree/walk/test_walk.py",), "the listing of one walk"),
    Shared("versions/maven_version", ("versions/test_maven.py",), "the order of Maven's versions, below its ranges"),
    Shared("versions/python/pep440_suggestion", ("checks/rules/test_invalid_version_range.py",), "help of one rule"),
    Shared("versions/python/pep508", ("evidence/test_hostile.py", "checks/rules/*.py"), "markers of requirements"),
    Shared("versions/python/wheel_tags", ("checks/rules/test_no_wheel_for_runtime.py",), "the tags that rule compares"),
)

BEHAVIOUR = {
    "archive/test_live_stream.py": "chunks of a zip, while they are made",
    "archive/test_readers.py": "programs of others read our zips",
    "archive/test_reproducible.py": "the bytes of a zip do not depend on the machine",
    "archive/test_safety.py": "a zip is complete or absent",
    "checks/test_real_artefacts.py": "rules on wheels and jars from the registries",
    "cli/project/test_check_formats.py": "`check` in each format",
    "cli/project/test_many.py": "the commands for many projects in one run",
    "client/test_any_faults.py": "random sequences of faults",
    "client/test_faults.py": "each fault, with both clients",
    "client/test_interrupts.py": "an interruption at each step",
    "client/test_leaks.py": "no secret in any output",
    "client/test_sandbox.py": "client and sandbox agree",
    "sandbox/test_signing.py": "the presigned URLs",
    "client/test_store.py": "the upload to a real S3 server",
    "ecosystems/node/frozen_install/test_recorded.py": "the verdicts that the real package managers gave",
    "ecosystems/node/frozen_install/test_verdicts.py": "each kind of change, by manager",
    "ecosystems/python/frozen_install/test_recorded.py": "the verdicts that uv, Poetry, PDM and Pipenv gave",
    "ecosystems/test_lock_formats.py": "each lock format, as written by its tool",
    "ecosystems/test_lock_hostile.py": "damaged lock files",
    "growth/test_binaries.py": "the time of each reader grows with the size of its input",
    "growth/test_growth.py": "the time of each reader grows with the size of its input",
    "evidence/java/test_java_hostile.py": "damaged build files",
    "evidence/java/test_maven_against_maven.py": "Maven itself is the judge",
    "evidence/test_hostile.py": "damaged manifests",
    "report/test_any_findings.py": "every format prints any finding",
    "report/test_size_page_in_browser.py": "the page of `size --html` in a browser",
    "tree/ignore/test_ignore_against_git.py": "git itself is the judge",
    "versions/test_growth.py": "every grammar takes linear time",
}


def mirrored(module: str) -> str:
    """Return the test module of a source module."""
    folder, _, name = module.rpartition("/")
    return f"{folder}/test_{name}.py".lstrip("/")


MODULES = sorted(
    path.relative_to(SOURCE).with_suffix("").as_posix() for path in SOURCE.rglob("*.py") if path.name != "__init__.py"
)
WITHOUT = [module for module in MODULES if not (TESTS / mirrored(module)).exists()]


def covers(shared: Shared, module: str) -> bool:
    """Return whether an entry is about a module; `*` does not match a `/`."""
    return shared.modules.count("/") == module.count("/") and fnmatchcase(module, shared.modules)


def test_every_module_has_its_test_module() -> None:
    assert [module for module in WITHOUT if not any(covers(each, module) for each in SHARED)] == []


def test_every_rule_has_its_test_module() -> None:
    assert [module for module in WITHOUT if module.startswith("checks/rules/")] == []


@pytest.mark.parametrize("shared", SHARED, ids=lambda shared: shared.modules)
def test_an_entry_is_needed_and_its_tests_exist(shared: Shared) -> None:
    assert any(covers(shared, module) for module in WITHOUT)
    assert all(any(TESTS.glob(pattern)) for pattern in shared.tests)


def test_every_test_module_has_its_module_or_a_reason() -> None:
    own = {mirrored(module) for module in MODULES}
    paths = (path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))
    others = {path for path in paths if path not in own and path.partition("/")[0] not in NOT_MIRRORED}
    assert others == set(BEHAVIOUR)


def test_conftests_hold_only_fixtures_and_hooks() -> None:
    for path in TESTS.rglob("conftest.py"):
        for node in ast.parse(path.read_text("utf-8")).body[1:]:
            if isinstance(node, ast.Import | ast.ImportFrom):
                continue
            assert isinstance(node, ast.FunctionDef), f"{path}:{node.lineno}"
            fixture = any("pytest.fixture" in ast.unparse(each) for each in node.decorator_list)
            assert fixture or node.name.startswith("pytest_"), f"{path}:{node.lineno}"
