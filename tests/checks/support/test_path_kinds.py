"""Tests of the classification of paths."""

from __future__ import annotations

import pytest

from justpack.checks.support.path_kinds import has_sample_keys, of_tests


@pytest.mark.parametrize(
    "path",
    [
        *("tests/a.js", "test/a", "src/__tests__/a.ts", "spec/a.rb", "a/specs/b", "t/a", "pkg/testdata/k.pem"),
        *("a/test-data/k", "a/test_data/k", "fixtures/a", "tools/oidc-test-env/authelia/a.yml", "src-test/a"),
        *("ssh/tests.py", "test_a.py", "a/b_test.py", "src/a.test.js", "src/a.spec.tsx", "a.test.mjs"),
    ],
)
def test_recognizes_files_of_tests(path: str) -> None:
    assert of_tests(path)


@pytest.mark.parametrize(
    "path",
    ["src/a.js", "latest/a.js", "contest/a.py", "attestation/a", "src/testing.py", "tested/a", "at/a", "test",
     "a.test.py", "specimen/a", "src/protest.py"],
)  # fmt: skip
def test_does_not_recognize_other_files_as_tests(path: str) -> None:
    assert not of_tests(path)


@pytest.mark.parametrize("path", ["src/it/a/pom.xml", "a/src/integrationTest/A.java", "src/testFixtures/A.java"])
def test_recognizes_the_source_sets_of_tests(path: str) -> None:
    assert of_tests(path)


@pytest.mark.parametrize("path", ["it/a", "src/main/it.txt", "src/latest/a", "src/items/a"])
def test_does_not_recognize_other_source_sets(path: str) -> None:
    assert not of_tests(path)


@pytest.mark.parametrize(
    "path",
    ["dev/keys/root1", "docker/development/tls.txt", "api/schema/paths/post.json", "docs/a", "tests/a", "vendor/a",
     "openapi/certs.yaml", "schemas/a.yml", "web/localhost.pem", "certs/localhost-key.pem", "a/test_admin.sec",
     "certs/apt-test.priv", "tls/snakeoil.key"],
)  # fmt: skip
def test_recognizes_files_whose_keys_are_samples(path: str) -> None:
    assert has_sample_keys(path)


@pytest.mark.parametrize(
    "path",
    ["certs/a.txt", "src/device/a", "app/schemas/keys.py", "dev", "config/prod.json", "latest.pem", "contest.key"],
)
def test_does_not_recognize_other_keys_as_samples(path: str) -> None:
    assert not has_sample_keys(path)
