/**
 * Writes into package.json what follows from elsewhere: the server's settings and version, and from the default of
 * `dolmetsch.languages` which languages there are to choose from and which activate the extension.
 *
 * Asks the `dolmetsch` on the PATH.
 */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const PATH = new URL("../package.json", import.meta.url);

const manifest = JSON.parse(readFileSync(PATH, "utf8"));
const [servers, own] = manifest.contributes.configuration;
const schema = JSON.parse(ask("schema"));

manifest.version = ask("--version").trim().split(" ").at(-1);
servers.properties = Object.fromEntries(
  // `resource`: the server asks for them document by document
  Object.entries(schema.properties).map(([name, setting]) => [name, { scope: "resource", ...setting }]),
);
/** @type {{ default: string[], items: { enum: string[] } }} */
const languages = own.properties["dolmetsch.languages"];
languages.items.enum = languages.default;
manifest.activationEvents = languages.default.map((language) => `onLanguage:${language}`);
writeFileSync(PATH, `${JSON.stringify(manifest, null, 2)}\n`);

/** @param {string[]} args */
function ask(...args) {
  return execFileSync("dolmetsch", args, { encoding: "utf8" });
}
