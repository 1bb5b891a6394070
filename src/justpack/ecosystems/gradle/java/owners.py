"""The object whose Java version a statement of a Gradle script sets.

The extensions `java` and `kotlin` and the tasks that compile the main sources decide about the app ("Building Java &
JVM projects", "Toolchains"; kotlinlang.org, "Configure a Gradle project"). Tests, other tools such as an editor or a
linter, and Android targets do not. A block that is not known belongs to another tool.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from justpack.ecosystems.gradle.java.chains import Chain, Link, chain
from justpack.ecosystems.gradle.script import Block, Script, Statement
from justpack.ecosystems.gradle.tokens import Token
from justpack.frozen import frozen

OwnerKind = Literal["nobody", "project", "task", "source set", "other"]

DEPTH_LIMIT = 8
"""Largest number of variables that refer to one another."""

_NEUTRAL = frozenset(
    {"allprojects", "subprojects", "childProjects", "projects", "configure", "project", "rootProject", "target"}
    | {"afterEvaluate", "beforeEvaluate", "projectsEvaluated", "beforeProject", "afterProject", "gradle", "lifecycle"}
    | {"with", "apply", "also", "run", "let", "use", "each", "forEach", "all", "configureEach", "withType", "settings"}
    | {"it", "this", "self", "delegate", "owner", "Project", "Action", "execute", "rootProject", "invoke", "doFirst"}
    | {"plugins", "pluginManager", "withPlugin", "withId", "extensions", "convention", "tasks", "the", "toList"}
    | {"listOf", "setOf", "arrayOf", "asList", "of", "provider", "findAll", "filter", "matching", "whenTaskAdded"}
    | {"sourceSets", "SourceSetContainer", "getByType", "getByName", "findByType", "findByName", "named", "Plugin"}
    | {"create", "register", "task", "maybeCreate", "getAt", "getting", "existing", "creating", "registering", "get"}
    | {"replace", "whenReady", "taskGraph", "first", "", "parent", "plugin", "values", "options"}
)
_PROJECT = frozenset(
    {"java", "javaPlugin", "kotlin", "toolchain", "jvmToolchain", "jvm", "compilerOptions", "kotlinOptions"}
    | {"javaExtension", "kotlinExtension", "javaPluginExtension", "kotlinJvmExtension", "multiplatformExtension"}
    | {"JavaPluginExtension", "JavaPluginConvention", "JavaToolchainSpec", "KotlinProjectExtension"}
    | {"KotlinJvmProjectExtension", "KotlinJvmExtension", "KotlinMultiplatformExtension", "KotlinTopLevelExtension"}
    | {"KotlinBaseExtension", "KotlinJvmTarget", "KotlinWithJavaTarget", "KotlinBaseApiPlugin", "javaConvention"}
)
_TASK_TYPES = frozenset(
    {"JavaCompile", "AbstractCompile", "KotlinCompile", "KotlinJvmCompile", "KotlinCompilationTask", "GroovyCompile"}
    | {"ScalaCompile", "KotlinCompileTool", "HasCompileOptions", "KotlinJvmCompilerOptions", "BaseKotlinCompile"}
)
_MAIN_TASKS = frozenset({"compileJava", "compileKotlin", "compileGroovy", "compileScala", "compileKotlinJvm"})
_TEST = re.compile(r"compile\w*Test\w*|tests?|test[A-Z]\w*|\w*Tests?|testing", re.ASCII)
_COMPILE = re.compile(r"compile(\w+?)(?:Java|Kotlin|Groovy|Scala)|compileKotlin(\w+)", re.ASCII)
_ANDROID = re.compile(r"android\w*|com\.android\.\w+|\w*Android\w*|AppPlugin|LibraryPlugin|wasm\w*|js|native", re.ASCII)
_ELSEWHERE = frozenset({"launcherFor", "javaLauncher", "javadocToolFor", "javadocTool", "jdt", "eclipse", "idea"})
_SELECTORS = frozenset(
    {"withType", "named", "register", "create", "task", "maybeCreate", "getByName", "findByName", "getByPath"}
    | {"getByType", "findByType", "getAt", "getting", "existing", "creating", "registering", "configure", "the"}
    | {
        "replace",
        "tasks",
        "with",
        "apply",
        "also",
        "run",
        "let",
        "listOf",
        "setOf",
        "arrayOf",
        "asList",
        "of",
        "",
        "SourceSetContainer",
    }
    | {"Action", "withId", "withPlugin", "sourceSets", "plugin"}
)
_FILTERS = frozenset({"matching", "findAll", "filter"})
_CONTAINERS = frozenset({"plugins", "pluginManager", "extensions", "tasks", "sourceSets", "compilations", "targets"})
_MAIN_NAMES = frozenset({"main", "jvmMain", "commonMain"})
_DECLARED = re.compile(r"[A-Z]\w*", re.ASCII)


@frozen
class Owner:
    """The object that a statement configures."""

    kind: OwnerKind
    """`nobody`: only the project itself; `project`: an extension of the main sources; `task`: a task that compiles
    them; `source set`: other sources; `other`: tests or another tool."""
    name: str = ""
    """The name of the source set."""
    conditional: bool = False
    """Whether a condition or a filter decides if the statement applies."""
    names: frozenset[str] = frozenset()
    """All names of the chains."""


_OTHER = Owner("other")


def owner(statement: Statement, left: tuple[Token, ...]) -> Owner:
    """Return what a statement configures. `left` contains the tokens before the name of the setting."""
    chains = [_of_block(block) for block in statement.blocks()][::-1]
    chains.append(chain(left))
    return _Classifier(statement.script).of(chains)


def _of_block(block: Block) -> Chain:
    return block.parsed(chain)


@dataclass(slots=True)
class _Classifier:
    script: Script
    kind: OwnerKind = "nobody"
    name: str = ""
    container: str = ""
    conditional: bool = False
    depth: int = 0

    def of(self, chains: list[Chain]) -> Owner:
        names: set[str] = set()
        last = ""
        parameters: dict[str, str] = {}
        for each in chains:
            self.conditional |= each.conditional
            if last not in _CONTAINERS:
                self.container = ""
            last = each.links[-1].name if each.links else last
            names.update(link.name for link in each.links)
            parameters.update(each.parameters)
            if each.declares:
                self.kind, self.container = "nobody", ""
            for index, link in enumerate(each.links):
                self._enter(link, parameters, first=index == 0)
                if self.kind == "other":
                    return _OTHER
        if _ELSEWHERE & names or ("compilerFor" in names and "javaCompiler" not in names):
            return _OTHER
        return Owner(self.kind, self.name, self.conditional, frozenset(names))

    def _enter(self, link: Link, parameters: dict[str, str], *, first: bool) -> None:
        name = link.name
        if name in parameters and first:
            if parameters[name] and parameters[name] != "Project":
                self._type(parameters[name])
            return
        if name in _CONTAINERS:
            self.container = name
        if name in _FILTERS and self.container != "plugins":
            self.conditional |= self.kind == "task"
            return
        if self.kind in ("task", "project", "source set"):
            self._within(link)
        elif name in _PROJECT:
            self.kind = "project"
            self._within(link)
        elif first and name not in _CONTAINERS and name in self.script.derive(_variables):
            self._variable(name)
        elif self.container == "tasks" and name not in _NEUTRAL:
            self._task_name(name)
        elif name in _SELECTORS and (link.texts or link.words):
            self._selected(link)
        elif name in _TASK_TYPES:
            self.kind = "task"
        elif _COMPILE.fullmatch(name) or name in _MAIN_TASKS or _TEST.fullmatch(name):
            self._task_name(name)
        elif name not in _NEUTRAL and name != "main":
            self.kind = "other"

    def _within(self, link: Link) -> None:
        """Enter a part of an object that is known: a target, a compilation or a source set of it."""
        named = link.name if link.name not in _PROJECT else ""
        selected = link.texts if link.name != "project" else []
        words = [*selected, *([named] if named else []), *(link.words if link.name in _SELECTORS else ())]
        if self.container in ("compilations", "sourceSets") and link.name in ("getByName", "named", *_CONTAINERS):
            others = [text for text in link.texts if text not in _MAIN_NAMES]
            if others:
                self.kind, self.name = "source set", others[0]
        if self.container == "tasks" and link.texts and link.name in _SELECTORS:
            self._task_name(link.texts[0])
            return
        is_test = any(_TEST.fullmatch(word) for word in words) and not _MAIN_TASKS & set(words)
        if is_test or any(_ANDROID.fullmatch(word) for word in words):
            self.kind = "other"

    def _selected(self, link: Link) -> None:
        """Enter the object that a call selects by name or type."""
        if self.container in ("plugins", "pluginManager"):
            if any(_ANDROID.fullmatch(text) for text in (*link.texts, *link.words)):
                self.kind = "other"
            return
        if link.texts and self.container == "sourceSets":
            self.kind, self.name = "source set", link.texts[0]
            if link.texts[0] == "main":
                self.kind, self.name = "nobody", ""
            return
        types = [word for word in link.words if _DECLARED.match(word)]
        names = [*link.texts, *(word for word in link.words if not _DECLARED.match(word))]
        if _MAIN_TASKS & set(names):
            self.kind = "task"
        elif _PROJECT & {*types, *link.texts} and self.container != "tasks":
            self.kind = "project"
        elif link.texts and (self.container == "tasks" or _TASK_TYPES & set(types) or link.name == "task"):
            self._task_name(link.texts[0])
        elif _TASK_TYPES & set(types):
            self.kind = "task"
            if link.name in ("task", "register", "create") and names:
                self._task_name(names[0])
        elif self._is_other(link, types, names):
            self.kind = "other"
        elif len(names) == 1 and link.name in ("with", "configure", "apply") and names[0] not in _NEUTRAL:
            if names[0] in _PROJECT and names[0] not in self.script.derive(_variables):
                self.kind = "project"  # with(java.toolchain)
            else:
                self._variable(names[0], neutral=True)

    def _is_other(self, link: Link, types: list[str], names: list[str]) -> bool:
        """Return whether a call selects an extension, a type or a task that is not known."""
        if (link.texts and self.container == "extensions") or not set(types) <= {"Project", "Action"}:
            return True
        return any(_TEST.fullmatch(name) or _COMPILE.fullmatch(name) for name in names)

    def _type(self, name: str) -> None:
        if name in _TASK_TYPES:
            self.kind = "task"
        elif name in _PROJECT:
            self.kind = "project"
        elif name not in _NEUTRAL and name not in ("SourceSet", "TaskContainer", "ExtensionContainer", "Object"):
            self.kind = "other"

    def _task_name(self, name: str) -> None:
        match = _COMPILE.fullmatch(name)
        if name in _MAIN_TASKS or (match is not None and match[2] in _MAIN_TARGETS):
            self.kind = "task"
        elif _TEST.fullmatch(name) or _ANDROID.fullmatch(name):
            self.kind = "other"
        elif match is not None:
            word = match[1] or match[2]
            self.kind, self.name = "source set", word[0].lower() + word[1:]
        else:
            self.kind, self.name = "source set", name

    def _variable(self, name: str, *, neutral: bool = False) -> None:
        """Enter the object that a variable of the script refers to."""
        defined = self.script.derive(_variables).get(name)
        if defined is None or self.depth >= DEPTH_LIMIT:
            self.kind = self.kind if neutral else "other"
            return
        inner = _Classifier(self.script, depth=self.depth + 1).of([defined])
        self.kind, self.name = inner.kind, inner.name


_MAIN_TARGETS = frozenset({"Jvm", "Desktop", "Server"})
"""Usual names of the JVM target of a multiplatform build, as in `compileKotlinDesktop`."""


def _variables(script: Script) -> dict[str, Chain]:
    """Return the values of the script's variables, as chains."""
    found: dict[str, Chain] = {}
    for statement in script.statements:
        tokens = statement.tokens
        for index, token in enumerate(tokens[:8]):
            if token.kind in ("mark", "word") and token.text in ("=", "by") and index:
                before = next((each for each in tokens[1:index] if each.text not in (":", "<")), tokens[0])
                name = tokens[index - 1] if tokens[0].text not in ("val", "var", "def") else before
                if name.kind == "word":
                    found.setdefault(name.text, chain(tokens))
                break
    return found


