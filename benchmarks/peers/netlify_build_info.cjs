// Which Node.js line does @netlify/build-info see? It reads relative to the working directory.
"use strict";

require("./ask.cjs")(async (at) => {
  const { Project } = await at("@netlify/build-info/lib/index.js");
  const { NodeFS } = await at("@netlify/build-info/lib/node/index.js");
  return async (folder) => {
    const version = await new Project(new NodeFS(), folder).getCurrentNodeVersion();
    return { line: version ? String(version.major) : null };
  };
});
