"""The layout of help texts: options in groups, commands in groups, and two examples for each command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

EXAMPLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "main": (
        ("justpack check", "what would fail, before anything is uploaded"),
        ("justpack deploy --sandbox", "the whole deployment, against a stand-in on this machine"),
    ),
    "detect": (
        ("justpack detect", "the runtime of the project in this folder"),
        ("justpack detect services/api --explain", "all evidence, and why each runtime fits or not"),
    ),
    "check": (
        ("justpack check --diff", "what --fix would change"),
        ("justpack check app.zip --format sarif", "the findings of a finished zip, for code scanning"),
    ),
    "files": (
        ("justpack files --ignored", "what is left out, each with its rule"),
        ("justpack files --why dist/app.js", "the rule that decides about one file"),
    ),
    "pack": (
        ("justpack pack -o app.zip", "the zip, with its receipt beside it"),
        ("justpack pack --exclude 'docs/**' -o - > ../app.zip", "without docs, to stdout"),
    ),
    "size": (
        ("justpack size --html size.html", "a page with a treemap"),
        ("justpack size app.zip --diff old.zip", "what changed between two zips"),
    ),
    "verify": (
        ("justpack verify app.zip", "compare with the receipt beside the zip"),
        ("justpack verify app.zip .", "compare with the project in this folder"),
    ),
    "plan": (
        ("justpack plan --since origin/main", "the projects that changed, each with the reason"),
        ("justpack plan --all --if-runtime-gone nodejs22.x", "what would change or fail without a runtime"),
    ),
    "deploy": (
        ("justpack deploy --sandbox", "no account is needed"),
        ("justpack deploy --dry-run --receipt last.json", "what would be sent, against the last deployment"),
    ),
    "builds": (
        ("justpack builds", "the builds of the project"),
        ("justpack builds --format json", "for another program"),
    ),
    "build": (
        ("justpack build ID", "the state of one build"),
        ("justpack build ID --wait", "follow a build whose deployment was interrupted"),
    ),
    "endpoints": (
        ("justpack endpoints", "the addresses of the project"),
        ("justpack endpoints --format json", "for another program"),
    ),
    "init": (
        ("justpack init", "write justpack.toml into this folder"),
        ("justpack init services/api", "write it into another folder"),
    ),
    "rule": (
        ("justpack rule", "the list of all rules"),
        ("justpack rule RT005", "what a rule reports, why, and the fix"),
    ),
    "schema": (
        ("justpack schema config", "the JSON Schema of justpack.toml, for editors"),
        ("justpack schema check", "the JSON Schema of what check --format json writes"),
    ),
    "sandbox": (
        ("justpack sandbox", "a stand-in of the service until Ctrl-C"),
        ("justpack sandbox -- pytest", "a command that finds the stand-in in its environment"),
    ),
}
"""Two examples for each command: the command line and what it does."""

COMMAND_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Project": ("detect", "check", "files", "pack", "size", "verify", "plan"),
    "Service": ("deploy", "builds", "build", "endpoints", "sandbox"),
    "Configuration and rules": ("init", "rule", "schema"),
}

OPTION_GROUPS: Mapping[str, tuple[str, ...]] = {
    "Files": ("exclude", "include", "force_include"),
    "Rules": ("select", "ignore", "fail_on", "exit_zero", "baseline", "write_baseline"),
    "Packing": ("level", "store", "mtime", "jobs", "no_cache"),
    "Service": ("organization", "project", "stage", "api_url"),
    "Output": ("format", "output_file", "color", "quiet", "verbose", "help"),
}
"""The parameters of each group of options; the options that are in no group come first."""


def write_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options of a command in groups."""
    group_of = {name: title for title, names in OPTION_GROUPS.items() for name in names}
    rows: dict[str, list[tuple[str, str]]] = {"Options": [], **{title: [] for title in OPTION_GROUPS}}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None and isinstance(parameter, click.Option):
            name = "help" if "--help" in parameter.opts else parameter.name or ""
            rows[group_of.get(name, "Options")].append(record)
    _write(formatter, rows)


def write_commands(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the commands of a group in groups, each with the first sentence of its help."""
    title_of = {name: title for title, names in COMMAND_GROUPS.items() for name in names}
    rows: dict[str, list[tuple[str, str]]] = {**{title: [] for title in COMMAND_GROUPS}, "Other": []}
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if command is not None and not command.hidden:
            sentence = " ".join((command.help or "").partition("\n\n")[0].split())
            rows[title_of.get(name, "Other")].append((name, sentence.partition(". ")[0].rstrip(".") + "."))
    _write(formatter, rows)


def write_examples(command: click.Command, formatter: click.HelpFormatter) -> None:
    """Write the examples of a command."""
    examples = EXAMPLES.get(command.name or "", ())
    if not examples:
        return
    with formatter.section("Examples"):
        for line in _example_lines(examples):
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def _example_lines(examples: Sequence[tuple[str, str]]) -> Iterator[str]:
    for line, says in examples:
        yield f"{line}"
        yield f"    {says}"


def _write(formatter: click.HelpFormatter, rows: Mapping[str, list[tuple[str, str]]]) -> None:
    for title, records in rows.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records)
