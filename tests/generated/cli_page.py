"""The reference of the command line, docs/cli.md, made of the commands, the tables of the settings and the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from justpack.archive.cache.cache import LIMIT
from justpack.cli.help_texts import COMMAND_GROUPS, EXAMPLES, OPTION_GROUPS
from justpack.cli.main import COMPLETE, main
from justpack.facts.assumptions import ASSUMPTIONS
from justpack.facts.configuration import MEANINGS
from justpack.facts.runtimes import CATALOG
from justpack.model import Limits
from justpack.sandbox import faults as fault_table
from justpack.sandbox.scenario import Scenario
from tests.generated.library_page import described_fields

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
ORIGIN = "https://api.justdeploy.net"
EXIT_CODES = (
    ("0", "done"),
    ("1", "the project does not pass: no runtime predicted, an error finding, or a zip that differs"),
    ("2", "the command line or the configuration is wrong; nothing was done"),
    ("4", "the build on the service ended in an error"),
    ("5", "the service refused the credentials, the organization, the project or the upload"),
    ("70", "a bug in justpack"),
    ("75", "temporary failure, try again later: network, busy stage, deadline"),
    ("130, 143", "interrupted, terminated"),
)
VARIABLES: Mapping[str, str] = {
    "JUSTDEPLOY_ACCESS_KEY": "the access key; read for a call of the service only, and never from a file or an option",
    "JUSTDEPLOY_SECRET_KEY": "the secret key, read like the access key",
    "JUSTDEPLOY_ORGANIZATION": "the organization's id, like `--org`",
    "JUSTDEPLOY_PROJECT": "the project, like `--project`",
    "JUSTDEPLOY_STAGE": "the stage, like `--stage`: `production` or `development`",
    "JUSTDEPLOY_API_URL": f"the origin of the API, like `--api-url`; by default {ORIGIN}",
    "JUSTPACK_RUNTIME": "the runtime that the service uses, like `--runtime`",
    "NO_COLOR": "any text disables colour; `--color always` overrides it",
    "FORCE_COLOR": "any text enables colour, unless NO_COLOR is set; `--color never` overrides it",
    "TERM": "`dumb` disables colour",
    "FORCE_HYPERLINK": "any text makes the codes of rules links in the terminal; `0` disables links",
    "TERM_PROGRAM": "the program of the terminal; links are shown if it is known to support them",
    "VTE_VERSION": "the version of a GNOME terminal; links are shown from 0.50 on",
    "KONSOLE_VERSION": "set by Konsole, which shows links",
    "WT_SESSION": "set by Windows Terminal, which shows links",
    "CI": "disables links; CI runners set it",
    "TMUX": "disables links; tmux sets it",
    "STY": "disables links; screen sets it",
    "TMPDIR": "the folder of temporary files (`TEMP` and `TMP` are read too)",
    "XDG_CACHE_HOME": "the folder that contains the cache on Linux; it must be an absolute path",
    "LOCALAPPDATA": "the folder that contains the cache on Windows",
    "HOME": "the home folder, for the default folder of the cache (`USERPROFILE` on Windows)",
    "HTTPS_PROXY": "the proxy for calls of the service; `https_proxy` is read first",
    "ALL_PROXY": "the proxy if HTTPS_PROXY is not set; `all_proxy` is read first",
    "NO_PROXY": "the hosts that need no proxy, separated by commas; `no_proxy` is read first",
    "SSL_CERT_FILE": "a file with the certificates to trust, instead of those of the package `certifi`",
    "SSL_CERT_DIR": "a folder with the certificates to trust",
    "GITHUB_STEP_SUMMARY": "the file to which `check --format github` appends a table; GitHub Actions sets it",
    "GITHUB_OUTPUT": "the file to which `plan --format github` appends its outputs; GitHub Actions sets it",
    "GITHUB_WORKSPACE": "the folder that paths in reports are relative to, if the project is in no git repository",
    "CI_PROJECT_DIR": "the same in GitLab; GitLab sets it",
    COMPLETE: "asks for the completion script of a shell: `bash_source`, `zsh_source` or `fish_source`",
}
"""Each environment variable that is read, with its meaning."""
EXAMPLE_OF_KEY: Mapping[str, str] = {
    "runtime": '"nodejs22.x"',
    "organization": '"abcdefgh12345678"',
    "project": '"shop"',
    "stage": '"production"',
    "exclude": '["docs/**"]',
    "include": '["dist/**"]',
    "force-include": '["config/test.key"]',
    "assumptions": "",
    "limits": "",
    "rules": "",
    "rules.select": '["RT", "MF003"]',
    "rules.ignore": '["SZ003"]',
    "rules.severity": '{ RT004 = "error" }',
    "rules.preview": "true",
    "rules.fail-on": '"warning"',
    "workspace": "",
    "workspace.members": '["services/*"]',
    "workspace.exclude": '["services/legacy"]',
    "workspace.defaults": '{ stage = "development" }',
}
"""An example of each key of the configuration; "" for a table."""
HEAD = """\
# The command line

Each command prints its result on stdout, and progress and notes on stderr. With `--format json`, the result is one JSON
object; an error is JSON too, and the exit code is the same. The functions of the library are on
[their own page](library.md), the rules on [theirs](rules/README.md), and [a session](session.md) shows the commands in
use.

