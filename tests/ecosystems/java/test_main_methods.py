"""Tests of the search for main methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.java import main_methods

if TYPE_CHECKING:
    from tests.made_projects import Project

JAVA = "src/main/java/a/App.java"
KOTLIN = "src/main/kotlin/App.kt"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (JAVA, "class App {\n  public static void main(String[] args) {}\n}\n", 2),
        (JAVA, "class App {\n\n  static public final void main(String... args) {}\n}\n", 3),
        (KOTLIN, "\nfun main() = println(1)\n", 2),
        (KOTLIN, "suspend fun main(args: Array<String>) {}\n", 1),
        (KOTLIN, "object App {\n  @JvmStatic\n  fun main(args: Array<String>) {}\n}\n", 2),
    ],
)
def test_finds_a_main_method(project: Project, path: str, text: str, line: int) -> None:
    tree = project({path: text})
    found = main_methods.first(tree, tree.plan().entries)
    assert found is not None
    assert (found.path, found.line) == (path, line)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (JAVA, "class App {\n  // public static void main(\n}\n"),
        (JAVA, "class App {\n  void main(String[] args) {}\n}\n"),
        (KOTLIN, "class App {\n  fun main() {}\n}\n"),
        ("src/test/java/App.java", "  public static void main(String[] args) {}\n"),
        ("src/main/java/App.txt", "  public static void main(String[] args) {}\n"),
    ],
)
def test_finds_no_other_method(project: Project, path: str, text: str) -> None:
    tree = project({path: text})
    assert main_methods.first(tree, tree.plan().entries) is None
