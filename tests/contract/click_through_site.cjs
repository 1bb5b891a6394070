// Opens the site in a browser, from the address of a finding on, and prints what was seen as JSON.
// A server on this machine sends the site; requests for its public address lead there, and no other host is asked.
const { readFileSync, existsSync } = require("node:fs");
const { createServer } = require("node:http");
const { extname, join } = require("node:path");
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const WIDTHS = { desktop: 1280, phone: 390 };
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".png": "image/png", ".svg": "image/svg+xml" };

function serve(site, prefix, seen) {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url.split("?")[0]).slice(prefix.length);
    const path = join(site, name.endsWith("/") || name === "" ? name + "index.html" : name);
    if (!request.url.startsWith(prefix) || !existsSync(path)) {
      seen.missing.push(request.url);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] || "application/octet-stream" }).end(readFileSync(path));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function open(browser, options, { address, base, seen }) {
  const context = await browser.newContext(options);
  await context.route((url) => !url.href.startsWith(address), (route) => {
    const url = route.request().url();
    if (url.startsWith(base)) return route.fulfill({ status: 302, headers: { location: address + url.slice(base.length) } });
    return route.abort();
  });
  const tab = await context.newPage();
  tab.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob|about):/.test(url) && !url.startsWith(address) && !url.startsWith(base)) seen.foreign.push(url);
  });
  tab.on("pageerror", (error) => seen.errors.push(String(error)));
  tab.on("console", (message) => { if (["error", "warning"].includes(message.type())) seen.errors.push(message.text()); });
  return tab;
}

async function fromFindingToRule(tab, finding, { address, base }) {
  await tab.setContent(`<a href="${finding}">the rule</a>`);
  await tab.getByText("the rule").click();
  await tab.waitForURL(finding.replace(base, address));
  return tab.locator("h1").innerText();
}

async function search(tab, words, expected, { address, base }) {
  await tab.locator("input.md-search__input").click();
  await tab.keyboard.type(words);
  const link = expected.replace(base, address);
  const first = (address) => (document.querySelector(".md-search-result__link")?.href || "").startsWith(address);
  await tab.waitForFunction(first, link, { timeout: 30000 });
  await tab.locator(".md-search-result__link").first().click();
  await tab.waitForURL((url) => url.href.startsWith(link));
  return tab.locator("h1").innerText();
}

async function main(file) {
  const { chromium: executablePath, site, base, finding, words, expected, pages, screenshots } = require(file);
  const seen = { errors: [], foreign: [], missing: [], wide: [], backgrounds: {} };
  const prefix = new URL(base).pathname;
  const server = await serve(site, prefix, seen);
  const where = { address: `http://127.0.0.1:${server.address().port}${prefix}`, base, seen };
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const desktop = await open(browser, { viewport: { width: 1280, height: 900 } }, where);
  seen.rule = await fromFindingToRule(desktop, finding, where);
  seen.found = await search(desktop, words, expected, where);
  await desktop.context().close();
  for (const [device, width] of Object.entries(WIDTHS)) {
    for (const colorScheme of ["light", "dark"]) {
      const tab = await open(browser, { viewport: { width, height: 900 }, colorScheme }, where);
      for (const [number, page] of (colorScheme === "light" ? pages : pages.slice(0, 3)).entries()) {
        await tab.goto(where.address + page);
        const size = await tab.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]);
        if (Math.max(size[0], size[1]) > size[2]) seen.wide.push([device, page, size]);
        const shown = `${device}-${colorScheme}`;
        if (number === 0) {
          seen.backgrounds[shown] = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
          await tab.screenshot({ path: join(screenshots, `${shown}.png`) });
        }
      }
      await tab.context().close();
    }
  }
  await browser.close();
  server.close();
  process.stdout.write(JSON.stringify(seen));
}

main(...process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
