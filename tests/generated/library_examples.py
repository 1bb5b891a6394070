"""An example for each public class of justpack, in the notation of doctest.

The functions have their examples in their docstrings. Every example runs in a folder with the project `app`.
"""

from __future__ import annotations

from pathlib import Path

PROJECT = {
    "app/package.json": '{"name": "app", "version": "1.2.3", "engines": {"node": "22.x"},\n'
    ' "scripts": {"start": "node server.js"}}\n',
    "app/server.js": "require('http').createServer().listen(process.env.PORT)\n",
    "app/.env": "TOKEN=example\n",
    "app/.gitignore": "*.log\n",
    "app/debug.log": "a line\n",
}

EXAMPLES = {
    # --- the client
    "Client": """
>>> with justpack.Sandbox() as sandbox:
...     client = justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     )
...     with client, justpack.pack("app") as zip:
...         deployment = client.deploy(zip, stage="development")
>>> deployment.build.status, deployment.build.runtime
('ready', 'nodejs24.x')
""",
    "AsyncClient": """
>>> import asyncio
>>> async def deploy(sandbox):
...     client = justpack.AsyncClient(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     )
...     async with client:
...         with justpack.pack("app") as zip:
...             return await client.deploy(zip, stage="development")
>>> with justpack.Sandbox() as sandbox:
...     asyncio.run(deploy(sandbox)).build.status
'ready'
""",
    "DeployReport": """
>>> with justpack.Sandbox() as sandbox:
...     client = justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     )
...     with client:
...         report = justpack.deploy("app", client=client)
>>> report.ok, report.deployment.sha256 == report.archive.sha256
(True, True)
""",
    "deploy": """
>>> with justpack.Sandbox() as sandbox:
...     client = justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     )
...     with client:
...         justpack.deploy("app", client=client, stage="development").ok
True
""",
    "Comparison": """
>>> justpack.Comparison(runtime=True, version=None, size=True).to_dict()
{'runtime': True, 'version': None, 'size': True}
""",
    "Retries": """
>>> justpack.Retries(uploads=1).uploads
1
""",
    "Address": """
>>> address = justpack.Address.of("https://api.justdeploy.net", "abcdefgh12345678", "shop")
>>> address.host, address.path("builds")
('api.justdeploy.net', '/organizations/abcdefgh12345678/projects/shop/builds')
""",
    "Timeouts": """
>>> justpack.Timeouts(connect=3).connect
3
""",
    "Secret": """
>>> secret = justpack.Secret("k-123")
>>> secret
[secret]
>>> secret.reveal()
'k-123'
""",
    "UploadUrl": """
>>> url = justpack.UploadUrl("https://store.example.com/abc?signature=123")
>>> url
[upload URL on store.example.com]
""",
    "Created": """
>>> with (
...     justpack.Sandbox() as sandbox,
...     justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     ) as client,
...     justpack.pack("app") as zip,
... ):
...     created = client.create("development")
...     client.upload(created.url, zip, build_id=created.build.id)
...     client.wait(created.build.id).status
'ready'
""",
    "DeployState": """
>>> state = justpack.DeployState(
...     justpack.Address.of("https://api.justdeploy.net", "abcdefgh12345678", "shop"), build_id="42", uploaded=True
... )
>>> print(state.resume())
justpack build 42 --wait --org abcdefgh12345678 --project shop --api-url https://api.justdeploy.net
""",
    "Build": """
>>> build = justpack.Build("42", stage="production", status="ready", created_at="2026-11-30T12:00:00Z")
>>> build.to_dict()["createdAt"]
'2026-11-30T12:00:00Z'
""",
    "Endpoint": """
>>> justpack.Endpoint("production", "https://shop.example.com").endpoint
'https://shop.example.com'
""",
    "Deployment": """
>>> deployment = justpack.Deployment(justpack.Build("42", status="ready"), "https://shop.example.com")
>>> deployment.build.status, deployment.endpoint
('ready', 'https://shop.example.com')
""",
    # --- settings
    "Settings": """
>>> settings = justpack.Settings(exclude=("*.js",), assumptions={"node-choice": "lowest"})
>>> [entry.path for entry in justpack.plan("app", settings=settings).entries]
['.gitignore', 'package.json']
""",
    "Workspace": """
>>> workspace = justpack.Workspace(members=("services/*",), exclude=("services/legacy",))
>>> workspace.members
('services/*',)
""",
    "RepositoryPlan": """
>>> plan = justpack.plan_many(".", if_runtime_gone="nodejs22.x")
>>> plan.found, [row.path for row in plan.selected], plan.ok
(1, ['app'], True)
""",
    "PlannedProject": """
>>> row = justpack.plan_many(["app"]).projects[0]
>>> row.stage, row.certainty, row.findings["error"], sorted(row.files)
('production', 'certain', 0, ['.gitignore', 'package.json', 'server.js'])
""",
    "DeletedProject": """
>>> gone = justpack.DeletedProject("services/api", "shop-api", "production")
>>> gone.reason, justpack.RepositoryPlan((), 0, deleted=(gone,)).selected
('deleted', ())
""",
    "ProjectResult": """
>>> first, second = justpack.check_many(["app", "missing"])
>>> first.get().prediction.runtime, second.error
('nodejs22.x', UsageError('missing does not exist'))
""",
    "Limits": """
>>> settings = justpack.Settings(limits=justpack.Limits(file_size=50))
>>> [finding.code for finding in justpack.check("app", settings=settings).findings]
['SZ003', 'SZ003']
""",
    "RuleSettings": """
>>> rules = justpack.RuleSettings(select=(justpack.RuleWord("RT", "the example"),), fail_on="warning")
>>> justpack.check("app", settings=justpack.Settings(rules=rules)).ok
True
""",
    "RuleWord": """
>>> rules = justpack.RuleSettings(ignore=(justpack.RuleWord("lockfile-missing", "the example"),))
>>> justpack.check("app", settings=justpack.Settings(rules=rules)).findings
()
""",
    # --- the prediction
    "Detection": """
>>> detection = justpack.detect("app")
>>> detection.ok, detection.prediction.runtime, detection.to_dict()["findings"]
(True, 'nodejs22.x', [])
""",
    "Prediction": """
>>> prediction = justpack.detect("app").prediction
>>> prediction.runtime, prediction.certainty, prediction.candidates
('nodejs22.x', 'certain', ('nodejs22.x',))
""",
    "EvaluatedEvidence": """
>>> decides = justpack.detect("app").prediction.decides
>>> decides.role, decides.accepts
('decides', ('nodejs22.x',))
""",
    "Evidence": """
>>> evidence = justpack.detect("app").prediction.decides.evidence
>>> evidence.source, evidence.raw, evidence.location.line
('engines.node', '22.x', 1)
""",
    "AssumptionDependency": """
>>> prediction = justpack.detect({"package.json": '{"engines": {"node": ">=20"}}', "index.js": ""}).prediction
>>> [(each.assumption, each.otherwise) for each in prediction.rests_on]
[('node-choice', 'nodejs22.x')]
""",
    "Edit": """
>>> edit = justpack.detect({"package.json": '{"engines": {"node": ">=20"}}', "index.js": ""}).prediction.edit
>>> edit.path, edit.key, edit.value
('package.json', 'engines.node', '24.x')
""",
    "VersionSet": """
>>> versions = justpack.VersionSet.of(((20, 0, 0), (23, 0, 0)))
>>> str(versions), (22, 4, 1) in versions
('>=20.0.0 <23.0.0', True)
""",
    "Need": """
>>> justpack.Need("node-choice", "highest").value
'highest'
""",
    "Inspection": """
>>> justpack.check("app").inspection.versions
(('node', '1.2.3'),)
""",
    "ProjectMarker": """
>>> [(marker.family, marker.path) for marker in justpack.check("app").inspection.markers]
[('node', 'package.json')]
""",
    "Location": """
>>> location = justpack.detect("app").prediction.decides.evidence.location
>>> f"{location.path}:{location.line}:{location.column}"
'package.json:1:57'
""",
    "Problem": """
>>> (problem,) = justpack.check({"package.json": "{", "index.js": ""}).inspection.problems
>>> problem.location.path, problem.kind
('package.json', 'unreadable')
""",
    # --- the findings
    "Review": """
>>> review = justpack.check("app")
>>> review.ok, len(review.plan.entries), [finding.code for finding in review.findings]
(True, 3, [])
""",
    "Finding": """
>>> finding = justpack.check({"package.json": '{"engines": {"node": "18.x"}}', "index.js": ""}).findings[0]
>>> finding.code, finding.severity, finding.location.line
('RT003', 'error', 1)
""",
    "RelatedLocation": """
>>> files = {"package.json": '{"engines": {"node": "22.x"}}', "index.js": "", ".nvmrc": "24"}
>>> finding = justpack.check(files).findings[0]
>>> [(each.location.path, each.label) for each in finding.related]
[('package.json', 'engines.node has the higher precedence')]
""",
    # --- the plan and the zip
    "Plan": """
>>> plan = justpack.plan("app")
>>> [entry.path for entry in plan.entries], [each.path for each in plan.excluded]
(['.gitignore', 'package.json', 'server.js'], ['.env', 'debug.log'])
""",
    "Entry": """
>>> entry = justpack.plan("app").entries[0]
>>> entry.path, entry.size, entry.executable
('.gitignore', 6, False)
""",
    "Excluded": """
>>> excluded = justpack.plan("app").excluded[1]
>>> excluded.path, excluded.decision.rule.pattern
('debug.log', '*.log')
""",
    "Decision": """
>>> decision = justpack.plan("app").excluded[1].decision
>>> decision.included, decision.rule.origin
(False, '.gitignore')
""",
    "IgnoreRule": """
>>> rule = justpack.plan("app").excluded[1].decision.rule
>>> rule.path, rule.line, rule.keeps
('.gitignore', 1, False)
""",
    "Refused": """
>>> import os
>>> os.symlink("..", "app/link")
>>> (refused,) = justpack.plan("app").refused
>>> refused.path, refused.kind
('link', 'link-escapes')
>>> os.remove("app/link")
""",
    "Archive": """
>>> archive = justpack.pack("app", "app.zip")
>>> len(archive.entries), archive.size == os.path.getsize("app.zip")
(3, True)
""",
    "PackedEntry": """
>>> entry = justpack.pack("app", "app.zip").entries[0]
>>> entry.path, entry.size, entry.stored
('.gitignore', 6, True)
""",
    "Stream": """
>>> with justpack.pack("app") as stream, stream.file() as file:
...     len(file.read()) == stream.length
True
""",
    "LiveStream": """
>>> with justpack.stream("app") as stream:
...     size = sum(len(chunk) for chunk in stream)
...     size == stream.archive.size
True
""",
    "Difference": """
>>> archive = justpack.pack("app", "app.zip", exclude=["server.js"])
>>> [(each.kind, each.path) for each in justpack.verify("app.zip", "app")]
[('missing', 'server.js')]
""",
    "Progress": """
>>> steps = set()
>>> archive = justpack.pack("app", "app.zip", on_progress=lambda progress: steps.add(progress.step))
>>> steps
{'pack'}
""",
    # --- the sandbox
    "Sandbox": """
>>> with justpack.Sandbox() as sandbox:
...     sorted(sandbox.environment)[0], sandbox.builds
('JUSTDEPLOY_ACCESS_KEY', ())
""",
    "Scenario": """
>>> scenario = justpack.Scenario(runtime="python3.13", faults=("put-503:2",))
>>> scenario.with_faults("clock-skew").faults
('put-503:2', 'clock-skew')
""",
    "SeenRequest": """
>>> with (
...     justpack.Sandbox() as sandbox,
...     justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     ) as client,
... ):
...     builds = client.builds()
...     [(request.method, request.status) for request in sandbox.requests]
[('GET', 200)]
""",
    "ReceivedUpload": """
>>> with (
...     justpack.Sandbox() as sandbox,
...     justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     ) as client,
... ):
...     archive = justpack.pack("app", "app.zip")
...     build = client.deploy(archive, stage="production").build
...     sandbox.upload(build.id).sha256 == archive.sha256
True
""",
    # --- the errors
    "JustpackError": """
>>> try:
...     justpack.detect("missing")
... except justpack.JustpackError as error:
...     error.message, error.exit_code
('missing does not exist', 2)
""",
    "UsageError": """
>>> try:
...     justpack.Settings(runtime="nodejs23.x")
... except justpack.UsageError as error:
...     error.message
"runtime: 'nodejs23.x' is not a runtime of JustDeploy"
""",
    "CredentialsError": """
>>> try:
...     justpack.Client("", "", organization="abcdefgh12345678", project="shop")
... except justpack.CredentialsError as error:
...     error.code
'PF003'
""",
    "OrganizationError": """
>>> try:
...     justpack.Address.of("https://api.justdeploy.net", "Shop", "shop")
... except justpack.OrganizationError as error:
...     error.code
'PF002'
""",
    "PackError": """
>>> try:
...     justpack.pack("app", "missing/app.zip")
... except justpack.PackError as error:
...     error.exit_code
1
""",
    "ServiceError": """
>>> justpack.ServiceError("the service refused the request", status=422).status
422
""",
    "RefusedError": """
>>> with (
...     justpack.Sandbox() as sandbox,
...     justpack.Client(
...         "wrong",
...         "wrong",
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     ) as client,
... ):
...     try:
...         client.builds()
...     except justpack.RefusedError as error:
...         print(error.status)
401
""",
    "TryLaterError": """
>>> error = justpack.TryLaterError("the service does not respond", retry_after=2)
>>> error.exit_code, error.retry_after
(75, 2)
""",
    "BusyError": """
>>> with (
...     justpack.Sandbox(justpack.Scenario(busy_stage="production", busy_seconds=60)) as sandbox,
...     justpack.Client(
...         sandbox.access_key,
...         sandbox.secret_key,
...         organization=sandbox.organization,
...         project=sandbox.project,
...         api_url=sandbox.api_url,
...     ) as client,
... ):
...     try:
...         client.create("production", on_conflict="fail")
...     except justpack.BusyError as error:
...         print(error.code)
PF001
""",
}


def write_project(folder: Path) -> None:
    """Write the project of the examples."""
    for name, text in PROJECT.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
