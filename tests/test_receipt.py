"""Tests that receipts can be read back, and that invalid receipts are rejected."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from justpack import receipt
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Build, PackedEntry
from justpack.outputs import write_receipt
from justpack.receipt import Deployed, Receipt

STEADY = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ENTRIES = (
    PackedEntry("bin/start", 11, 11, 0x0000ABCD, executable=True, stored=True),
    PackedEntry("näme.js", 4096, 900, 0xFFFFFFFF, executable=False, stored=False),
)
ARCHIVE = Archive(None, "a" * 64, "b" * 64, 1200, 4107, ENTRIES, "libdeflate via deflate 0.9.0", 6)
BUILD = Build("0b0e", stage="production", status="ready", runtime="nodejs22.x", version="1.0.0", size=1200)
DEPLOYED = Deployed("api.justdeploy.net", "a" * 16, "shop", BUILD)
FULL = Receipt(ARCHIVE, {"runtime": "nodejs22.x", "evidence": [{"path": ".nvmrc", "line": 1}]}, DEPLOYED)
PLACE = {"service": "api.justdeploy.net", "organization": "a" * 16, "project": "shop", "stage": "production"}


@pytest.mark.parametrize("given", [FULL, Receipt(ARCHIVE), replace(FULL, tool_version="9.9")])
def test_reads_a_written_receipt(tmp_path: Path, given: Receipt) -> None:
    path = receipt.beside(tmp_path / "app.zip")
    write_receipt(given, path)
    assert path.name == "app.zip.receipt.json"
    assert receipt.read(path) == given


def test_writes_equal_bytes_for_equal_receipts() -> None:
    turned = {"evidence": [{"line": 1, "path": ".nvmrc"}], "runtime": "nodejs22.x"}
    assert replace(FULL, prediction=turned).text() == FULL.text()
    assert FULL.text().endswith("}\n")


def test_reads_a_receipt_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.text().encode())
    assert receipt.read(path) == FULL


def test_writes_each_entry_as_json_does() -> None:
    names = ['quote".js', "tab\t.js", "back\\slash", "emoji \U0001f600", "naïve", "a/b c.txt"]
    entries = tuple(PackedEntry(name, 5, 4, 0xF, executable=True, stored=False) for name in names)
    lines = Receipt(replace(ARCHIVE, entries=entries)).text().splitlines()
    start = lines.index('  "entries": [') + 1
    fields = {"crc": "0000000f", "executable": True, "packed": 4, "size": 5, "stored": False}
    for name, line in zip(names, lines[start:], strict=False):
        assert line.removesuffix(",") == "   " + json.dumps({**fields, "path": name}, sort_keys=True)


def test_removes_url_queries_from_texts_of_the_service() -> None:
    error = "copy from https://upload.justdeploy.net/a/b?X-Amz-Signature=0123456789abcdef&x=1 failed"
    text = FULL.with_deployed(replace(DEPLOYED, build=replace(BUILD, error=error, raw={"url": error}))).text()
    assert "Signature" not in text
    assert "copy from https://upload.justdeploy.net/a/b failed" in text


def test_replaces_a_receipt_atomically(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    write_receipt(Receipt(ARCHIVE), path)
    write_receipt(FULL, path)
    assert receipt.read(path) == FULL
    assert os.listdir(tmp_path) == ["r.json"]


def test_leaves_nothing_after_a_failed_write(tmp_path: Path) -> None:
    (tmp_path / "r.json").mkdir()
    with pytest.raises(PackError, match="is a folder"):
        write_receipt(FULL, tmp_path / "r.json")
    with pytest.raises(PackError, match="cannot be written"):
        write_receipt(FULL, tmp_path / "missing" / "r.json")
    assert os.listdir(tmp_path) == ["r.json"]


def test_does_not_wait_for_special_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PackError, match="is not a regular file"):
        write_receipt(FULL, tmp_path / "pipe")
    with pytest.raises(UsageError, match="is not JSON"):
        receipt.read(tmp_path / "pipe")


def test_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "r.json").symlink_to("real.json")
    write_receipt(FULL, tmp_path / "r.json")
    assert (tmp_path / "r.json").is_symlink()
    assert receipt.read(tmp_path / "real.json") == FULL


@pytest.mark.parametrize(
    ("change", "live"),
    [
        ({}, True),
        ({"sha256": "c" * 64}, False),
        ({"stage": "development"}, False),
        ({"project": "other"}, False),
        ({"organization": "b" * 16}, False),
        ({"service": "127.0.0.1:4000"}, False),
    ],
)
def test_is_live_for_equal_bytes_and_destination(change: dict[str, str], live: bool) -> None:
    assert FULL.is_live(**{"sha256": "a" * 64, **PLACE, **change}) is live


@pytest.mark.parametrize("status", ["error", "building", None])
def test_is_not_live_without_a_ready_build(status: str | None) -> None:
    tried = FULL.with_deployed(replace(DEPLOYED, build=replace(BUILD, status=status)))
    assert not tried.is_live(sha256="a" * 64, **PLACE)
    assert not Receipt(ARCHIVE).is_live(sha256="a" * 64, **PLACE)


def test_ignores_unknown_keys(tmp_path: Path) -> None:
    values = json.loads(FULL.text())
    values["later"] = values["archive"]["later"] = {"x": 1}
    (tmp_path / "r.json").write_text(json.dumps(values))
    assert receipt.read(tmp_path / "r.json") == replace(FULL, intact=False), "no release wrote it with this checksum"


@pytest.mark.parametrize("key", ["size", "level", "engine"])
def test_reports_a_receipt_that_was_altered(tmp_path: Path, key: str) -> None:
    values = json.loads(FULL.text())
    values["archive"][key] = "other" if key == "engine" else values["archive"][key] + 1
    (tmp_path / "r.json").write_text(json.dumps(values))
    assert not receipt.read(tmp_path / "r.json").intact


def test_does_not_report_a_receipt_without_a_checksum_or_in_another_layout(tmp_path: Path) -> None:
    values = json.loads(FULL.text())
    for left_out in ((), ("checksum",)):
        kept = {key: value for key, value in values.items() if key not in left_out}
        (tmp_path / "r.json").write_text(json.dumps(kept, indent=4))
        assert receipt.read(tmp_path / "r.json") == FULL


def _set(*way: str | int) -> Callable[[object], Callable[[dict[str, object]], None]]:
    def to(value: object) -> Callable[[dict[str, object]], None]:
        def change(top: dict[str, object]) -> None:
            node: object = top
            for key in way[:-1]:
                node = node[key]  # type: ignore[index]
            node[way[-1]] = value  # type: ignore[index]

        return change

    return to


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_set("schema")("other"), "its schema is another one"),
        (_set("schema_version")(2), "another schema"),
        (_set("schema_version")(True), "schema_version is not a whole number"),
        (_set("archive")([]), "archive is not an object"),
        (_set("archive", "sha256")("A" * 64), "archive.sha256 is not a sha256"),
        (_set("archive", "size")(-1), "archive.size is not a whole number"),
        (_set("archive", "size")(1.5), "archive.size is not a whole number"),
        (_set("archive", "count")(3), "archive.count is not the number of entries"),
        (_set("archive", "unpacked_size")(1), "not the sum"),
        (_set("archive", "entries")({}), "archive.entries is not a list"),
        (_set("archive", "entries", 0, "crc")("0xabcdef"), r"archive.entries\[0\].crc is not a CRC-32"),
        (_set("archive", "entries", 1, "stored")(0), r"archive.entries\[1\].stored is not true or false"),
        (_set("prediction")("nodejs22.x"), "prediction is not an object"),
        (_set("deployed")({}), "deployed.service is missing"),
        (_set("deployed", "build", "id")(None), "deployed.build.id is not a text"),
        (lambda top: top.pop("archive"), "archive is missing"),
    ],
)
def test_rejects_an_invalid_receipt(tmp_path: Path, change: Callable[[dict[str, object]], None], why: str) -> None:
    values = json.loads(FULL.text())
    change(values)
    (tmp_path / "r.json").write_text(json.dumps(values))
    with pytest.raises(UsageError, match=f"r.json is not a receipt: .*{why}"):
        receipt.read(tmp_path / "r.json")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1}'])
def test_rejects_other_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "r.json").write_bytes(data)
    with pytest.raises(UsageError, match="is not a receipt"):
        receipt.read(tmp_path / "r.json")


def test_reports_a_missing_file_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the receipt .*: no such file"):
        receipt.read(tmp_path / "r.json")


def test_does_not_read_a_huge_file(tmp_path: Path) -> None:
    with (tmp_path / "r.json").open("wb") as file:
        file.truncate(receipt.LARGEST + 10)
    with pytest.raises(UsageError, match="larger than 256 MiB"):
        receipt.read(tmp_path / "r.json")


@STEADY
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)
    )
)
def test_reads_or_rejects_any_json(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    for key in ("archive", "prediction", "deployed", "tool"):
        path.write_text(json.dumps({**json.loads(FULL.text()), key: value}))
        try:
            assert isinstance(receipt.read(path), Receipt)
        except UsageError as error:
            assert "is not a receipt" in str(error)
