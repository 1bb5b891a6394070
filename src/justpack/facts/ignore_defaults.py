"""Built-in ignore rules: files that no deployment needs, and files that are always excluded.

Each list contains `.gitignore` lines in order: the last match wins. Folders are written without a trailing `/` if a
link of that name should be excluded too, because git treats a link as a file. `target`, `build` and `dist` are missing
on purpose: they are sources in some projects, and a `.gitignore` names them in the others.
"""

from __future__ import annotations

from justpack.frozen import frozen


@frozen
class BuiltIn:
    """One ignore rule that applies in every project."""

    pattern: str
    reason: str
    """What such a file is, as shown to users."""
    source: str
    """The documentation of the file."""
    date: str = "2026-11-24"
    """The date on which the source was last checked."""
    deployable: bool = True
    """Whether an app could need the file; False for what only an editor or an operating system reads."""
    cache: bool = False
    """Whether a tool writes the file again, so that an app starts without it."""


_NPM = "docs.npmjs.com, package.json `files`: always ignored"
_GITHUB = "github.com/github/gitignore"
_PYTHON = "docs.python.org, tutorial 6.1.3 and library/venv"
_GRADLE = "docs.gradle.org, the directories and files Gradle uses"

DEFAULTS: tuple[BuiltIn, ...] = (
    BuiltIn("CVS", "history of CVS", _NPM),
    BuiltIn(".bzr", "history of Bazaar", "documentation.breezy-vcs.org"),
    BuiltIn("_darcs", "history of Darcs", "darcs.net/Using/Model"),
    BuiltIn(".jj", "history of Jujutsu", "docs.jj-vcs.dev"),
    BuiltIn(".pijul", "history of Pijul", "pijul.org/manual"),
    BuiltIn("node_modules", "installed npm packages; the service installs its own", _NPM),
    BuiltIn("npm-debug.log*", "log of a failed npm run", _NPM, cache=True),
    BuiltIn("yarn-error.log*", "log of a failed Yarn run", f"{_GITHUB}: Node", cache=True),
    BuiltIn(".npm", "cache of npm", f"{_GITHUB}: Node"),
    BuiltIn(".pnpm-store", "store of pnpm", "pnpm.io/settings: storeDir"),
    BuiltIn(".nyc_output", "coverage data", f"{_GITHUB}: Node", cache=True),
    BuiltIn("__pycache__", "byte code of Python", _PYTHON, cache=True),
    BuiltIn("*.pyc", "byte code of Python", _PYTHON),
    BuiltIn("*.pyo", "byte code of Python before 3.5", _PYTHON),
    BuiltIn(".venv", "virtual environment; contains paths of this machine", _PYTHON),
    BuiltIn("venv", "virtual environment; contains paths of this machine", _PYTHON),
    BuiltIn("__pypackages__", "packages that PDM installed for this machine", "pdm-project.org, PEP 582"),
    BuiltIn("**/.pixi/envs", "environments of pixi", "pixi.sh, environments"),
    BuiltIn(".mypy_cache", "cache of mypy", f"{_GITHUB}: Python", cache=True),
    BuiltIn(".pytest_cache", "cache of pytest", f"{_GITHUB}: Python", cache=True),
    BuiltIn(".ruff_cache", "cache of Ruff", f"{_GITHUB}: Python", cache=True),
    BuiltIn(".hypothesis", "examples of Hypothesis", f"{_GITHUB}: Python"),
    BuiltIn(".tox", "environments of tox", f"{_GITHUB}: Python"),
    BuiltIn(".nox", "environments of nox", f"{_GITHUB}: Python"),
    BuiltIn(".ipynb_checkpoints", "checkpoints of Jupyter", f"{_GITHUB}: Python", cache=True),
    BuiltIn(".coverage", "coverage data", f"{_GITHUB}: Python", cache=True),
    BuiltIn(".gradle", "cache of Gradle", _GRADLE),
    BuiltIn(".kotlin", "data of the Kotlin compiler", "kotlinlang.org/docs/whatsnew20.html"),
    BuiltIn(".idea", "settings of an editor", f"{_GITHUB}: JetBrains", deployable=False),
    BuiltIn(".vscode", "settings of an editor", f"{_GITHUB}: VisualStudioCode", deployable=False),
    BuiltIn(".vs", "settings of an editor", f"{_GITHUB}: VisualStudio", deployable=False),
    BuiltIn("*.swp", "swap file of Vim", f"{_GITHUB}: Vim", deployable=False),
    BuiltIn("*~", "backup copy of an editor", f"{_GITHUB}: Emacs, Linux", deployable=False),
    BuiltIn(".#*", "lock of Emacs", f"{_GITHUB}: Emacs", deployable=False),
    BuiltIn(".DS_Store", "view settings of macOS", f"{_GITHUB}: macOS", deployable=False),
    BuiltIn("._*", "resource fork of macOS", f"{_GITHUB}: macOS", deployable=False),
    BuiltIn("__MACOSX", "resource forks that a zip made on macOS leaves", f"{_GITHUB}: macOS", deployable=False),
    BuiltIn("Thumbs.db", "thumbnails of Windows", f"{_GITHUB}: Windows", deployable=False),
    BuiltIn("desktop.ini", "view settings of Windows", f"{_GITHUB}: Windows", deployable=False),
)