def project_paths(script: Script, block: Block) -> tuple[str, ...] | None:
    """Return the paths of the projects that a header names, or None if it names none."""
    return _paths(block.header) or _listed(script, block)


def _paths(tokens: tuple[Token, ...]) -> tuple[str, ...] | None:
    """Return the paths in the calls `project(":a")` among the tokens."""
    found = [
        tokens[index + 2].text
        for index in range(len(tokens) - 2)
        if tokens[index].kind == "word"
        and tokens[index].text == "project"
        and tokens[index + 1].text == "("
        and tokens[index + 2].literal
    ]
    found += [
        tokens[index + 1].text
        for index in range(len(tokens) - 1)
        if tokens[index].kind == "word" and tokens[index].text == "project" and tokens[index + 1].literal
    ]
    return tuple(found) or None


def _listed(script: Script, block: Block) -> tuple[str, ...] | None:
    """Return the paths of `configure(listOfProjects)`, or of `project(it)` in a loop over paths."""
    words = block.words
    if words[:1] == ("configure",) or words[-1:] in (("each",), ("forEach",)):
        for word in words:
            tokens = script.derive(_values).get(word)
            if tokens is not None and (found := _paths(tokens)):
                return found
    if words[:1] == ("project",) and len(words) == 2 and not any(token.kind == "string" for token in block.header):
        above = block.above
        while above is not None:
            if above.words[-2:-1] in (("each",), ("forEach",)) or above.words[-1:] in (("each",), ("forEach",)):
                return tuple(token.text for token in above.header if token.literal) or None
            above = above.above
    return None


def _values(script: Script) -> dict[str, tuple[Token, ...]]:
    """Return the tokens of the statements that define a variable, by the variable's name."""
    found: dict[str, tuple[Token, ...]] = {}
    for statement in script.statements:
        tokens = statement.tokens
        for index, token in enumerate(tokens[:8]):
            if token.kind == "mark" and token.text == "=" and index and tokens[index - 1].kind == "word":
                found.setdefault(tokens[index - 1].text, tokens)
                break
    return found


def reach(script: Script, tokens: tuple[Token, ...], depth: int = 0) -> Literal["own", "all", "sub"]:
    """Return to which projects a header refers: `all` or `sub` for those of the whole build."""
    words = {token.text for token in tokens if token.kind == "word"}
    if "allprojects" in words:
        return "all"
    if words & {"subprojects", "childProjects"}:
        return "sub"
    if "gradle" in words and words & {"beforeProject", "afterProject"}:
        return "all"
    if depth < DEPTH_LIMIT and words & {"configure", "each", "forEach"}:
        for word in words:
            value = script.derive(_values).get(word)
            if value is not None and value is not tokens and (found := reach(script, value, depth + 1)) != "own":
                return found
    return "own"
