"""Prediction, on evidence made by hand: what is combined, what is chosen, what the answer rests on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from justpack.facts import assumptions, runtimes
from justpack.facts.assumptions import MEMBER_MANIFESTS, VERSION_FILES
from justpack.facts.precedence import PRECEDENCE
from justpack.model import (
    EVERY,
    Assumption,
    Evidence,
    Family,
    Inspection,
    Location,
    Need,
    Prediction,
    Problem,
    ProjectMarker,
    Strength,
    VersionSet,
    Weight,
)
from justpack.prediction import predict

_serial = count()


def line(low: int, high: int) -> VersionSet:
    return VersionSet((((low, 0, 0), (high, 0, 0)),))


def at_least(low: int) -> VersionSet:
    return VersionSet((((low, 0, 0), None),))


def says(
    versions: VersionSet | None,
    rank: int = 2,
    *,
    family: Family = "node",
    strength: Strength = "range",
    needs: Sequence[Need] = (),
    ahead: bool = False,
    problem: str | None = None,
) -> Evidence:
    place = Location(f"file{next(_serial)}", 1)
    return Evidence(
        family, PRECEDENCE[family][rank - 1][0], place, "", "…", strength, versions=versions,
        required_assumptions=frozenset(needs),
        floating=ahead,
        problem=Problem(problem, place) if problem else None,
    )  # fmt: skip


def seen(*families: Family, weight: Weight = "manifest") -> tuple[ProjectMarker, ...]:
    return tuple(ProjectMarker(family, weight, f"{family}.manifest", "it is there") for family in families)


def of(*evidence: Evidence, family: Family = "node", **settled: str) -> Prediction:
    values = {key.replace("_", "-"): value for key, value in settled.items()}
    return predict(Inspection(seen(family), evidence), settled=values)


def rests(prediction: Prediction) -> dict[str, set[str | None]]:
    grouped: dict[str, set[str | None]] = {}
    for each in prediction.rests_on:
        grouped.setdefault(each.assumption, set()).add(each.otherwise)
    return grouped


def roles(prediction: Prediction) -> list[str]:
    return [weighed.role for weighed in prediction.evidence]


class TestNothingDeclared:
    @pytest.mark.parametrize(
        ("family", "runtime", "otherwise"),
        [
            ("node", "nodejs24.x", {"nodejs22.x"}),
            ("python", "python3.14", {"python3.13", "python3.12"}),
            ("java", "java21", {"java17"}),
        ],
    )
    def test_the_default_and_that_it_is_one(self, family: Family, runtime: str, otherwise: set[str]) -> None:
        prediction = of(family=family)
        assert (prediction.runtime, prediction.certainty) == (runtime, "assumed")
        assert rests(prediction) == {f"{family}-default": otherwise}

    def test_nothing_here_is_unknown(self) -> None:
        prediction = predict(Inspection())
        assert (prediction.outcome, prediction.runtime, prediction.certainty) == ("unknown", None, None)


class TestOneDeclaration:
    def test_one_line_is_certain(self) -> None:
        prediction = of(says(line(22, 23)))
        assert (prediction.runtime, prediction.certainty, prediction.rests_on) == ("nodejs22.x", "certain", ())

    def test_an_open_range_rests_on_the_choice(self) -> None:
        assert rests(of(says(at_least(18)))) == {"node-choice": {"nodejs22.x"}}

    def test_java_takes_the_lowest_that_is_enough(self) -> None:
        prediction = of(says(at_least(11), family="java", strength="floor"), family="java")
        assert (prediction.runtime, prediction.candidates) == ("java17", ("java17", "java21"))
        assert rests(prediction) == {"java-choice": {"java21"}}

    def test_what_admits_nothing_offered_is_unsupported(self) -> None:
        prediction = of(says(line(18, 20)), says(line(22, 23), 4))
        assert (prediction.outcome, prediction.candidates) == ("unsupported", ())
        assert roles(prediction) == ["decides", "overruled"]

    def test_what_follows_the_world_means_the_newest_even_if_the_lowest_is_chosen(self) -> None:
        prediction = of(says(EVERY, 4, strength="pin", ahead=True), node_choice="lowest")
        assert prediction.runtime == "nodejs24.x"


class TestSeveralDeclarations:
    def test_a_pin_narrows_a_range_and_decides(self) -> None:
        prediction = of(says(at_least(20)), says(line(22, 23), 4, strength="pin"))
        assert (prediction.runtime, roles(prediction)) == ("nodejs22.x", ["agrees", "decides"])

    def test_on_conflict_the_higher_source_wins(self) -> None:
        prediction = of(says(line(22, 23)), says(line(24, 25), 4, strength="pin"))
        assert (prediction.runtime, roles(prediction)) == ("nodejs22.x", ["decides", "overruled"])

    def test_lines_that_fit_alone_but_not_together_conflict(self) -> None:
        newer = VersionSet((((22, 5, 0), None),))
        older = VersionSet((((22, 3, 0), (22, 3, 1)),))
        assert roles(of(says(newer), says(older, 4))) == ["decides", "overruled"]

    def test_of_floors_the_highest_decides(self) -> None:
        low = says(at_least(11), 4, family="java", strength="floor")
        high = says(at_least(17), 4, family="java", strength="floor")
        assert of(low, high, family="java").decides is not None
        assert of(low, high, family="java").decides.evidence is high  # type: ignore[union-attr]

    def test_a_window_is_never_overruled(self) -> None:
        toolchain = says(line(21, 22), 2, family="java", strength="pin")
        window = says(line(8, 18), 5, family="java", strength="window")
        prediction = of(toolchain, window, family="java")
        assert (prediction.outcome, prediction.decides and prediction.decides.evidence) == ("unsupported", window)

    def test_the_users_own_pin_settles_kind_and_line(self) -> None:
        pin = says(line(17, 18), 1, family="java", strength="pin")
        prediction = predict(Inspection(seen("node"), (pin, says(line(22, 23)))))
        assert (prediction.runtime, prediction.certainty) == ("java17", "certain")


class TestFlips:
    def test_a_version_file_rests_on_being_read(self) -> None:
        prediction = of(says(line(22, 23), 4, strength="pin", needs=[VERSION_FILES]))
        assert rests(prediction) == {"version-files": {"nodejs24.x"}}

    def test_two_together_when_each_alone_changes_nothing(self) -> None:
        prediction = of(says(line(24, 25), 4, strength="pin", needs=[VERSION_FILES]))
        assert rests(prediction) == {"version-files+node-default": {"nodejs22.x"}}

    def test_an_invalid_declaration_may_fail_the_build(self) -> None:
        prediction = of(says(None, problem="what is this"))
        assert (prediction.runtime, roles(prediction)) == ("nodejs24.x", ["invalid"])
        assert rests(prediction) == {"invalid-declaration": {None}, "node-default": {"nodejs22.x"}}

    def test_a_settled_assumption_is_not_flipped(self) -> None:
        assert of(node_default="nodejs22.x").runtime == "nodejs22.x"
        assert of(node_default="nodejs22.x").certainty == "certain"

    def test_python_may_prefer_312(self) -> None:
        prediction = of(says(VersionSet((((3, 10, 0), None),)), family="python"), family="python")
        assert rests(prediction) == {"python-choice": {"python3.12"}}
        settled = of(says(EVERY, family="python"), family="python", python_choice="3.12")
        assert settled.candidates == ("python3.12", "python3.14", "python3.13")

    def test_members_count_only_where_the_nearest_decide(self) -> None:
        member = says(line(22, 23), 4, needs=[MEMBER_MANIFESTS])
        prediction = of(member)
        assert (prediction.runtime, roles(prediction)) == ("nodejs24.x", ["hint"])
        assert "member-manifests" in rests(prediction)

    @pytest.mark.parametrize("need", [VERSION_FILES, MEMBER_MANIFESTS])
    def test_a_need_is_a_value_that_its_assumption_can_have(self, need: Need) -> None:
        assumption = assumptions.by_id(need.assumption)
        assert need.value in (assumption.value, *assumption.others)

    @pytest.mark.parametrize("assumption", assumptions.ASSUMPTIONS, ids=lambda each: each.id)
    def test_each_assumption_changes_some_answer(self, assumption: Assumption) -> None:
        evidence = (
            says(at_least(20)),
            says(line(22, 23), 3, needs=[VERSION_FILES]),
            says(line(22, 23), 3, needs=[MEMBER_MANIFESTS]),
        )
        worlds = [
            Inspection(seen("node"), evidence[:1]),
            Inspection(seen("node"), evidence[1:2]),
            Inspection(seen("node"), evidence[2:]),
            Inspection(seen("node"), (says(None, problem="bad"),)),
            Inspection(seen("python"), (says(EVERY, family="python"),)),
            Inspection(seen("java"), (says(at_least(8), family="java", strength="floor"),)),
            Inspection(seen("node", "python", "java")),
            Inspection(seen("python")),
            Inspection(seen("java")),
            Inspection(seen("node")),
        ]
        base = [predict(world).runtime for world in worlds]
        for other in assumption.others:
            assert [predict(world, settled={assumption.id: other}).runtime for world in worlds] != base


class TestKinds:
    def test_the_heavier_class_wins(self) -> None:
        prediction = predict(Inspection((*seen("node", weight="hint"), *seen("python"))))
        assert (prediction.family, prediction.certainty) == ("python", "assumed")
        assert prediction.other_families == (("node", "node.manifest"),)
        assert "kind-order" not in rests(prediction)

    def test_within_a_class_the_order_is_assumed(self) -> None:
        prediction = predict(Inspection(seen("node", "python")))
        assert prediction.family == "python"
        assert rests(prediction)["kind-order"] == {"nodejs24.x"}

    def test_two_handlers_are_ambiguous(self) -> None:
        assert predict(Inspection(seen("node", "python", weight="handler"))).outcome == "ambiguous"

    def test_an_unreadable_manifest_is_malformed_and_no_other_family_is_chosen(self) -> None:
        broken = ProjectMarker("java", "manifest", "pom.xml", "pom.xml", Problem("broken", Location("pom.xml", 3)))
        prediction = predict(Inspection((broken, *seen("python"))))
        assert (prediction.outcome, prediction.family) == ("malformed", "java")


def test_the_catalog_and_the_assumptions_agree() -> None:
    for family in ("node", "python", "java"):
        default = assumptions.by_id(f"{family}-default")
        ids = [runtime.id for runtime in runtimes.of_family(family)]
        assert {default.value, *default.others} == set(ids)
        assert default.value == ids[0]