- [Exit codes](#exit-codes)
- [Commands](#commands)
- [Environment variables](#environment-variables)
- [Files](#files)
- [Configuration](#configuration)
- [The scenario of the sandbox](#the-scenario-of-the-sandbox)
- [Faults](#faults)
"""
FILES = f"""\
## Files

| file | meaning |
|---|---|
| `justpack.toml` | the configuration; the nearest one from the project up to the root of its git repository |
| `pyproject.toml` | the table `[tool.justpack]` is the configuration if there is no justpack.toml |
| `.gitignore` | files that are not packed, with git's semantics, up to the root of the repository |
| `.justpackignore` | the same syntax, for the zip only; its lines override those of .gitignore |
| `app.zip.receipt.json` | the receipt of `app.zip`: its content, the prediction, and the last deployment |

The cache contains compressed entries of earlier zips. It is in `$XDG_CACHE_HOME/justpack` or `~/.cache/justpack` on
Linux, `~/Library/Caches/justpack` on macOS, and `%LOCALAPPDATA%\\justpack\\cache` on Windows. It is limited to
{LIMIT >> 20:,} MiB; delete the folder at any time. `--no-cache` does not read or write it. A cache that cannot be
written is reported as a note and changes nothing else.
"""


def page() -> str:
    """Return the page in Markdown."""
    return "\n".join(
        (
            HEAD,
            "## Exit codes\n\n" + _table(("code", "meaning"), EXIT_CODES),
            "## Commands\n",
            *_commands(),
            "## Environment variables\n\nOptions override variables, and variables override the configuration file.\n\n"
            + _table(("variable", "meaning"), ((f"`{name}`", text) for name, text in VARIABLES.items())),
            FILES,
            *_configuration(),
            *_scenario(),
        )
    )


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines)


def _commands() -> Iterator[str]:
    with main.make_context("justpack", [], resilient_parsing=True) as context:
        for names in COMMAND_GROUPS.values():
            for name in names:
                command = main.get_command(context, name)
                assert command is not None
                yield _command(command, click.Context(command, info_name=name, parent=context))
    rows = (("`--version`", "Show the version and exit."), ("`-h`, `--help`", "Show the help and exit."))
    yield "### justpack\n\n" + _table(("option", "meaning"), rows)


def _command(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    parts = [f"### {context.info_name}\n", f"`{usage}`\n", f"{_help(command)}\n"]
    groups = {name: number for number, names in enumerate(OPTION_GROUPS.values(), 1) for name in names}
    records = [
        (groups.get("help" if "--help" in each.opts else each.name or "", 0), record)
        for each in command.get_params(context)
        if isinstance(each, click.Option) and (record := each.get_help_record(context)) is not None
    ]
    rows = [(f"`{names}`", text) for _, (names, text) in sorted(records, key=lambda each: each[0])]
    examples = "".join(f"{line:<50}  # {text}\n" for line, text in EXAMPLES[context.info_name or ""])
    return "\n".join([*parts, _table(("option", "meaning"), rows), f"```sh\n{examples}```\n"])


def _help(command: click.Command) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))


def _configuration() -> Iterator[str]:
    yield (
        "## Configuration\n\n`justpack init` writes a commented `justpack.toml`. Each key is optional, and an unknown "
        "key is an error with a\nsuggestion. In pyproject.toml, the tables are `[tool.justpack]`, "
        "`[tool.justpack.rules]` and so on.\n"
    )
    yield _table(("key", "example", "meaning"), _keys(""))
    yield "### [workspace]\n\nIn the file at the root of a repository of many projects.\n\n" + _table(
        ("key", "example", "meaning"), _keys("workspace.")
    )
    yield "### [rules]\n\n" + _table(("key", "example", "meaning"), _keys("rules."))
    limits = ((f"`{name.replace('_', '-')}`", f"`{getattr(Limits(), name)}`", text) for name, _, text in _limits())
    yield "### [limits]\n\n" + _table(("key", "default", "meaning"), limits)
    rows = (
        (f"`{each.id}`", f"`{each.value}`", ", ".join(f"`{other}`" for other in each.others), each.says)
        for each in ASSUMPTIONS
    )
    yield "### [assumptions]\n\nWhat is not published about the service, and what justpack assumes.\n\n" + _table(
        ("key", "default", "other values", "the assumption"), rows
    )
    runtimes = ((f"`{each.id}`", each.title) for each in CATALOG)
    yield "### Runtimes\n\n" + _table(("id", "name"), runtimes)


def _keys(table: str) -> Iterator[tuple[str, str, str]]:
    for name, example in EXAMPLE_OF_KEY.items():
        key = name.removeprefix(table)
        if name.startswith(table) and "." not in key:
            yield f"`{key}`", f"`{example}`" if example else "a table, see below", MEANINGS[name]


def _limits() -> Iterator[tuple[str, str, str]]:
    yield from described_fields(Limits)


def _scenario() -> Iterator[str]:
    rows = ((f"`{name}`", _default(getattr(Scenario(), name)), text) for name, _, text in described_fields(Scenario))
    yield (
        "## The scenario of the sandbox\n\n`deploy --sandbox --scenario FILE` and `sandbox --scenario FILE` read a "
        "TOML file with these keys. Each key is optional.\n\n" + _table(("key", "default", "meaning"), rows)
    )
    faults = ((f"`{name}`", does) for name, does in fault_table.rows())
    yield (
        "## Faults\n\n`--fault NAME` simulates a fault every time, and `--fault NAME:2` the first two times. `CALL` is "
        "`list`, `post`\n(creating a build), `put` (the upload), `poll`, `endpoints` or `api` (each but `put`); "
        "`API` is any but\n`put`. `STATUS` is an HTTP status from 400. "
        "`justpack sandbox --list-faults`\nprints this list.\n\n" + _table(("fault", "what happens"), faults)
    )


def _default(value: object) -> str:
    if value is None:
        return "–"
    return f"`{list(value)}`" if isinstance(value, tuple) else f"`{value}`"
