/**
 * Packs the extension: what build/package/ holds afterwards is what the .vsix in the project's dist/ holds.
 *
 * The wheel of the server must be in dist/ already; `make extension` sees to that.
 */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import vsce from "@vscode/vsce";
import { build } from "esbuild";
import { licences } from "./licences.mjs";
import { selfContained } from "./readme.mjs";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const PROJECT = join(HERE, "..", "..");
const DIST = join(PROJECT, "dist");
const PICTURES = join(PROJECT, "docs", "pictures");
const PACKAGE = join(HERE, "build", "package");

const { version, ...manifest } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
for (const name of ["private", "scripts", "devDependencies", "//devDependencies"]) delete manifest[name];
const wheel = `dolmetsch-${version}-py3-none-any.whl`;
if (!existsSync(join(DIST, wheel))) {
  console.error(`dist/${wheel} is missing: run \`make extension\`, which builds it first.`);
  process.exit(1);
}

rmSync(PACKAGE, { recursive: true, force: true });
mkdirSync(join(PACKAGE, "pictures"), { recursive: true });
const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: ["src/extension.ts"],
  outfile: join(PACKAGE, "extension.js"),
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"], // the editor brings it
  metafile: true,
  logLevel: "warning",
});
write("package.json", `${JSON.stringify({ ...manifest, version, files: ["**"] }, null, 2)}\n`);
write("README.md", selfContained(readFileSync(join(HERE, "README.md"), "utf8"), HERE));
for (const name of ["CHANGELOG.md", "icon.png", "walkthrough"]) {
  cpSync(join(HERE, name), join(PACKAGE, name), { recursive: true });
}
for (const name of readdirSync(PICTURES).filter((name) => name.startsWith("vscode-"))) {
  cpSync(join(PICTURES, name), join(PACKAGE, "pictures", name));
}
write("LICENSE", licences(PROJECT, HERE, Object.keys(metafile.inputs)));
cpSync(join(DIST, wheel), join(PACKAGE, "server", wheel));
await vsce.createVSIX({
  cwd: PACKAGE,
  packagePath: join(DIST, `dolmetsch-${version}.vsix`),
  dependencies: false, // they are in extension.js
  rewriteRelativeLinks: false, // there are none left
  allowMissingRepository: true,
});

/**
 * @param {string} name
 * @param {string} content
 */
function write(name, content) {
  writeFileSync(join(PACKAGE, name), content);
}
