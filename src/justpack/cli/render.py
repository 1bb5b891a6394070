"""Write the result of a command to stdout in the chosen format, and notes to stderr."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from justpack import pipeline
from justpack.errors import PackError
from justpack.frozen import frozen
from justpack.model import FileAccess, Finding
from justpack.pipeline import Project, Review
from justpack.report import findings as report_findings
from justpack.report.decision import rule_line
from justpack.report.formats import registry
from justpack.report.formats.registry import Run
from justpack.report.sizes import human
from justpack.report.style import Style, inert, safe


@frozen
class Output:
    """How a command writes its result: the values of `--format`, `--color`, `-q`, `-v` and `--output-file`."""

    command: str
    format: str
    style: Style
    quiet: bool
    verbose: bool
    file: Path | None = None
    """The file that gets the result, or None for stdout."""

    def emit(
        self, ok: bool, result: Mapping[str, object] | None, findings: Sequence[Finding], lines: Iterable[str]
    ) -> None:
        """Write the result to stdout or the file; `lines` are the text format."""
        self.write(Run(self.command, ok, result, tuple(findings), lines))

    def lines(
        self, ok: bool, result: Mapping[str, object] | None, findings: Sequence[Finding], lines: Iterable[str]
    ) -> Iterator[str]:
        """Yield what `emit` writes."""
        yield from registry.lines(self.format, Run(self.command, ok, result, tuple(findings), lines))

    def write(self, run: Run) -> None:
        """Write a run to stdout or the file. Raises PackError if it cannot be written."""
        self._write(registry.lines(self.format, run))

    def write_lines(self, lines: Iterable[str]) -> None:
        """Write lines that are already in the format of the output. Raises PackError like `write`."""
        self._write(lines)

    def write_many(self, runs: Sequence[Run], lines: Iterable[str]) -> None:
        """Write the runs of many projects as one result; `lines` are the text format. Raises PackError like `write`."""
        from justpack.report.many import registry as many

        self._write(many.lines(self.format, runs, lines))

    def _write(self, texts: Iterable[str]) -> None:
        if self.file is not None:
            from justpack import outputs

            outputs.write_text(self.file, "".join(f"{text}\n" for text in texts))
            return
        for text in texts:
            with writing():
                click.echo(text, color=True)

    def note(self, line: str) -> None:
        """Write one line to stderr, unless -q is given."""
        if not self.quiet:
            with contextlib.suppress(OSError):  # a reader of stderr that ends does not end the command
                click.echo(inert(line), err=True)

    def file_accesses(self, project: Project) -> None:
        """With -v, list on stderr the files that were read, those that were not, and why."""
        if self.verbose:
            say(map(_access_line, pipeline.file_accesses(project)))


def say(lines: Iterable[str]) -> None:
    """Write lines to stderr."""
    for line in lines:
        click.echo(inert(line), err=True)


@contextmanager
def writing() -> Iterator[None]:
    """Turn an error of writing to stdout, such as a full disk, into a PackError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PackError(f"the result cannot be written: {(error.strerror or str(error)).lower()}") from None


def review_lines(review: Review, style: Style) -> Iterator[str]:
    """Yield the findings, then one line with the verdict."""
    yield from report_findings.lines(review.findings, style)
    yield verdict(review, style)


def verdict(review: Review, style: Style) -> str:
    """Return whether the project is ready to deploy, with its runtime, number of files and size."""
    entries = review.plan.entries
    size = human(sum([entry.size for entry in entries]))
    runtime = review.prediction.runtime or "no runtime"
    ready = review.ok and review.prediction.runtime is not None
    word = style("green", "ready to deploy") if ready else style("red", "not ready to deploy")
    return f"{word}: {runtime}, {len(entries)} file{'s' if len(entries) != 1 else ''}, {size}"


def _access_line(access: FileAccess) -> str:
    if access.was_read:
        return f"read {safe(access.path)}"
    if access.decision is None:
        return f"not read: {safe(access.reason or access.path)}"
    rule = access.decision.rule
    return f"not read: {safe(access.path)} is excluded" + (f" by {rule_line(rule)}" if rule else "")
