"""Commands that start a development server of Node.js, or a desktop app.

The documentation of each tool describes the command as a server for development, and names another command or a build
for production. Such a server watches files, compiles on request, or shows errors to every visitor.
"""

from __future__ import annotations

from typing import NamedTuple

SOURCE = "each tool's own command-line documentation"
DATE = "2026-11-29"


class DevelopmentServer(NamedTuple):
    """A command of one program."""

    program: str
    first: frozenset[str]
    """The first arguments with which the program is a development server; an empty text means without an argument."""
    options: frozenset[str] = frozenset()
    """Options of which one has to be given; without any the first argument is enough."""
    instead: str = "build it, and start what the build makes"
    """What to do in production, as an imperative. `{file}` is the file that the command names."""
    unnamed: str = "start the file itself with node"
    """The same if the command names no file that node runs."""
    what: str = "a development server"


def _server(
    program: str,
    first: str = "",
    *,
    alone: bool = False,
    options: str = "",
    instead: str | None = None,
    what: str = "a development server",
) -> DevelopmentServer:
    """`first` lists the first arguments; `alone`: whether no argument means the same."""
    words = {*first.split(), *([""] if alone else [])}
    named = DevelopmentServer(program, frozenset(words), frozenset(options.split()), what=what)
    return named if instead is None else named._replace(instead=instead)


_PREVIEW = "run its build, and serve the files that it writes"
_DESKTOP = "a desktop app, which needs a screen"
_HEADLESS = "start a server that runs without a screen"
_FILE = "start the file itself: `node {file}`"
_COMPILED = "compile it in the build, and start the result with node"

SERVERS: tuple[DevelopmentServer, ...] = (
    _server("vite", "dev serve", alone=True, instead=_PREVIEW),
    _server("ng", "serve s dev", instead=_PREVIEW),
    _server("expo", "start", alone=True, instead="export the web app with `expo export`, and serve its files"),
    _server("react-native", "start", instead="start a server that runs on Node.js; Metro is for development"),
    _server("electron", alone=True, instead=_HEADLESS, what=_DESKTOP),
    _server("electron-forge", "start", instead=_HEADLESS, what=_DESKTOP),
    _server("electron-vite", "dev serve preview", alone=True, instead=_HEADLESS, what=_DESKTOP),
    _server("electronmon", alone=True, instead=_HEADLESS, what=_DESKTOP),
    _server("tauri", "dev", instead=_HEADLESS, what=_DESKTOP),
    _server("nw", alone=True, instead=_HEADLESS, what=_DESKTOP),
    _server("wrangler", "dev", instead="start an app that runs on Node.js; `wrangler dev` is for development"),
    _server("next", "dev", alone=True, instead="run `next build`, and start with `next start`"),
    _server("nuxt", "dev", instead="run `nuxt build`, and start with `node .output/server/index.mjs`"),
    _server("nuxi", "dev", instead="run `nuxi build`, and start with `node .output/server/index.mjs`"),
    _server("astro", "dev", instead="run `astro build`, and start or serve what it writes"),
    _server("remix", "dev vite:dev", instead="run `remix vite:build`, and start with `remix-serve`"),
    _server("react-router", "dev", instead="run `react-router build`, and start with `react-router-serve`"),
    _server("svelte-kit", "dev"),
    _server("vinxi", "dev", instead="run `vinxi build`, and start with `vinxi start`"),
    _server("solid-start", "dev"),
    _server("gatsby", "develop", instead=_PREVIEW),
    _server("react-scripts", "start", instead=_PREVIEW),
    _server("react-app-rewired", "start", instead=_PREVIEW),
    _server("craco", "start", instead=_PREVIEW),
    _server("vue-cli-service", "serve", instead=_PREVIEW),
    _server("webpack", "serve server s", instead=_PREVIEW),
    _server("webpack-dev-server", alone=True, instead=_PREVIEW),
    _server("rspack", "serve server s dev", instead=_PREVIEW),
    _server("rsbuild", "dev", instead=_PREVIEW),
    _server("parcel", "serve", alone=True, instead=_PREVIEW),
    _server("snowpack", "dev", instead=_PREVIEW),
    _server("ember", "serve server s", instead=_PREVIEW),
    _server("ionic", "serve", instead=_PREVIEW),
    _server("quasar", "dev", instead=_PREVIEW),
    _server("umi", "dev", instead=_PREVIEW),
    _server("docusaurus", "start", instead=_PREVIEW),
    _server("vitepress", "dev", instead=_PREVIEW),
    _server("vuepress", "dev", instead=_PREVIEW),
    _server("storybook", "dev", instead=_PREVIEW),
    _server("start-storybook", alone=True, instead=_PREVIEW),
    _server("eleventy", options="--serve --watch", instead=_PREVIEW),
    _server("live-server", alone=True, instead=_PREVIEW),
    _server("lite-server", alone=True, instead=_PREVIEW),
    _server("browser-sync", "start", instead=_PREVIEW),
    _server("strapi", "develop dev", instead="run `strapi build`, and start with `strapi start`"),
    _server("medusa", "develop", instead="run `medusa build`, and start with `medusa start`"),
    _server("keystone", "dev", instead="run `keystone build`, and start with `keystone start`"),
    _server("nitro", "dev", instead="run `nitro build`, and start with `node .output/server/index.mjs`"),
    _server("nitropack", "dev", instead="run `nitropack build`, and start with `node .output/server/index.mjs`"),
    _server("nest", "start", options="--watch -w --debug -d", instead="run `nest build`, and start with node"),
    _server("serverless", "offline dev"),
    _server("sls", "offline dev"),
    _server("netlify", "dev"),
    _server("vercel", "dev"),
    _server("meteor", "run", alone=True, instead="run `meteor build`, and deploy the bundle that it makes"),
    _server("firebase", "serve emulators:start"),
    _server("nodemon", alone=True, instead=_FILE),
    _server("node-dev", alone=True, instead=_FILE),
    _server("ts-node-dev", alone=True, instead=_COMPILED),
    _server("tsnd", alone=True, instead=_COMPILED),
    _server("tsx", "watch", instead="leave out `watch`"),
    _server("tsx", options="--watch", instead="leave out `--watch`"),
    _server("node", options="--watch", instead="leave out `--watch`"),
    _server("bun", options="--watch --hot", instead="leave out the option"),
)
"""A program that is `alone` also takes a file or options as its first argument."""
