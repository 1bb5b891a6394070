"""JUnit XML output: one test case for each finding, for the test reports of CI systems.

A finding that makes the command fail is a failure; any other finding is a test case that passes and carries its message
as output. A run without a failure contains a case that passes, because GitLab and Jenkins reject a report without a
case. The form is the one that Jenkins publishes (github.com/jenkinsci/xunit-plugin: junit-10.xsd).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from justpack.model import Finding, failing
from justpack.report.findings import where, within
from justpack.report.formats.registry import Run
from justpack.report.style import safe

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = 4000
"""The maximum number of characters of one text."""


def lines(run: Run) -> Iterator[str]:
    """Yield the XML document as one text."""
    yield from document(_name(run), [run])


def document(name: str, runs: Sequence[Run]) -> Iterator[str]:
    """Yield the XML document of the suites of one or more projects."""
    suites = Element("testsuites", name=_text(name))
    found = [_suite(suites, run) for run in runs]
    tests, failures = sum(tests for tests, _ in found), sum(failures for _, failures in found)
    suites.attrib |= {"tests": str(tests), "failures": str(failures), "errors": "0"}
    indent(suites)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield tostring(suites, encoding="unicode")


def _name(run: Run) -> str:
    return f"justpack {run.command} {run.folder}".rstrip()


def _suite(suites: Element, run: Run) -> tuple[int, int]:
    """Add the suite of one project; return the number of its cases and of its failures."""
    grave = failing(run.fail_on) if run.result is not None else ("error",)
    failures = [finding for finding in run.findings if finding.severity in grave]
    rest = [finding for finding in run.findings if finding.severity not in grave]
    count = len(run.findings) + (0 if failures else 1)
    numbers = {"tests": str(count), "failures": str(len(failures)), "errors": "0", "skipped": "0"}
    suite = SubElement(suites, "testsuite", {"name": _text(_name(run)), **numbers})
    for finding in failures:
        SubElement(
            _case(suite, finding, run.folder), "failure", type=finding.code, message=_text(finding.message)
        ).text = _details(finding, run.folder)
    for finding in rest:
        output = SubElement(_case(suite, finding, run.folder), "system-out")
        output.text = f"{finding.severity}[{finding.code}] {_text(finding.message)}\n{_details(finding, run.folder)}"
    if not failures:
        SubElement(suite, "testcase", classname=_text(run.folder or "."), name=_text(run.verdict or run.command))
    return count, len(failures)


def _case(suite: Element, finding: Finding, folder: str) -> Element:
    """Add the test case of a finding. GitLab shows the file as a link; the class name groups the cases."""
    file = _file(finding, folder)
    values = {"classname": file, "name": f"{finding.code} {_text(finding.name)}", "file": file}
    if finding.location is not None and finding.location.line is not None:
        values["line"] = str(finding.location.line)
    return SubElement(suite, "testcase", values)


def _file(finding: Finding, folder: str) -> str:
    return _text(within(folder, finding.location.path if finding.location else "."))


def _details(finding: Finding, folder: str) -> str:
    place = [within(folder, where(finding.location))] if finding.location else []
    help = [f"help: {finding.help}"] if finding.help else []
    page = [finding.url] if finding.url else []
    return "\n".join(_text(each) for each in (*place, *help, *page))


def _text(text: str) -> str:
    """Return the text with what XML does not allow replaced by visible escapes."""
    return _NOT_XML.sub(lambda found: f"\\x{ord(found.group()):02x}", safe(text[:_TEXT]))
