"""The service chose another runtime than the predicted one.

The prediction follows from the declarations, whose grammars are documented, and from assumptions about the service,
whose behaviour is not published. Either one of the assumptions is wrong, or the project contains a declaration that
justpack does not know.

Example: nodejs24.x is predicted from `>=22`, and the build has nodejs22.x: the service chooses the lowest line.

Fix: set the assumption that was wrong under `[assumptions]` in justpack.toml, or declare one exact release line. If no
assumption explains the difference, please report it with the output of `justpack detect --format json`.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import DeploymentContext
from justpack.checks.rule import Rule
from justpack.facts.assumptions import by_id
from justpack.model import Finding


def run(context: DeploymentContext) -> Iterator[Finding]:
    """Yield one finding if the build names another runtime, with the setting that would have been right, if known."""
    build, prediction = context.build, context.prediction
    if build.runtime is None or prediction.runtime in (None, build.runtime):
        return
    wrong = next((each for each in prediction.rests_on if each.otherwise == build.runtime), None)
    help = "no assumption explains it: please report it with the output of `justpack detect --format json`"
    if wrong is not None:
        help = (
            f"the assumption {wrong.assumption} is wrong ({wrong.says}): set {_right(wrong.assumptions, build.runtime)}"
        )
    elif prediction.certainty == "assumed":
        help = "declare one exact release line; `justpack detect` shows the edit"
    yield RULE.finding(f"the service chose {build.runtime}, not the predicted {prediction.runtime}", None, help)


def _right(assumptions: tuple[str, ...], runtime: str) -> str:
    """Return the setting that would have been right, or where to set it if several values would explain the answer."""
    where = "under [assumptions] in justpack.toml"
    if len(assumptions) > 1:
        return f"them {where}"
    (assumption,) = assumptions
    others = by_id(assumption).others
    value = runtime if runtime in others else others[0] if len(others) == 1 else None
    return f'{assumption} = "{value}" {where}' if value else f"it {where}"


RULE = Rule("RT009", "runtime-mispredicted", "warning", run=run)
