"""Tests of `justpack sandbox`: a command with the variables of the sandbox, and leaked keys."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.sandbox.server import Sandbox

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


def test_names_no_command_that_continues_in_a_sandbox_that_ends(just: Invoke, app: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    deploy = (
        "import subprocess, sys\n"
        "command = [sys.executable, '-m', 'justpack', 'deploy', sys.argv[2], '--no-wait']\n"
        "with open(sys.argv[1], 'wb') as said:\n"
        "    sys.exit(subprocess.call(command, stdout=said, stderr=said))\n"
    )
    assert just("sandbox", "--", sys.executable, "-c", deploy, said, app).code == 0
    assert "uploaded: build" in said.read_text()
    assert "justpack build" not in said.read_text()


def test_reports_a_key_that_is_in_the_zip(just: Invoke, app: Path) -> None:
    deploy = (
        "import os, subprocess, sys\n"
        "with open(os.path.join(sys.argv[1], 'index.js'), 'a') as file:\n"
        "    file.write('// ' + os.environ['JUSTDEPLOY_SECRET_KEY'])\n"
        "sys.exit(subprocess.call([sys.executable, '-m', 'justpack', 'deploy', sys.argv[1], '-q']))\n"
    )
    run = just("sandbox", "--", sys.executable, "-c", deploy, app)
    assert run.code == 1
    assert "a key was sent to the store: PUT: index.js" in run.err


def test_reports_a_key_also_after_a_signal(just: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Sandbox, "leaks", ("PUT: header cookie",))
    monkeypatch.setattr("justpack.cli.service.sandbox._run", interrupted)
    run = just("sandbox", "--", "true")
    assert run.code == 130
    assert "a key was sent to the store: PUT: header cookie" in run.err
