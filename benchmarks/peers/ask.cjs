// How is each folder put to a peer? In a process of its own working directory, one answer a folder, all as one JSON line.
//
// node <peer>.cjs NODE_MODULES FOLDER...   prints [{"line": "24" | null, "refuses": bool, "note": "..."}]
"use strict";

const path = require("node:path");
const { pathToFileURL } = require("node:url");

/** `load(at)` gives the function that answers for a folder; `at(name)` imports a file below node_modules. */
module.exports = async function ask(load) {
  const [modules, ...folders] = process.argv.slice(2);
  const at = (name) => import(pathToFileURL(path.join(modules, name)).href);
  console.warn = console.log = () => {};
  const answer = await load(at);
  const answers = [];
  for (const folder of folders) {
    process.chdir(folder);
    try {
      answers.push({ line: null, refuses: false, note: "", ...(await answer(folder)) });
    } catch (error) {
      answers.push({ line: null, refuses: true, note: String(error.message ?? error).split("\n")[0] });
    }
  }
  process.stdout.write(JSON.stringify(answers) + "\n");
};
