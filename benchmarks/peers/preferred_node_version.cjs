// Which Node.js line does preferred-node-version see? The list of releases comes from the mirror in NODE_MIRROR.
"use strict";

require("./ask.cjs")(async (at) => {
  const preferred = (await at("preferred-node-version/build/src/main.js")).default;
  return async (folder) => {
    const { version, rawVersion } = await preferred({ cwd: folder });
    return { line: version ? version.split(".")[0] : null, note: rawVersion ?? "" };
  };
});