ENVIRONMENT_MARKS: tuple[BuiltIn, ...] = (
    BuiltIn("pyvenv.cfg", "virtual environment", "docs.python.org, library/venv"),
    BuiltIn("conda-meta/", "conda environment", "docs.conda.io, conda-meta: the records of the installed packages"),
)
"""The names of which one makes a folder an environment, whatever its own name is. A name with `/` is a folder.

An environment contains paths and programs of this machine."""


def environment_rule(mark: BuiltIn) -> str:
    """Return the built-in rule for a folder that contains a mark, as shown to users."""
    return f"a folder with {mark.pattern.rstrip('/')}: a {mark.reason}"


_OPENSSH = "man.openbsd.org/ssh-keygen, FILES"
_AWS = "docs.aws.amazon.com, cli/userguide: configuration and credential files"
_GIT = "git-scm.com/docs"
_DOTENV = "github.com/motdotla/dotenv: should I commit my .env file?"

RECEIPT = ".receipt.json"
"""The suffix of a receipt's name after that of its zip. A zip with a receipt beside it was written by justpack."""

ALWAYS_EXCLUDED: tuple[BuiltIn, ...] = (
    BuiltIn(".git", "history of Git", f"{_GIT}/gitrepository-layout"),
    BuiltIn(".hg", "history of Mercurial", "mercurial-scm.org/wiki/Repository"),
    BuiltIn(".svn", "history of Subversion", "svnbook.red-bean.com, administrative area"),
    BuiltIn(f"*.zip{RECEIPT}", "a receipt of ours", "justpack itself"),
    BuiltIn(".*.justpack-partial", "a zip of ours that was never finished", "justpack itself"),
    BuiltIn(".env*", "settings with secrets", _DOTENV),
    BuiltIn("!.env*.example", "settings with the secrets left blank", _DOTENV),
    BuiltIn("!.env*.sample", "settings with the secrets left blank", _DOTENV),
    BuiltIn("!.env*.template", "settings with the secrets left blank", _DOTENV),
    BuiltIn("id_rsa", "private key of SSH", _OPENSSH),
    BuiltIn("id_dsa", "private key of SSH", _OPENSSH),
    BuiltIn("id_ecdsa", "private key of SSH", _OPENSSH),
    BuiltIn("id_ecdsa_sk", "private key of SSH", _OPENSSH),
    BuiltIn("id_ed25519", "private key of SSH", _OPENSSH),
    BuiltIn("id_ed25519_sk", "private key of SSH", _OPENSSH),
    BuiltIn("ssh_host_*_key", "private key of an SSH server", "man.openbsd.org/sshd, FILES"),
    BuiltIn(".ssh/", "keys of SSH", _OPENSSH),
    BuiltIn(".gnupg/", "keys of GnuPG", "gnupg.org, manual: configuration files"),
    BuiltIn("*.key", "private key", "openssl.org/docs, openssl-genpkey"),
    BuiltIn("key.pem", "private key; certificates in PEM have other names", "nodejs.org/api/tls.html"),
    BuiltIn("*-key.pem", "private key", "nodejs.org/api/tls.html"),
    BuiltIn("*_key.pem", "private key", "nodejs.org/api/tls.html"),
    BuiltIn("*.key.pem", "private key", "nodejs.org/api/tls.html"),
    BuiltIn("privkey*.pem", "private key", "eff-certbot.readthedocs.io: where are my certificates?"),
    BuiltIn("private*.pem", "private key", "openssl.org/docs, openssl-genpkey"),
    BuiltIn("!*public*.key", "public key by its name", "laravel.com/docs/passport: deploying"),
    BuiltIn("!*pub*key.pem", "public key by its name", "openssl.org/docs, openssl-pkey"),
    BuiltIn("*.p12", "key store (PKCS #12)", "RFC 7292"),
    BuiltIn("*.pfx", "key store (PKCS #12)", "RFC 7292"),
    BuiltIn("*.jks", "key store of Java", "docs.oracle.com, keytool"),
    BuiltIn("*.jceks", "key store of Java", "docs.oracle.com, keytool"),
    BuiltIn("*.keystore", "key store of Java", "docs.oracle.com, keytool"),
    BuiltIn("*.p8", "private key (PKCS #8)", "RFC 5958"),
    BuiltIn("*.ppk", "private key of PuTTY", "the.earth.li/~sgtatham/putty, appendix C"),
    BuiltIn("*.kdbx", "passwords of KeePass", "keepass.info/help/kb/kdbx.html"),
    BuiltIn(".netrc", "passwords", "gnu.org, inetutils: the .netrc file"),
    BuiltIn("_netrc", "passwords", "gnu.org, inetutils: the .netrc file"),
    BuiltIn(".pypirc", "keys of package indexes", "packaging.python.org, specifications: pypirc"),
    BuiltIn(".git-credentials", "passwords of Git", f"{_GIT}/git-credential-store"),
    BuiltIn("**/.aws/credentials", "keys of AWS", _AWS),
    BuiltIn("**/.aws/sso/cache/", "keys of AWS", _AWS),
    BuiltIn("**/.docker/config.json", "passwords of registries", "docs.docker.com/reference/cli/docker/login"),
    BuiltIn(".dockercfg", "passwords of registries", "kubernetes.io/docs: Docker config Secrets"),
    BuiltIn("**/.kube/config", "keys of a cluster", "kubernetes.io/docs: kubeconfig files"),
    BuiltIn("**/.config/gcloud/", "keys of Google Cloud", "cloud.google.com/sdk/docs/authorizing"),
    BuiltIn("application_default_credentials.json", "keys of Google Cloud", "cloud.google.com/docs/authentication"),
    BuiltIn("**/.azure/", "keys of Azure", "learn.microsoft.com/cli/azure/azure-cli-configuration"),
    BuiltIn("**/.gem/credentials", "keys of RubyGems", "guides.rubygems.org/command-reference: signin"),
    BuiltIn("**/.cargo/credentials", "keys of crates.io", "doc.rust-lang.org/cargo/commands/cargo-login.html"),
    BuiltIn("**/.cargo/credentials.toml", "keys of crates.io", "doc.rust-lang.org/cargo/commands/cargo-login.html"),
    BuiltIn("**/.terraform.d/credentials.tfrc.json", "keys of Terraform", "developer.hashicorp.com/terraform/cli"),
    BuiltIn(".vault-token", "key of Vault", "developer.hashicorp.com/vault/docs/commands/login"),
    BuiltIn(".pgpass", "passwords of PostgreSQL", "postgresql.org/docs: the password file"),
    BuiltIn(".my.cnf", "passwords of MySQL", "dev.mysql.com/doc: option files"),
    BuiltIn(".mylogin.cnf", "passwords of MySQL", "dev.mysql.com/doc: mysql_config_editor"),
    BuiltIn(".s3cfg", "keys of S3", "s3tools.org/s3cmd"),
    BuiltIn("rclone.conf", "keys of rclone", "rclone.org/docs"),
)
