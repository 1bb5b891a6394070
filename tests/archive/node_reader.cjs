// Reads a zip with yauzl, strictly, and prints hash, name and a NUL for each file.
const { createHash } = require("node:crypto");
const { createRequire } = require("node:module");

const [modules, file] = process.argv.slice(2);
const yauzl = createRequire(modules + "/")("yauzl");

yauzl.open(file, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, zip) => {
  if (error) throw error;
  zip.on("error", (wrong) => { throw wrong; });
  zip.on("entry", (entry) => {
    zip.openReadStream(entry, (refused, stream) => {
      if (refused) throw refused;
      const hash = createHash("sha256");
      stream.on("data", (data) => hash.update(data));
      stream.on("error", (wrong) => { throw wrong; });
      stream.on("end", () => {
        process.stdout.write(`${hash.digest("hex")} ${entry.fileName}\0`);
        zip.readEntry();
      });
    });
  });
  zip.readEntry();
});
