"""A manifest refers to a file that exists but is not packed.

An ignore rule leaves the file out, so it exists on the laptop but not where the app is installed and built. The rule
checks the files that npm runs during an install (`preinstall`, `install`, `postinstall`, `prepare`); the files that
yarn, pnpm and bun read during an install (`yarnPath`, plugins, patches, the pnpmfile), which must exist; the modules
of a pom.xml, the module or file that a Procfile starts, the readme and the license that a Python build reads, and the
jar of the Gradle wrapper and the settings of the Maven wrapper, which must exist. A script that may fail (`… || true`)
is ignored.

Example: `"postinstall": "node tools/setup.js"` with `tools/` in .justpackignore.

Fix: re-include the file in .justpackignore: `!tools/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import presence
from justpack.checks.support.presence import Presence, rule_of
from justpack.ecosystems.node import install_files, scripts
from justpack.ecosystems.python import manifests as python_manifests
from justpack.ecosystems.python import procfile
from justpack.errors import ManifestError
from justpack.facts import manifests
from justpack.frozen import frozen
from justpack.model import Finding, Location, Severity
from justpack.tree.safe_fs.reader import MANIFEST_LIMIT
from justpack.tree.tree import Tree

_INSTALL = ("preinstall", "install", "postinstall", "prepare")
_WRAPPER = "gradle/wrapper/gradle-wrapper.jar"
_MAVEN_WRAPPER = ".mvn/wrapper/maven-wrapper.properties"


@frozen
class _Named:
    paths: tuple[str, ...]
    """The paths that the reference may resolve to."""
    place: Location
    says: str
    severity: Severity = "error"
    absent_is_wrong: bool = False


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding at each place that names such a file, and the line of the rule."""
    tree, family = context.tree, context.prediction.family
    for source in (_install_scripts, _install_files, _procfile, _python_build, _maven_modules, _wrapper):
        try:
            named = list(source(tree, family))
        except ManifestError:
            continue  # another rule reports that it cannot be read
        for each in named:
            found = presence.look(tree, each.paths)
            if found.state in ("absent", "other case") and each.absent_is_wrong:
                yield _absent(each, found)
            if found.state == "left out":
                rule = found.decision.rule if found.decision else None
                by = f" by {rule.pattern!r}" if rule else ""
                yield RULE.finding(
                    f"{each.says} {found.path}, which is left out of the upload{by}",
                    each.place,
                    presence.re_inclusion(found.path, found.decision),
                    related=rule_of(found.decision),
                    severity=each.severity,
                )


def _absent(named: _Named, found: Presence) -> Finding:
    if found.state == "other case":
        message, help = f"{named.says} {named.paths[0]}, but the file is {found.path}", "write both alike"
    else:
        message, help = f"{named.says} {found.path}, which does not exist", "add the file, or remove the setting"
    return RULE.finding(message, named.place, help, severity=named.severity)


def _install_files(tree: Tree, family: str | None) -> Iterator[_Named]:
    for each in install_files.named(tree) if family == "node" else ():
        severity: Severity = "error" if each.certain else "warning"
        yield _Named((each.path,), each.place, each.says, severity, each.absent_is_wrong)


def _install_scripts(tree: Tree, family: str | None) -> Iterator[_Named]:
    document = scripts.manifest(tree) if family == "node" else None
    if document is None:
        return
    for name in _INSTALL:
        command = next(iter(scripts.commands(tree, document, name)), None)
        path = scripts.file_of(command) if command is not None and command.certain else None
        if command is not None and path is not None:
            files = scripts.candidates(path, document) if command.program == "node" else (path,)
            yield _Named(files, scripts.place_of(command, path), f"npm runs `{name}`, which uses")


def _procfile(tree: Tree, family: str | None) -> Iterator[_Named]:
    text = procfile.read(tree) if family == "python" else None
    for each in procfile.started(text) if text is not None else ():
        assert text is not None
        if each.kind != "folder":
            yield _Named(each.files, text.place(each.start, each.end), "the Procfile starts")


def _python_build(tree: Tree, family: str | None) -> Iterator[_Named]:
    """Yield the readme and the license (PEP 621) if the project has a build backend, which reads them."""
    if family != "python" or not tree.has(manifests.PYPROJECT_TOML):
        return
    document = python_manifests.pyproject(tree)
    if document is None or document.get("build-system") is None:
        return
    for keys in (("project", "readme"), ("project", "readme", "file"), ("project", "license", "file")):
        value = document.get(*keys)
        if isinstance(value, str) and value:
            says = f"[project] {keys[1]} is"
            yield _Named((value.removeprefix("./"),), document.place(*keys), says, "warning")


def _maven_modules(tree: Tree, family: str | None) -> Iterator[_Named]:
    if family != "java" or not tree.has(manifests.POM_XML):
        return
    from justpack.ecosystems.maven import pom

    root = tree.load(manifests.POM_XML, pom.parse)
    for module in root.base.modules if root is not None else ():
        path = module.text.strip("/")
        if path and "$" not in path and not path.startswith(".."):
            file = path if path.endswith(".xml") else f"{path}/{manifests.POM_XML}"
            yield _Named((file,), module.place, "Maven builds the module")


def _wrapper(tree: Tree, family: str | None) -> Iterator[_Named]:
    if family != "java":
        return
    if tree.has("mvnw"):
        reads_it = b"maven-wrapper.properties" in (tree.peek("mvnw", MANIFEST_LIMIT) or b"")
        yield _Named((_MAVEN_WRAPPER,), Location("mvnw"), "mvnw reads", "warning", absent_is_wrong=reads_it)
    if tree.has("gradlew"):
        script = tree.peek("gradlew", MANIFEST_LIMIT) or b""
        # A script of one's own may need no jar, or fetch it.
        runs_it = b"gradle-wrapper.jar" in script and not any(tool in script for tool in (b"curl", b"wget"))
        yield _Named((_WRAPPER,), Location("gradlew"), "gradlew runs", "warning", absent_is_wrong=runs_it)


RULE = Rule("FP006", "referenced-file-ignored", "error", run=run)
