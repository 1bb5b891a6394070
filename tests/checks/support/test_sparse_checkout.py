"""Tests of the list of files that a sparse checkout leaves out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.checks.support.sparse_checkout import SparseCheckout
from justpack.tree.tree import Tree

if TYPE_CHECKING:
    from tests.checks.project_findings import Files

FILES = {"a": "", "lib/b": "", "lib/deep/c": "", "docs/d": "", ".justpackignore": "docs\n"}


@pytest.mark.parametrize(("options", "paths"), [([], ("lib/b", "lib/deep/c")), (["--sparse-index"], ("lib/",))])
def test_lists_what_would_be_packed(
    committed: Callable[[Files], Path], git: Callable[..., str], options: list[str], paths: tuple[str, ...]
) -> None:
    root = committed(FILES)
    assert SparseCheckout.of(Tree(root)).paths == ()
    git("sparse-checkout", "set", "--cone", *options)
    found = SparseCheckout.of(Tree(root))
    assert found.paths == paths
    assert all(map(found.has, ("lib", "lib/b", "lib/deep", "lib/deep/c")))
    assert not any(map(found.has, ("a", "docs", "docs/d", "li", "other/lib")))
    assert SparseCheckout.of(Tree(root / "lib")).paths == (() if options else ("b", "deep/c"))


def test_is_empty_without_a_repository(tmp_path: Path) -> None:
    found = SparseCheckout.of(Tree(tmp_path))
    assert found.paths == ()
    assert not found.has("a")
