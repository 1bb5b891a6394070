"""Whether the app is written in a language that the service does not run, beside a manifest for tools only."""

from __future__ import annotations

from justpack.checks.context import PredictionContext
from justpack.facts import manifests
from justpack.facts.manifests import KnownFile


def other_language(context: PredictionContext) -> KnownFile | None:
    """Return the manifest of the language in which the app is written, or None if it may be of the predicted family.

    The predicted family counts if it has a handler, a start script, a server package or a file that can be started.
    """
    family = context.prediction.family
    if context.prediction.runtime is None or family not in ("node", "python"):
        return None
    weights = {each.weight for each in context.inspection.markers if each.family == family}
    if weights & {"handler", "manifest"} or not weights:
        return None
    if "source" in weights and (family != "node" or _has_file(context)):
        return None
    return manifests.other(context.tree.names())


def _has_file(context: PredictionContext) -> bool:
    """Whether there is, or a build may make, a file of Node.js that can be started because of its name."""
    from justpack.ecosystems.node import scripts  # the reader of package.json, loaded only for Node.js

    document = scripts.manifest(context.tree)
    if document is None:
        return True
    main = document.get("main")
    built = isinstance(main, str) and isinstance(document.get("scripts", "build"), str)
    return built or any(map(context.tree.has, (manifests.SERVER_JS, *scripts.candidates(".", document))))
