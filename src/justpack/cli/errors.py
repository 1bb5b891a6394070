"""Report an error that ends a command: the message, and the exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TextIO, cast

import click

from justpack.cli.names import COMMANDS
from justpack.cli.signals import Interrupted, Terminated
from justpack.errors import JustpackError, PackError, ServiceError
from justpack.model import Finding, Location
from justpack.report.style import Color, Style, inert, safe, style_for

_NO_ROOM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE}
)
_ONLY_TEXT = frozenset({"-h", "--help", "--version"})
"""Options that only write to stdout."""

FAILURE = ("build_id", "stage", "request_id", "status", "retry_after", "resume")
"""The facts about a failed call of the service in the output of `--format json`."""


def usage(arguments: Sequence[str], error: click.ClickException) -> int:
    """Report a wrong command line."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and _format(arguments) == "text":
        print(inert(error.format_message()), file=sys.stderr)  # noqa: T201
        return 2
    help = None
    if isinstance(error, click.UsageError) and error.ctx is not None:
        help = f"see `{error.ctx.command_path} --help`"
    message = " ".join(error.format_message().split()).removesuffix(".")
    message = message[:1].lower() + message[1:]  # like every other message
    return _report(arguments, "JP002", "usage", message, help, 2)


def known(arguments: Sequence[str], error: JustpackError) -> int:
    """Report a JustpackError: its message, its help and its code."""
    path = error.path if isinstance(error, PackError) else None
    return _report(
        arguments, error.code, _rule_name(error), error.message, error.help, error.exit_code, path, _failure(error)
    )


def _rule_name(error: JustpackError) -> str:
    return error.rule or type(error).__name__.removesuffix("Error").lower()


def _failure(error: Exception) -> dict[str, object] | None:
    return {name: getattr(error, name) for name in FAILURE} if isinstance(error, ServiceError) else None


def described(error: Exception) -> tuple[Finding, Mapping[str, object] | None, int]:
    """Return an error as a finding, with the facts about a failed call of the service and the exit code."""
    if not isinstance(error, JustpackError):
        code = PackError.exit_code if isinstance(error, OSError) and is_no_room(error) else JustpackError.exit_code
        message = f"{'' if code == 1 else 'a bug in justpack: '}{type(error).__name__}: {error}"
        return Finding("JP001" if code == 1 else "JP070", "pack" if code == 1 else "bug", "error", message), None, code
    path = Location(error.path) if isinstance(error, PackError) and error.path else None
    finding = Finding(error.code, _rule_name(error), "error", error.message, path, error.help)
    return finding, _failure(error), error.exit_code


def after_output(error: JustpackError, style: Style) -> int:
    """Report on stderr only an error that ends a command whose result is on stdout already; return its exit code."""
    _say(error.message, error.help, style)
    return error.exit_code


def interrupted(arguments: Sequence[str], error: BaseException) -> int:
    """Report Ctrl-C, TERM or HUP."""
    code = error.exit_code if isinstance(error, Terminated | Interrupted) else 130
    help, failure = (error.help, error.failure) if isinstance(error, Interrupted) else (None, None)
    return _report(arguments, "JP130", "interrupted", "interrupted", help, code, failure=failure)


def broken_pipe() -> int:
    """Discard further output, because the reader of stdout has closed it."""
    _discard(sys.stdout)
    return 141


def is_no_room(error: OSError) -> bool:
    """Whether the system, and not a bug, is the reason: a full or read-only disk, a limit, no temporary folder."""
    return error.errno in _NO_ROOM or "No usable temporary directory" in str(error)


def no_room(arguments: Sequence[str], error: OSError) -> int:
    """Report a file that the system does not let justpack write."""
    reason = (error.strerror or str(error)).lower()
    if not _ONLY_TEXT.isdisjoint(arguments):
        return _report(arguments, PackError.code, "pack", f"the result cannot be written: {reason}", None, 1)
    message = f"a file cannot be written: {reason}"
    return _report(arguments, PackError.code, "pack", message, "free space, or set TMPDIR to a folder with space", 1)


