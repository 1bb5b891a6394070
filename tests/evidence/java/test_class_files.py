"""Tests of the evidence from compiled classes at the root."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from justpack.evidence.source_api import Found
from justpack.model import Evidence, Problem, ProjectMarker

Files = Mapping[str, bytes]
Collect = Callable[[str, Files], list[Found]]
ReadEvidence = Callable[[str, Files], list[Evidence]]

RUNNABLE = {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\r\nMain-Class: a.very.long.na\r\n me.Main\r\n\r\n"}
BUILT = {"META-INF/MANIFEST.MF": b"Main-Class: a.Main\nBuild-Jdk-Spec: 21\n"}


def compiled(feature: int, minor: int = 0) -> bytes:
    return b"\xca\xfe\xba\xbe" + minor.to_bytes(2, "big") + (feature + 44).to_bytes(2, "big") + b"rest"


def jar(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def told(found: list[Evidence]) -> list[tuple[str, str, str]]:
    return [(each.raw, str(each.versions), each.key) for each in found]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({"A.class": compiled(17), "b/B.class": compiled(11)}, ("class file version 61", ">=17.0.0", "A.class")),
        (
            {"A.class": compiled(8), "META-INF/versions/21/A.class": compiled(21)},
            ("class file version 52", ">=8.0.0", "A.class"),
        ),
        ({"A.class": compiled(8), "module-info.class": compiled(9)}, ("class file version 52", ">=8.0.0", "A.class")),
        (
            {"A.class": compiled(21, 0xFFFF), "B.class": compiled(25)},
            ("class file version 65", ">=21.0.0 <22.0.0", "A.class"),
        ),
        (
            {"BOOT-INF/classes/A.class": compiled(17), "BOOT-INF/lib/x.jar": jar({"X.class": compiled(21)})},
            ("class file version 65", ">=21.0.0", "BOOT-INF/lib/x.jar!/X.class"),
        ),
        ({"A.class": compiled(17), "B.class": b"no class"}, ("class file version 61", ">=17.0.0", "A.class")),
    ],
)
def test_uses_the_highest_class_of_a_runnable_jar(
    entries: Files, expected: tuple[str, str, str], evidence: ReadEvidence
) -> None:
    assert told(evidence("java.class_files", {"app.jar": jar({**RUNNABLE, **entries})})) == [expected]


def test_gives_a_marker_for_a_runnable_jar_but_not_for_a_library(collect: Collect) -> None:
    found = collect("java.class_files", {"app.jar": jar(RUNNABLE), "lib.jar": jar({"A.class": compiled(25)})})
    assert found == [ProjectMarker("java", "manifest", "app.jar", "a jar with a Main-Class")]


def test_gives_a_hint_for_the_jdk_that_built_a_jar(evidence: ReadEvidence) -> None:
    (found,) = evidence("java.class_files", {"app.jar": jar(BUILT)})
    assert (found.source, found.raw, found.strength, found.versions) == ("jar.build-jdk", "21", "hint", None)


def test_counts_single_classes_as_sources(collect: Collect) -> None:
    sighting, found = collect(
        "java.class_files", {"A.class": compiled(17), "B.class": compiled(21), "c/C.class": compiled(25)}
    )
    assert isinstance(sighting, ProjectMarker) and (sighting.weight, sighting.path) == ("source", "B.class")
    assert isinstance(found, Evidence) and str(found.versions) == ">=21.0.0"


WHOLE = jar({**RUNNABLE, "A.class": compiled(17)})
BROKEN = {
    "empty": b"",
    "no zip": b"PK\x03\x04 and no more",
    "cut": WHOLE[:-10],
    "directory too large": WHOLE[:-10] + b"\xff\xff\xff\x7f" + WHOLE[-6:],
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_reports_a_broken_jar(data: bytes, collect: Collect) -> None:
    (found,) = collect("java.class_files", {"app.jar": data})
    assert isinstance(found, Problem) and found.message.startswith("app.jar cannot be read: ")


def test_never_raises_for_damaged_jars(collect: Collect) -> None:
    whole = jar({**BUILT, "A.class": compiled(17), "lib/x.jar": jar({"X.class": compiled(21)}, zipfile.ZIP_STORED)})
    for at in range(0, len(whole), 7):
        collect("java.class_files", {"app.jar": whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :]})


def test_does_not_follow_a_link_out_of_the_project(tmp_path: Path, collect: Collect) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.jar"
    outside.write_bytes(WHOLE)
    (tmp_path / "app.jar").symlink_to(outside)
    (found,) = collect("java.class_files", {})
    assert isinstance(found, Problem)


def _agrees(release: int, folder: Path, javac: str, evidence: ReadEvidence) -> None:
    source = folder / "source" / "Main.java"
    source.parent.mkdir(exist_ok=True)
    source.write_text("class Main {}")
    command = [javac, "--release", str(release), "-Xlint:-options", "-d", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    (found,) = evidence("java.class_files", {})
    assert str(found.versions) == f">={release}.0.0"


def test_javac_writes_the_version_we_read(tmp_path: Path, tool: Callable[[str], str], evidence: ReadEvidence) -> None:
    _agrees(17, tmp_path, tool("javac"), evidence)


@pytest.mark.exhaustive
@pytest.mark.parametrize("release", range(8, 18))
def test_javac_writes_all_versions_we_read(
    release: int, tmp_path: Path, tool: Callable[[str], str], evidence: ReadEvidence
) -> None:
    _agrees(release, tmp_path, tool("javac"), evidence)


def test_reads_a_war_with_a_main_class(collect: Collect) -> None:
    war = jar(
        {**RUNNABLE, "WEB-INF/classes/A.class": compiled(17), "WEB-INF/lib/b.jar": jar({"B.class": compiled(21)})}
    )
    marker, found = collect("java.class_files", {"app.war": war})
    assert marker == ProjectMarker("java", "manifest", "app.war", "a war with a Main-Class")
    assert isinstance(found, Evidence) and found.raw == "class file version 65"
    assert collect("java.class_files", {"app.war": jar({"WEB-INF/classes/A.class": compiled(17)})}) == []


def _manifest(class_path: str) -> dict[str, bytes]:
    return {"META-INF/MANIFEST.MF": f"Main-Class: A\r\nClass-Path: {class_path}\r\n".encode()}


@pytest.mark.parametrize(
    ("class_path", "expected"),
    [
        ("lib/new.jar", "lib/new.jar"),
        ("missing.jar ./lib/new.jar", "lib/new.jar"),
        ("lib/through.jar", "lib/new.jar"),
        ("lib/n%65w.jar", "lib/new.jar"),
        ("lib/broken.jar lib/ file:/x.jar ../out.jar", "app.jar"),
        ("", "app.jar"),
    ],
)
def test_counts_the_jars_on_the_class_path(class_path: str, expected: str, evidence: ReadEvidence) -> None:
    files = {
        "app.jar": jar({**_manifest(class_path), "A.class": compiled(17)}),
        "lib/new.jar": jar({"B.class": compiled(21)}),
        "lib/through.jar": jar({**_manifest("new.jar through.jar"), "C.class": compiled(8)}),
        "lib/broken.jar": b"PK",
    }
    (found,) = evidence("java.class_files", files)
    assert (found.location.path, found.raw[-2:]) == (expected, "65" if "new" in expected else "61")


def test_reads_an_unpacked_jar(collect: Collect) -> None:
    files = {
        **RUNNABLE,
        "BOOT-INF/classes/a/A.class": compiled(17),
        "BOOT-INF/lib/b.jar": jar({"B.class": compiled(21)}),
        "META-INF/versions/25/C.class": compiled(25),
    }
    marker, found = collect("java.class_files", files)
    assert isinstance(marker, ProjectMarker) and marker.path == "META-INF/MANIFEST.MF"
    assert isinstance(found, Evidence) and (found.location.path, found.raw) == (
        "BOOT-INF/lib/b.jar",
        "class file version 65",
    )


@pytest.mark.parametrize(
    "text",
    [
        "main-class: A\r\nclass-path: lib/new.jar\r\n",
        "MAIN-CLASS: A\nCLASS-PATH: lib/other.jar \n lib/new.jar\n",
        "Main-Class: A\rClass-Path: lib/n\r ew.jar\r",
    ],
)
def test_reads_each_spelling_of_a_manifest(text: str, evidence: ReadEvidence) -> None:
    app = jar({"META-INF/MANIFEST.MF": text.encode(), "A.class": compiled(17)})
    files = {"app.jar": app, "lib/new.jar": jar({"B.class": compiled(21)})}
    assert [each.location.path for each in evidence("java.class_files", files)] == ["lib/new.jar"]


def test_reads_a_folder_on_the_class_path(evidence: ReadEvidence) -> None:
    app = jar({**_manifest("classes/"), "A.class": compiled(17)})
    files = {"app.jar": app, "classes/a/B.class": compiled(21), "classes/module-info.class": compiled(25)}
    assert [each.raw for each in evidence("java.class_files", files)] == ["class file version 65"]


def test_does_not_read_a_folder_off_the_class_path(evidence: ReadEvidence) -> None:
    files = {"app.jar": jar({**_manifest("lib/"), "A.class": compiled(17)}), "classes/a/B.class": compiled(21)}
    assert [each.raw for each in evidence("java.class_files", files)] == ["class file version 61"]
