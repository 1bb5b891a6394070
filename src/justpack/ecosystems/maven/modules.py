"""The poms of one Maven build, and the effective model of each on every JDK."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from justpack.ecosystems.maven import effective_model, profiles
from justpack.ecosystems.maven import pom as maven_pom
from justpack.ecosystems.maven.command_line import Options
from justpack.ecosystems.maven.effective_model import Lineage, Model
from justpack.ecosystems.maven.pom import Pom
from justpack.errors import ManifestError
from justpack.facts.manifests import POM_XML
from justpack.model import ZERO, Problem, Triple, VersionSet
from justpack.tree.tree import Tree

ABSENT_LIMIT = 20
"""Largest number of missing modules that are reported; all of them are missing if the wrong folder is packed."""
MODULES_LIMIT = 1000
"""Largest number of poms read in one build; the largest open-source builds have several hundred."""
_CELLS_LIMIT = 24
"""Largest number of JDK groups per module. Beyond it, profiles count as on the first JDK of the last group."""


@dataclass(frozen=True, slots=True)
class Module:
    """One pom of the build."""

    line: Lineage
    models: tuple[tuple[VersionSet, Model], ...]
    """The effective model on each group of JDKs; the groups together contain all JDKs."""

    @property
    def path(self) -> str:
        """The path of the pom."""
        return self.line.poms[0].path

    @property
    def compiled(self) -> bool:
        """Whether Java is compiled in this module: its packaging is not `pom`."""
        return self.models[0][1].packaging != "pom"


def modules(tree: Tree, root: Pom, options: Options) -> Iterator[Module | Problem]:
    """Yield the pom of the root and of each module once; a module that cannot be read is a problem."""
    waiting = deque([root])
    seen = {root.path}
    absent: set[str] = set()
    full = False
    while waiting:
        pom = waiting.popleft()
        module = _module(tree, pom, options)
        for problem in (module.line.problem, module.line.differing):
            if problem is not None:
                yield problem
        yield module
        for model in (model for _, model in module.models):
            for named in (*model.modules, *_discovered(tree, model)):
                written = model.resolve(named).text
                path = effective_model.located(tree, pom.folder, written)
                if path is None:
                    if written not in absent and len(absent) < ABSENT_LIMIT:
                        absent.add(written)
                        yield _absent(pom, written, named)
                elif path not in seen and len(seen) >= MODULES_LIMIT:
                    if not full:
                        full = True
                        yield _skipped(pom, written, named)
                elif path not in seen:
                    seen.add(path)
                    try:
                        below = tree.load(path, maven_pom.parse)
                    except ManifestError as error:
                        yield error.problem
                        continue
                    if below is not None:
                        waiting.append(below)


def _discovered(tree: Tree, model: Model) -> Iterator[maven_pom.Value]:
    """Yield the folders with a pom.xml that Maven 4 builds if a pom with packaging `pom` lists no subprojects."""
    pom = model.pom
    listed = model.modules or pom.root.child("subprojects") or pom.root.child("modules")
    if listed or not pom.newer or model.packaging != "pom":
        return
    for name in tree.names(pom.folder):
        if name.endswith("/") and tree.has(posixpath.join(pom.folder, name, POM_XML)):
            yield maven_pom.Value(name[:-1], "subproject", pom.root)


def _absent(pom: Pom, written: str, named: maven_pom.Value) -> Problem:
    return Problem(
        f"{pom.path}: the module {written!r} is not in what will be uploaded",
        named.place,
        "Maven stops at a module it does not find: pack its folder too, or take it out of <modules>",
        kind="absent-member",
    )


def _skipped(pom: Pom, written: str, named: maven_pom.Value) -> Problem:
    return Problem(
        f"{pom.path}: the build has more than {MODULES_LIMIT:,} poms; the module {written!r} and those after it "
        "are not read",
        named.place,
        "set the runtime in justpack.toml if one of them needs another Java version",
    )


def _module(tree: Tree, pom: Pom, options: Options) -> Module:
    line = effective_model.lineage(tree, pom)
    models = tuple((cell, effective_model.build(tree, line, options, first)) for first, cell in _cells(line))
    return Module(line, models)


def _cells(line: Lineage) -> Iterator[tuple[Triple, VersionSet]]:
    """Yield the groups of JDKs on which equal profiles are active, each with its first JDK."""
    bounds = {ZERO}
    for pom in line.poms:
        for versions in profiles.jdks(pom):
            for low, high in versions.spans:
                bounds |= {low} if high is None else {low, high}
    starts = sorted(bounds)[:_CELLS_LIMIT]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        yield start, VersionSet.of((start, end))
