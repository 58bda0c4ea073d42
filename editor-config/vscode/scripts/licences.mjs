/** Under which licences the extension is: the code's, the models', and those of the packages that are bundled. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} project the project's directory
 * @param {string} directory the one that the bundle was made in
 * @param {string[]} bundled the files in the bundle, relative to that
 */
export function licences(project, directory, bundled) {
  const models = join(project, "models", "checkpoints");
  const parts = [
    ["Dolmetsch", licenceIn(project)],
    ...readdirSync(models).map((name) => [`The models named ${name}`, licenceIn(join(models, name))]),
    ...packagesOf(bundled).map((path) => [path.replace(/^.*node_modules\//, ""), licenceIn(join(directory, path))]),
  ];
  return parts.map(([name, text]) => `${name}\n${"=".repeat(String(name).length)}\n\n${text}`).join("\n\n");
}

/** @param {string[]} files */
function packagesOf(files) {
  const packages = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return [...new Set(packages.filter((name) => name !== undefined))].sort();
}

/**
 * @param {string} directory
 * @throws {Error} if there is none: what has no licence must not be passed on
 */
function licenceIn(directory) {
  const name = readdirSync(directory).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name));
  if (name === undefined) throw new Error(`${directory} has no licence.`);
  return readFileSync(join(directory, name), "utf8").trim() + "\n";
}
