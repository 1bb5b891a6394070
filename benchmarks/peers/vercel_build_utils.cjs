// Which Node.js line does @vercel/build-utils choose when 24 and 22 are what there is?
"use strict";

require("./ask.cjs")(async (at) => {
  const { getNodeVersion } = (await at("@vercel/build-utils/dist/index.js")).default;
  return async (folder) => {
    const chosen = await getNodeVersion(folder, undefined, {}, {}, [24, 22]);
    return chosen.runtime.startsWith("nodejs") ? { line: String(chosen.major) } : { note: chosen.runtime };
  };
});
