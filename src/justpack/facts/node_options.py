"""Command-line options of node, and of programs that run a source file in its place, that take a value.

The source for node is `node --help` of 20.20.2, 22.20.0 and 24.19.0, which lists such options as `--option=…`. Each
option was tried in all three versions, because `--option value` works like `--option=value`. Options of V8 require `=`.
"""

from __future__ import annotations

from collections.abc import Mapping

SOURCE = "node --help (20.20.2, 22.20.0, 24.19.0); the command lines' own documentation of the others"
DATE = "2026-11-29"


def _options(text: str) -> frozenset[str]:
    """Return the options of a text that lists them as on a command line."""
    return frozenset(text.split())


LOADED = frozenset({"-r", "--require", "--import", "--loader", "--experimental-loader"})
"""Options whose value is a module that node loads before the script."""
REQUIRED = frozenset({"-r", "--require"})
"""Options of `LOADED` that find a module as `require()` does, also without the extension of the file."""
ENV_FILE = "--env-file"
"""The option whose value is a file of variables; node stops if the file does not exist."""
ENV_FILE_IF_EXISTS = "--env-file-if-exists"
"""The same since Node.js 22.9, without the error."""
FORWARDING = frozenset({"node", "nodejs", "tsx"})
"""Programs that take the options of node; tsx passes them on (tsx.is/node-enhancement)."""

VALUED = LOADED | _options(
    """
    -C --conditions --allow-fs-read --allow-fs-write --build-snapshot-config --cpu-prof-dir --cpu-prof-interval
    --cpu-prof-name --debug-port --diagnostic-dir --disable-proto --disable-warning --dns-result-order --env-file
    --env-file-if-exists --experimental-default-type --experimental-policy --experimental-test-isolation
    --experimental-test-tag-filter --heap-prof-dir --heap-prof-interval --heap-prof-name --heapsnapshot-near-heap-limit
    --heapsnapshot-signal --icu-data-dir --input-type --inspect-port --inspect-publish-uid --localstorage-file
    --max-http-header-size --max-old-space-size-percentage --network-family-autoselection-attempt-timeout
    --openssl-config --policy-integrity --redirect-warnings --report-dir --report-directory --report-filename
    --report-signal --secure-heap --secure-heap-min --security-revert --snapshot-blob --test-concurrency
    --test-coverage-branches --test-coverage-exclude --test-coverage-functions --test-coverage-include
    --test-coverage-lines --test-global-setup --test-isolation --test-name-pattern --test-random-seed --test-reporter
    --test-reporter-destination --test-rerun-failures --test-shard --test-skip-pattern --test-timeout --title
    --tls-cipher-list --tls-keylog --trace-event-categories --trace-event-file-pattern --trace-require-module
    --unhandled-rejections --use-largepages --v8-pool-size --watch-kill-signal --watch-path
    """
)

NO_SCRIPT = _options(
    """
    - -e --eval -p --print -pe -h --help -v --version --v8-options --completion-bash --prof-process --run --test
    --experimental-sea-config --experimental-config-file --experimental-default-config-file
    """
)
"""Options with which node runs no script, or for which the versions disagree about which word is the script."""

_TS_NODE = _options(
    """
    -P --project -C --compiler -I --ignore -D --ignore-diagnostics --ignoreDiagnostics -O --compiler-options
    --compilerOptions --cwd --cwd-mode --scope-dir --scopeDir -r --require --watch --ignore-watch --interval --debounce
    """
)
_TSX = VALUED | {"--tsconfig", "--include", "--exclude", "--ignore"}
_NODE_DEV = VALUED | {"--ignore", "--extensions"}

RUNNERS: Mapping[str, frozenset[str]] = {
    "babel-node": VALUED
    | {"-o", "--only", "-i", "--ignore", "-x", "--extensions", "--config-file", "--env-name"}
    | {"-b", "--presets", "--plugins", "-w"},
    "bun": frozenset(
        {"-r", "--preload", "--require", "--import", "-c", "--config", "--env-file", "--cwd", "--tsconfig-override"}
        | {"--conditions", "-d", "--define", "-l", "--loader", "--port", "--main-fields", "--extension-order"}
    ),
    "esno": _TSX,
    "node-dev": _NODE_DEV,
    "nodemon": frozenset(
        {"-w", "--watch", "-i", "--ignore", "--ext", "-d", "--delay", "-s", "--signal", "--config", "--cwd"}
        | {"-r", "--require", "--import", "--loader", "--env-file"}
    ),
    "pm2-runtime": frozenset(
        {"-n", "--name", "-i", "--instances", "--env", "--node-args", "--interpreter", "--interpreter-args", "--cwd"}
        | {"--only", "--ignore-watch", "-l", "--log", "-o", "--output", "--error", "--max-memory-restart", "--delay"}
    ),
    "swc-node": VALUED,
    "ts-node": _TS_NODE,
    "ts-node-dev": _TS_NODE | _NODE_DEV,
    "ts-node-esm": _TS_NODE,
    "tsnd": _TS_NODE | _NODE_DEV,
    "tsx": _TSX,
    "vite-node": frozenset({"-c", "--config", "-m", "--mode", "-r", "--root", "--options"}),
}
"""Programs that run the first argument that is a source file, with the options of each that take a value."""

ELSEWHERE = _options(
    """
    -w --workspace -ws --workspaces --prefix -C --dir -F --filter --filter-prod -r --recursive --workspace-root --cwd
    """
)
"""Options of npm, pnpm, yarn and bun that select another package.json."""

NPM_COMMANDS = _options(
    """
    access add add-user adduser approve-scripts audit author bugs c cache ci cit clean-install
    clean-install-test completion config create ddp dedupe deny-scripts deprecate diff dist-tag dist-tags docs
    doctor edit exec explain explore find find-dupes fund get help help-search hlep home i ic in info init innit
    ins inst insta instal install install-ci-test install-clean install-scripts install-test isnt isnta isntal
    isntall isntall-clean issues it la link list ll ln login logout ls ogr org outdated owner pack ping pkg
    prefix profile prune publish query r rb rebuild remove repo restart rm root rum run run-script s sbom se
    search set show shrinkwrap sit stage star stars start stop t team test token trust tst u udpate un
    undeprecate uninstall unlink unpublish unstar up update upgrade urn v verison version view whoami why x
    """
)
"""Subcommands of npm 11.19 and their other names (lib/utils/cmd-list.js); it also accepts a word that begins one."""