def is_no_thread(error: Exception) -> bool:
    """Whether the system refused a thread, for which Python raises a RuntimeError."""
    return isinstance(error, RuntimeError) and str(error) == "can't start new thread"


def no_thread(arguments: Sequence[str]) -> int:
    """Report a command that cannot run without a thread of its own."""
    help = "raise the limit of processes and threads (`ulimit -u`)"
    return _report(arguments, PackError.code, "pack", "the system allows no more threads", help, 1)


def discard_unwritten() -> None:
    """Discard what stdout or stderr still buffers and cannot write, so that Python does not fail with it at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            raise
        except OSError:
            _discard(stream)


def _discard(stream: TextIO) -> None:
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, stream.fileno())
    os.close(descriptor)


def bug(arguments: Sequence[str], error: Exception) -> int:
    """Report an unexpected exception; -v shows the traceback."""
    if {"-v", "--verbose"} & set(arguments):
        import traceback

        print(inert(traceback.format_exc()), file=sys.stderr)  # noqa: T201
    message = f"a bug in justpack: {type(error).__name__}: {error}"
    return _report(arguments, "JP070", "bug", message, "please report it, with the traceback that -v shows", 70)


def _report(
    arguments: Sequence[str],
    code: str,
    name: str,
    message: str,
    help: str | None,
    exit_code: int,
    path: str | None = None,
    failure: Mapping[str, object] | None = None,
) -> int:
    format = _format(arguments)
    if format != "text":
        from justpack.report.formats import registry
        from justpack.report.formats.registry import Run

        finding = Finding(code, name, "error", message, Location(path) if path else None, help)
        try:
            found = list(registry.lines(format, Run(_command(arguments), False, None, (finding,), failure=failure)))
            file = _last(arguments, "--output-file")
            if file is None or not _written(file, found):
                for line in found:
                    print(line)  # noqa: T201
                sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError:  # a full disk; the error is reported on stderr only
            message += " (and it could not be written to stdout)"
    _say(message, help, style_for(_color(arguments), terminal=sys.stderr.isatty()))
    return exit_code


def _written(file: str, lines: Iterable[str]) -> bool:
    """Write the lines to the file of `--output-file`; return whether that was possible."""
    from justpack import outputs
    from justpack.cli.output_paths import output_file

    try:
        outputs.write_text(output_file(file), "".join(f"{text}\n" for text in lines))
    except (JustpackError, click.BadParameter):
        return False
    return True


def _say(message: str, help: str | None, style: Style) -> None:
    print(f"{style('red', 'error')}: {inert(safe(message))}", file=sys.stderr)  # noqa: T201
    if help:
        print(f"  {style('cyan', '=')} {style('bold', 'help')}: {inert(safe(help))}", file=sys.stderr)  # noqa: T201


def _format(arguments: Sequence[str]) -> str:
    """Return the format that the command line names, even if the command line is wrong; by default text."""
    format = _last(arguments, "--format")
    if format is None:
        return "text"
    from justpack.report.formats import registry

    known = registry.OF_EVERY_COMMAND + (registry.OF_FINDINGS if _command(arguments) == "check" else ())
    return format if format in known else "text"


def _command(arguments: Sequence[str]) -> str:
    return next((word for word in arguments if word in COMMANDS), "justpack")


def _color(arguments: Sequence[str]) -> Color:
    word = _last(arguments, "--color")
    return cast("Color", word) if word in ("always", "never") else "auto"


def _last(arguments: Sequence[str], option: str) -> str | None:
    """Return the last value of an option, which is the one that the parser uses."""
    value = None
    for word, following in zip_longest(arguments, arguments[1:]):
        if word == option:
            value = following
        elif word.startswith(option + "="):
            value = word.partition("=")[2]
    return value
