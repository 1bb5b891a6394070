"""The classes of the commands and of their group: lazy import, near suggestions and the layout of the help text."""

from __future__ import annotations

from importlib import import_module
from typing import cast

import click

from justpack.cli.names import COMMANDS

NEAR = 0.7
"""The smallest similarity, from 0 to 1, of a word to the name that is suggested for it."""


class Command(click.Command):
    """A command that suggests only near options, and whose help groups its options and shows examples."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.NoSuchOption(error.option_name, message=_unknown_option(error), ctx=error.ctx or ctx) from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from justpack.cli import help_texts

        help_texts.write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        from justpack.cli import help_texts

        help_texts.write_examples(self, formatter)


class PatternCommand(Command):
    """A command that keeps the order of `--exclude` and `--include`; click only keeps the order of each of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, list(args))
        _, _, order = self.make_parser(ctx).parse_args(args=list(args))
        ctx.meta[GLOB_ORDER] = tuple(each.name == "include" for each in order if each.name in ("exclude", "include"))
        return rest


GLOB_ORDER = "justpack.glob-order"
"""The key of the context under which a `PatternCommand` keeps, for each glob, whether it is an include."""


class LazyGroup(click.Group):
    """A group that imports the module of a command only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", import_module(f"justpack.cli.{COMMANDS[cmd_name]}.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = suggestion(args[0], list(COMMANDS))
            raise click.UsageError(f"no such command '{args[0]}'{near and f'; did you mean {near}?'}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from justpack.cli import help_texts

        help_texts.write_commands(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        from justpack.cli import help_texts

        help_texts.write_examples(self, formatter)


def _unknown_option(error: click.NoSuchOption) -> str:
    near = suggestion(error.option_name, error.possibilities or [])
    return f"no such option '{error.option_name}'{near and f'; did you mean {near}?'}"


def suggestion(word: str, known: list[str]) -> str:
    """Return the nearest known name, or "" if none is similar. The dashes before an option do not count."""
    from difflib import SequenceMatcher

    bare = word.lstrip("-").lower()
    ratios = [(SequenceMatcher(None, bare, name.lstrip("-")).ratio(), name) for name in known]
    ratio, name = max(ratios, default=(0.0, ""))
    return name if ratio >= NEAR else ""
