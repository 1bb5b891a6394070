"""All file names that justpack knows. No other module has a list of names.

Each row contains a file name (or a path), its family, the tool that reads it, its kind, and the documentation of it.
Other modules use `of`, `names` and the constants. Files of one kind are read in the order of their rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from justpack.model import Family

DATE = "2026-11-24"
"""The date on which the sources below were last checked."""

Kind = Literal[
    "manifest",
    "environment",
    "version file",
    "lock",
    "wrapper",
    "settings",
    "ignore file",
    "hint",
    "entry point",
    "other",
]
"""The purpose of a file.

`manifest`: it shows that a project of its family is here, and names what the project needs.
`environment`: it lists packages, the runtime among them, for a tool that is not the family's own installer.
`version file`: it exists to name the version of a runtime.
`lock`: it records the exact versions of dependencies.
`wrapper`: it names the version, or the JVM, of a build tool that the project contains.
`settings`: it contains the settings of a tool.
`ignore file`: it lists files that are excluded.
`hint`: it contains the settings of another platform, which only show which runtime its authors had in mind.
`entry point`: it is a source file with a name that start commands of apps commonly use.
`other`: it is the manifest of a tool or language that JustDeploy is not known to support.
"""


class KnownFile(NamedTuple):
    """One file name and what is known about it."""

    name: str
    """The path from the project's root on. A name that ends with `/` is a folder; one with `*` is every such ending."""
    family: Family | None
    """None: no family, or all families."""
    tool: str
    kind: Kind
    source: str
    """The documentation of the name, checked on `DATE`. For an entry point it may describe the start command only."""
    exact: bool = True
    """Whether the letter case matters: the tool does not find the file under `NAME` or `Name`."""
    reader: str | None = None
    """The module below `justpack.ecosystems` that reads a lock; None if no module reads it."""
    command: str = ""
    """The command that writes a lock again."""
    version_line: str | None = None
    """A regular expression for the line that names a version, for a file that may contain no version at all."""


PACKAGE_JSON = "package.json"
PNPM_WORKSPACE = "pnpm-workspace.yaml"
NPMRC = ".npmrc"
TURBO_JSON = "turbo.json"
NX_JSON = "nx.json"
PROJECT_JSON = "project.json"
YARNRC_YML = ".yarnrc.yml"
YARNRC = ".yarnrc"
PNPMFILE = ".pnpmfile.cjs"
BUNFIG = "bunfig.toml"
NVMRC = ".nvmrc"
NODEENVRC = ".nodeenvrc"
YARN_LOCK = "yarn.lock"
PACKAGE_LOCK = "package-lock.json"
NPM_SHRINKWRAP = "npm-shrinkwrap.json"
INDEX_JS = "index.js"
SERVER_JS = "server.js"

PYPROJECT_TOML = "pyproject.toml"
REQUIREMENTS_TXT = "requirements.txt"
REQUIREMENTS_IN = "requirements.in"
PIPFILE = "Pipfile"
PIPFILE_LOCK = "Pipfile.lock"
SETUP_PY = "setup.py"
SETUP_CFG = "setup.cfg"
MANAGE_PY = "manage.py"
UV_LOCK = "uv.lock"
UV_TOML = "uv.toml"
POETRY_LOCK = "poetry.lock"
PDM_LOCK = "pdm.lock"
PYLOCK = "pylock.toml"
PIXI_TOML = "pixi.toml"
RUNTIME_TXT = "runtime.txt"
MAIN_PY = "main.py"
APP_PY = "app.py"
WSGI_PY = "wsgi.py"
ASGI_PY = "asgi.py"
SERVER_PY = "server.py"
APPLICATION_PY = "application.py"
GUNICORN_CONF = "gunicorn.conf.py"
PROCFILE = "Procfile"

