// Reads a mermaid diagram from stdin, and writes it to stdout as SVG.
const { readFileSync } = require("node:fs");
const { chromium } = require("playwright-core");

const SETTINGS = { startOnLoad: false, theme: "neutral", htmlLabels: false, flowchart: { htmlLabels: false }, fontFamily: "sans-serif", deterministicIds: true };

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  const tab = await browser.newPage();
  await tab.addScriptTag({ path: require.resolve("mermaid/dist/mermaid.min.js") });
  const draw = async ([text, settings]) => {
    mermaid.initialize(settings);
    return (await mermaid.render("flow", text)).svg;
  };
  process.stdout.write(await tab.evaluate(draw, [readFileSync(0, "utf8"), SETTINGS]));
  await browser.close();
}

main().catch((error) => { console.error(error); process.exit(1); });
