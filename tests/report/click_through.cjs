// Opens the page named first in a browser named second, clicks through it, and prints what was seen as JSON.
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

async function main(page, executablePath, screenshot) {
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const seen = { errors: [], requests: [] };
  const tab = await browser.newPage({ viewport: { width: 1000, height: 700 }, colorScheme: "light" });
  tab.on("pageerror", (error) => seen.errors.push(String(error)));
  tab.on("request", (request) => { if (!request.url().startsWith("file:")) seen.requests.push(request.url()); });
  await tab.goto("file://" + page);
  const way = () => tab.locator("#way").innerText();
  const labels = async () => (await tab.locator("#svg text").allTextContents()).join("|");
  seen.first = { way: await way(), boxes: await tab.locator("#svg rect").count(), labels: await labels() };
  await tab.locator("#svg g[tabindex]", { hasText: "node_modules/" }).first().click({ position: { x: 10, y: 5 } });
  seen.zoomed = { way: await way(), labels: await labels() };
  await tab.locator("#way button").first().click();
  seen.back = { way: await way() };
  await tab.locator("#svg g[tabindex]", { hasText: "src/" }).first().focus();
  await tab.keyboard.press("Enter");
  seen.keyed = { way: await way() };
  await tab.keyboard.press("Escape");
  seen.escaped = { way: await way() };
  const before = await labels();
  await tab.locator("#raw").check();
  seen.raw = before !== (await labels());
  const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  seen.light = await background();
  await tab.emulateMedia({ colorScheme: "dark" });
  seen.dark = await background();
  await tab.screenshot({ path: screenshot });
  await browser.close();
  process.stdout.write(JSON.stringify(seen));
}

main(...process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
