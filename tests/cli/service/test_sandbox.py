"""Tests of `justpack sandbox`: a command with the variables of the sandbox, and leaked keys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.runs import Invoke

SHOW = "import os, sys; open(sys.argv[1], 'w').write(os.environ['JUSTDEPLOY_ORGANIZATION'])"


def test_runs_a_command_with_the_variables(just: Invoke, tmp_path: Path) -> None:
    assert just("sandbox", "--", sys.executable, "-c", SHOW, tmp_path / "shown").code == 0
    assert len((tmp_path / "shown").read_text()) == 16


@pytest.mark.parametrize("code", [0, 3])
def test_ends_with_the_exit_code_of_the_command(just: Invoke, code: int) -> None:
    assert just("sandbox", "--", sys.executable, "-c", f"raise SystemExit({code})").code == code


def test_exits_2_for_an_unknown_command(just: Invoke, tmp_path: Path) -> None:
    run = just("sandbox", "--", str(tmp_path / "nothing"))
    assert run.code == 2
    assert "cannot run" in run.err
    assert "name a program" in run.err


def test_says_how_to_run_a_pipeline(just: Invoke) -> None:
    run = just("sandbox", "--", "echo one | cat")
    assert run.code == 2
    assert "sh -c" in run.err


def test_exits_2_for_an_unknown_runtime(just: Invoke) -> None:
    assert just("sandbox", "--runtime", "nodejs1.x", "--", "true").code == 2


def test_reports_a_key_that_was_sent_to_the_store(just: Invoke) -> None:
    send = (
        "import json, os, urllib.request as u\n"
        "e = os.environ\n"
        "keys = {'X-Access-Key': e['JUSTDEPLOY_ACCESS_KEY'], 'X-Secret-Key': e['JUSTDEPLOY_SECRET_KEY']}\n"
        "base = e['JUSTDEPLOY_API_URL'] + '/organizations/' + e['JUSTDEPLOY_ORGANIZATION']\n"
        "base += '/projects/' + e['JUSTDEPLOY_PROJECT'] + '/builds'\n"
        "made = u.urlopen(u.Request(base, json.dumps({'stage': 'production'}).encode(), keys))\n"
        "url = json.load(made)['url']\n"
        "put = u.Request(url, b'x', {**keys, 'Content-Type': 'application/zip'}, method='PUT')\n"
        "u.urlopen(put)\n"
    )
    run = just("sandbox", "--", sys.executable, "-c", send)
    assert run.code == 1
    assert "a key was sent to the store: PUT: header x-secret-key" in run.err
