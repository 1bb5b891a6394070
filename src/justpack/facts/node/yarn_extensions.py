"""Packages that Yarn 2 and later install for others that forgot to declare them.

Yarn adds dependencies to the manifests of some packages (yarnpkg.com/configuration/yarnrc, packageExtensions; its own
list is the package @yarnpkg/extensions). The entries of yarn.lock do not show the added dependencies, but the packages
that they add have entries. Each release of Yarn has a list of its own, so only the names are kept here.
"""

from __future__ import annotations

DATE = "2026-11-30"
RELEASE = "2.0.7"

ADDED = frozenset(
    [
        "@babel/core",
        "@babel/plugin-proposal-private-property-in-object",
        "@babel/plugin-transform-for-of",
        "@babel/runtime",
        "@babel/template",
        "@babel/types",
        "@styled-system/should-forward-prop",
        "@types/keyv",
        "@types/responselike",
        "@types/unist",
        "acorn",
        "babel-loader",
        "babel-polyfill",
        "classnames",
        "cross-spawn",
        "csstype",
        "debug",
        "duplexify",
        "fastq",
        "fs-extra",
        "gatsby-core-utils",
        "got",
        "jest-matcher-utils",
        "json-parse-even-better-errors",
        "lodash",
        "logform",
        "magic-string",
        "mkdirp",
        "mkdirp-infer-owner",
        "node-gyp",
        "null-loader",
        "prop-types",
        "protobufjs",
        "ramda",
        "react-fast-compare",
        "read-file-relative",
        "request",
        "resolve",
        "semver",
        "tabbable",
        "tar",
        "temp",
        "testcafe-hammerhead",
        "tiny-warning",
        "underscore",
        "vscode-jsonrpc",
        "vscode-languageserver-protocol",
        "yamlparser",
    ]
)
"""Names of the packages that some entry of Yarn's own list adds as a dependency."""
