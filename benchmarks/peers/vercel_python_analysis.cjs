// Which Python line does @vercel/python-analysis choose when 3.14, 3.13 and 3.12 are what there is?
//
// The default for a project that declares nothing is left to its caller; it is given ours, the newest. Without any
// manifest or version file there is no Python project for it, so no answer.
"use strict";

const build = (minor) => ({
  version: { major: 3, minor },
  implementation: "cpython",
  variant: "default",
  architecture: "x86_64",
  os: "linux",
  libc: "gnu",
});

require("./ask.cjs")(async (at) => {
  const { discoverPythonPackage, selectPythonVersion } = (await at("@vercel/python-analysis/dist/index.cjs")).default;
  return async (folder) => {
    const found = await discoverPythonPackage({ entrypointDir: folder, rootDir: folder });
    if (!found.manifest && !found.configs?.length) return {};
    const chosen = selectPythonVersion({
      constraints: found.requiresPython,
      availableBuilds: [14, 13, 12].map(build),
      allBuilds: [15, 14, 13, 12, 11, 10, 9, 8].map(build),
      defaultBuild: build(14),
      majorMinorOnly: true,
    });
    const { major, minor } = chosen.build.version;
    const unfit = chosen.notAvailable ?? chosen.invalidConstraint;
    return { line: `${major}.${minor}`, refuses: Boolean(unfit), note: unfit ? JSON.stringify(unfit) : "" };
  };
});