POM_XML = "pom.xml"
BUILD_GRADLE = "build.gradle"
BUILD_GRADLE_KTS = "build.gradle.kts"
SETTINGS_GRADLE = "settings.gradle"
SETTINGS_GRADLE_KTS = "settings.gradle.kts"
GRADLE_BUILDS = (BUILD_GRADLE, BUILD_GRADLE_KTS)
GRADLE_SETTINGS = (SETTINGS_GRADLE, SETTINGS_GRADLE_KTS)
GRADLE_PROPERTIES = "gradle.properties"
GRADLE_WRAPPER = "gradle/wrapper/gradle-wrapper.properties"
GRADLE_DAEMON_JVM = "gradle/gradle-daemon-jvm.properties"
GRADLE_CATALOG = "gradle/libs.versions.toml"
MAVEN_CONFIG = ".mvn/maven.config"
MAVEN_JVM_CONFIG = ".mvn/jvm.config"
BUILD_XML = "build.xml"
JAVA_VERSION = ".java-version"
SDKMANRC = ".sdkmanrc"
SYSTEM_PROPERTIES = "system.properties"
JITPACK_YML = "jitpack.yml"

TOOL_VERSIONS = ".tool-versions"
PROTOTOOLS = ".prototools"
DOCKERFILE = "Dockerfile"
WORKFLOWS = ".github/workflows/"
JUSTPACK_TOML = "justpack.toml"
JUSTPACKIGNORE = ".justpackignore"
GITIGNORE = ".gitignore"

_NPM = "docs.npmjs.com"
_GRADLE = "docs.gradle.org"
_MAVEN = "maven.apache.org"
_MISE = "mise.jdx.dev/configuration"
_PROTO = "moonrepo.dev/docs/proto/config"
_SETUPTOOLS = "setuptools.pypa.io"
_PIPENV = "pipenv.pypa.io"
_DJANGO = "docs.djangoproject.com, django-admin and manage.py"
_SAMPLE = "JustDeploy documentation, cron apps"
_NODE_APPS = "expressjs.com, starter: hello world"
_FLASK = "flask.palletsprojects.com, quickstart"
_WSGI = "docs.djangoproject.com, how to deploy"
_VERCEL = "vercel.com/docs, Python runtime: entrypoints"
_ANY_SCRIPT = "a common name without documentation; docs.python.org, command line: python runs a script of any name"

_TOOLS = r"(?:core:)?(?:node|nodejs|python|java)"
_MISE_LINE = rf"""^\s*(?:\[\s*tools\s*\.\s*|tools\s*\.\s*)?["']?{_TOOLS}["']?\s*[=.\]]|^\s*tools\s*=.*\b{_TOOLS}\b"""

FILES: tuple[KnownFile, ...] = (
    # Files that show a project.
    KnownFile(POM_XML, "java", "maven", "manifest", f"{_MAVEN}/pom.html"),
    KnownFile(BUILD_GRADLE, "java", "gradle", "manifest", f"{_GRADLE}, build scripts"),
    KnownFile(BUILD_GRADLE_KTS, "java", "gradle", "manifest", f"{_GRADLE}, build scripts"),
    KnownFile(SETTINGS_GRADLE, "java", "gradle", "manifest", f"{_GRADLE}, settings file"),
    KnownFile(SETTINGS_GRADLE_KTS, "java", "gradle", "manifest", f"{_GRADLE}, settings file"),
    KnownFile(PACKAGE_JSON, "node", "npm", "manifest", f"{_NPM}, package.json"),
    KnownFile(PYPROJECT_TOML, "python", "pip", "manifest", "packaging.python.org, pyproject.toml"),
    KnownFile(REQUIREMENTS_TXT, "python", "pip", "manifest", "pip.pypa.io, requirements file format"),
    KnownFile(PIPFILE, "python", "pipenv", "manifest", f"{_PIPENV}, Pipfile"),
    KnownFile(SETUP_PY, "python", "setuptools", "manifest", f"{_SETUPTOOLS}, quickstart"),
    KnownFile(SETUP_CFG, "python", "setuptools", "manifest", f"{_SETUPTOOLS}, declarative config"),
    KnownFile(MANAGE_PY, "python", "django", "manifest", _DJANGO),
    KnownFile("environment.yml", "python", "conda", "environment", "docs.conda.io, environment files", exact=False),
    KnownFile("environment.yaml", "python", "conda", "environment", "docs.conda.io, environment files", exact=False),
    KnownFile(PIXI_TOML, "python", "pixi", "environment", "pixi.sh, manifest"),
    # Files that name a version.
    KnownFile(NVMRC, "node", "nvm", "version file", "github.com/nvm-sh/nvm, README: .nvmrc"),
    KnownFile(".node-version", "node", "nodenv", "version file", "github.com/nodenv/nodenv, README"),
    KnownFile(".n-node-version", "node", "n", "version file", "github.com/tj/n, README"),
    KnownFile(".naverc", "node", "nave", "version file", "github.com/isaacs/nave, README"),
    KnownFile(
        *(NODEENVRC, "node", "nodeenv", "version file", "github.com/ekalinin/nodeenv, README"),
        version_line=r"^\s*node\s*=",
    ),
    KnownFile(".python-version", "python", "pyenv", "version file", "github.com/pyenv/pyenv, README"),
    KnownFile(".python-versions", "python", "uv", "version file", "docs.astral.sh/uv, Python versions"),
    KnownFile(
        *(RUNTIME_TXT, "python", "heroku", "version file", "devcenter.heroku.com, Python runtimes"),
        version_line=r"^\s*(?:(?i:python|pypy)-?\d|3\.\d)",
    ),
    KnownFile(JAVA_VERSION, "java", "jenv", "version file", "github.com/jenv/jenv, README"),
    KnownFile(SDKMANRC, "java", "sdkman", "version file", "sdkman.io/usage, Env command", version_line=r"^\s*java\s*="),
    KnownFile(
        *(SYSTEM_PROPERTIES, "java", "heroku", "version file", "devcenter.heroku.com, Specifying a Java version"),
        version_line=r"^\s*java\.runtime\.version\b",
    ),
    KnownFile(
        *(JITPACK_YML, "java", "jitpack", "version file", "docs.jitpack.io/building, Java version"),
        version_line=r"^jdk\s*:",
    ),
    KnownFile(
        *(TOOL_VERSIONS, None, "asdf", "version file", "asdf-vm.com/manage/configuration"),
        version_line=rf"^\s*{_TOOLS}\s+\S",
    ),
    # Of the files of mise the first that names a tool wins: the order was tried with mise 2026.9.15.
    KnownFile(".mise.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile("mise.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile("mise/config.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".mise/config.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise/mise.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise/config.local.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".mise.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile("mise.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile("mise/config.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile("mise/conf.d/", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".mise/config.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".mise/conf.d/", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise/mise.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise/config.toml", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(".config/mise/conf.d/", None, "mise", "version file", _MISE, version_line=_MISE_LINE),
    KnownFile(PROTOTOOLS, None, "proto", "version file", _PROTO, version_line=rf"^\s*{_TOOLS}\s*=\s*\S"),
    # What fixes versions. Of one tool the first that is there is read.
    KnownFile(
        *(NPM_SHRINKWRAP, "node", "npm", "lock", f"{_NPM}, npm-shrinkwrap.json: it wins over package-lock.json"),
        reader="node.locks.npm_lock", command="npm install --package-lock-only",
    ),
    KnownFile(
        *(PACKAGE_LOCK, "node", "npm", "lock", f"{_NPM}, package-lock.json"),
        reader="node.locks.npm_lock", command="npm install --package-lock-only",
    ),
    KnownFile(
        *("pnpm-lock.yaml", "node", "pnpm", "lock", "pnpm.io, git"),
        reader="node.locks.pnpm_lock", command="pnpm install --lockfile-only",
    ),
    KnownFile(
        *(YARN_LOCK, "node", "yarn", "lock", "yarnpkg.com"), reader="node.locks.yarn_lock", command="yarn install"
    ),
    KnownFile(
        *("bun.lock", "node", "bun", "lock", "bun.sh/docs, lockfile"),
        reader="node.locks.bun_lock", command="bun install --lockfile-only",
    ),
    KnownFile(
        *("bun.lockb", "node", "bun", "lock", "bun.sh/docs, lockfile: binary, before 1.2"),
        command="bun install --save-text-lockfile --lockfile-only",
    ),
    KnownFile(
        *(UV_LOCK, "python", "uv", "lock", "docs.astral.sh/uv"), reader="python.locks.uv_lock", command="uv lock"
    ),
    KnownFile(
        *(POETRY_LOCK, "python", "poetry", "lock", "python-poetry.org"),
        reader="python.locks.poetry_lock", command="poetry lock",
    ),
    KnownFile(
        *(PDM_LOCK, "python", "pdm", "lock", "pdm-project.org"), reader="python.locks.pdm_lock", command="pdm lock"
    ),
    KnownFile(
        *(PIPFILE_LOCK, "python", "pipenv", "lock", f"{_PIPENV}, Pipfile.lock"),
        reader="python.locks.pipfile_lock", command="pipenv lock",
    ),
    KnownFile(
        *(PYLOCK, "python", "pylock", "lock", "PEP 751"),
        reader="python.locks.pylock", command="uv export --format pylock.toml -o pylock.toml",
    ),
    # Files of build tools that a project contains.
    KnownFile(GRADLE_WRAPPER, "java", "gradle", "wrapper", f"{_GRADLE}, Gradle Wrapper"),
    KnownFile(GRADLE_DAEMON_JVM, "java", "gradle", "wrapper", f"{_GRADLE}, Gradle Daemon: Daemon JVM criteria"),
    # Settings.
    KnownFile(NPMRC, "node", "npm", "settings", f"{_NPM}, npmrc", version_line=r"^\s*use-node-version\s*="),
    KnownFile(PNPM_WORKSPACE, "node", "pnpm", "settings", "pnpm.io/workspaces", version_line=r"^useNodeVersion\s*:"),
    KnownFile(PNPMFILE, "node", "pnpm", "settings", "pnpm.io/pnpmfile"),
    KnownFile(".pnpmfile.mjs", "node", "pnpm", "settings", "pnpm.io/pnpmfile, since pnpm 11"),
    KnownFile(YARNRC_YML, "node", "yarn", "settings", "yarnpkg.com/configuration/yarnrc"),
    KnownFile(YARNRC, "node", "yarn", "settings", "classic.yarnpkg.com/docs/yarnrc"),
    KnownFile(BUNFIG, "node", "bun", "settings", "bun.sh/docs/runtime/bunfig"),
    KnownFile(TURBO_JSON, "node", "turbo", "settings", "turborepo.com/docs/reference/configuration"),
    KnownFile(NX_JSON, "node", "nx", "settings", "nx.dev/reference/nx-json"),
    KnownFile(PROJECT_JSON, "node", "nx", "settings", "nx.dev/reference/project-configuration"),
    KnownFile(REQUIREMENTS_IN, "python", "pip-tools", "settings", "pip-tools.readthedocs.io, pip-compile"),
    KnownFile(UV_TOML, "python", "uv", "settings", "docs.astral.sh/uv/concepts/configuration-files"),
    KnownFile(GRADLE_PROPERTIES, "java", "gradle", "settings", f"{_GRADLE}, build environment"),
    KnownFile(GRADLE_CATALOG, "java", "gradle", "settings", f"{_GRADLE}, version catalogs"),
    KnownFile(MAVEN_CONFIG, "java", "maven", "settings", f"{_MAVEN}/configure.html"),
    KnownFile(MAVEN_JVM_CONFIG, "java", "maven", "settings", f"{_MAVEN}/configure.html"),
    KnownFile(".mvn/toolchains.xml", "java", "maven-toolchains", "settings", f"{_MAVEN}, guide: toolchains"),
    KnownFile("toolchains.xml", "java", "maven-toolchains", "settings", f"{_MAVEN}, guide: toolchains"),
    KnownFile(PROCFILE, None, "heroku", "settings", "devcenter.heroku.com, Procfile"),
    KnownFile(GUNICORN_CONF, "python", "gunicorn", "settings", "docs.gunicorn.org, configuration file"),
    KnownFile(JUSTPACK_TOML, None, "justpack", "settings", "justpack itself"),
    # Ignore files, the strongest first.
    KnownFile(JUSTPACKIGNORE, None, "justpack", "ignore file", "justpack itself"),
    KnownFile(GITIGNORE, None, "git", "ignore file", "git-scm.com/docs/gitignore"),
    # Settings of other platforms.
    KnownFile(DOCKERFILE, None, "docker", "hint", "docs.docker.com, Dockerfile reference", exact=False),
    KnownFile(WORKFLOWS, None, "github", "hint", "docs.github.com, workflow syntax"),
    KnownFile("serverless.yml", None, "serverless", "hint", "serverless.com/framework/docs"),
    KnownFile("serverless.yaml", None, "serverless", "hint", "serverless.com/framework/docs"),
    KnownFile("template.yaml", None, "serverless", "hint", "docs.aws.amazon.com, SAM template"),
    KnownFile("template.yml", None, "serverless", "hint", "docs.aws.amazon.com, SAM template"),
    KnownFile("netlify.toml", None, "netlify", "hint", "docs.netlify.com, file-based configuration"),
    KnownFile("render.yaml", None, "render", "hint", "render.com/docs/blueprint-spec"),
    KnownFile(".gitlab-ci.yml", None, "gitlab", "hint", "docs.gitlab.com/ci/yaml"),
    KnownFile(".devcontainer/devcontainer.json", None, "devcontainer", "hint", "containers.dev"),
    KnownFile("tsconfig.json", "node", "typescript", "hint", "typescriptlang.org/tsconfig"),
    # Source files with names that start commands commonly use.
    KnownFile(INDEX_JS, "node", "handler", "entry point", _SAMPLE),
    KnownFile(SERVER_JS, "node", "node", "entry point", f"{_NPM}, scripts: the default of npm start"),
    KnownFile("app.js", "node", "node", "entry point", _NODE_APPS),
    KnownFile(APP_PY, "python", "flask", "entry point", _FLASK),
    KnownFile(MAIN_PY, "python", "handler", "entry point", _SAMPLE),
    KnownFile(WSGI_PY, "python", "wsgi", "entry point", _WSGI),
    KnownFile(ASGI_PY, "python", "asgi", "entry point", _WSGI),
    KnownFile(SERVER_PY, "python", "vercel", "entry point", _VERCEL),
    KnownFile(APPLICATION_PY, "python", "elastic beanstalk", "entry point", "docs.aws.amazon.com, Elastic Beanstalk"),
    KnownFile("run.py", "python", "python", "entry point", _ANY_SCRIPT),
    KnownFile("index.py", "python", "vercel", "entry point", _VERCEL),
    # Manifests of tools that JustDeploy is not known to support.
    KnownFile("build.sbt", "java", "sbt", "other", "scala-sbt.org, build definition"),
    KnownFile(BUILD_XML, "java", "Ant", "other", "ant.apache.org/manual"),
    KnownFile("build.mill", "java", "Mill", "other", "mill-build.org"),
    KnownFile("build.sc", "java", "Mill", "other", "mill-build.org"),
    KnownFile("project.clj", "java", "Leiningen", "other", "leiningen.org"),
    KnownFile("deps.edn", "java", "Clojure", "other", "clojure.org, deps and CLI"),
    KnownFile("build.boot", "java", "Boot", "other", "github.com/boot-clj/boot"),
    KnownFile("buildfile", "java", "Buildr", "other", "buildr.apache.org", exact=False),
    KnownFile("project.scala", "java", "Scala CLI", "other", "scala-cli.virtuslab.org, using directives"),
    KnownFile("bleep.yaml", "java", "Bleep", "other", "bleep.build"),
    KnownFile("ivy.xml", "java", "Ivy", "other", "ant.apache.org/ivy"),
    KnownFile("pants.toml", None, "Pants", "other", "pantsbuild.org, configuration"),
    KnownFile(".buckconfig", None, "Buck", "other", "buck2.build, .buckconfig"),
    KnownFile("WORKSPACE.bazel", None, "Bazel", "other", "bazel.build, external dependencies"),
    KnownFile("MODULE.bazel", None, "Bazel", "other", "bazel.build, external dependencies"),
    KnownFile("WORKSPACE", None, "Bazel", "other", "bazel.build, external dependencies"),
    KnownFile("deno.json", None, "Deno", "other", "docs.deno.com, deno.json"),
    KnownFile("deno.jsonc", None, "Deno", "other", "docs.deno.com, deno.json"),
    KnownFile("go.mod", None, "Go", "other", "go.dev/ref/mod"),
    KnownFile("Cargo.toml", None, "Rust", "other", "doc.rust-lang.org/cargo"),
    KnownFile("Gemfile", None, "Ruby", "other", "bundler.io"),
    KnownFile("composer.json", None, "PHP", "other", "getcomposer.org"),
    KnownFile("mix.exs", None, "Elixir", "other", "hexdocs.pm/mix"),
    KnownFile("Package.swift", None, "Swift", "other", "docs.swift.org, package manager"),
    KnownFile("*.csproj", None, ".NET", "other", "learn.microsoft.com, dotnet: project files"),
    KnownFile("*.fsproj", None, ".NET", "other", "learn.microsoft.com, dotnet: project files"),
    KnownFile("*.vbproj", None, ".NET", "other", "learn.microsoft.com, dotnet: project files"),
    KnownFile("*.sln", None, ".NET", "other", "learn.microsoft.com, solution files"),
    KnownFile("*.slnx", None, ".NET", "other", "learn.microsoft.com, solution files"),
    KnownFile("pubspec.yaml", None, "Dart", "other", "dart.dev, the pubspec file"),
    KnownFile("shard.yml", None, "Crystal", "other", "crystal-lang.org, the shards command"),
    KnownFile("stack.yaml", None, "Haskell", "other", "docs.haskellstack.org"),
    KnownFile("*.cabal", None, "Haskell", "other", "cabal.readthedocs.io"),
    KnownFile("dune-project", None, "OCaml", "other", "dune.readthedocs.io"),
    KnownFile("rebar.config", None, "Erlang", "other", "rebar3.org"),
    KnownFile("gleam.toml", None, "Gleam", "other", "gleam.run"),
    KnownFile("build.zig", None, "Zig", "other", "ziglang.org, Zig build system"),
    KnownFile("*.nimble", None, "Nim", "other", "nim-lang.github.io/nimble"),
    KnownFile("cpanfile", None, "Perl", "other", "metacpan.org, cpanfile"),
    KnownFile("Makefile.PL", None, "Perl", "other", "metacpan.org, ExtUtils::MakeMaker"),
    KnownFile("renv.lock", None, "R", "other", "rstudio.github.io/renv"),
    KnownFile("DESCRIPTION", None, "R", "other", "r-project.org, Writing R Extensions"),
    KnownFile("Project.toml", None, "Julia", "other", "pkgdocs.julialang.org"),
    KnownFile("*.rockspec", None, "Lua", "other", "luarocks.org, rockspec format"),
    KnownFile("v.mod", None, "V", "other", "docs.vlang.io, modules"),
    KnownFile("dub.json", None, "D", "other", "dub.pm"),
    KnownFile("dub.sdl", None, "D", "other", "dub.pm"),
    KnownFile("meson.build", None, "C and C++", "other", "mesonbuild.com"),
    KnownFile("CMakeLists.txt", None, "C and C++", "other", "cmake.org, CMakeLists.txt"),
)  # fmt: skip


def of(kind: Kind, family: Family | None = None, *, tool: str | None = None) -> tuple[KnownFile, ...]:
    """Return the files of a kind, in the order of the table; if given, only those of one family or one tool."""
    return tuple(
        file
        for file in FILES
        if file.kind == kind and (family is None or file.family == family) and (tool is None or file.tool == tool)
    )


def names(kind: Kind, family: Family | None = None, *, tool: str | None = None) -> tuple[str, ...]:
    """Return the names of the files of a kind, in the order of the table."""
    return tuple(file.name for file in of(kind, family, tool=tool))


def other(listed: Iterable[str]) -> KnownFile | None:
    """Return the first file of the kind `other` among the names of a folder, in the table's order; None without one."""
    present = set(listed)
    folded = {name.casefold() for name in present}
    for file in of("other"):
        ending = file.name.removeprefix("*")
        if file.name in present or (not file.exact and file.name.casefold() in folded):
            return file
        if ending != file.name and any(name.endswith(ending) for name in present):
            return file
    return None


def projects() -> tuple[str, ...]:
    """Return the names of all files that show a project regardless of their content."""
    return (*names("manifest"), UV_LOCK)
