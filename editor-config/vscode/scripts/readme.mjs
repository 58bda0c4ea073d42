/** How a README is made to stand alone, where no repository is around it: with its pictures in it. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Puts PNGs that are named relative to `directory` into the text; links to other files become their text.
 *
 * @param {string} markdown
 * @param {string} directory
 */
export function selfContained(markdown, directory) {
  return markdown
    .replace(/!\[([^\]]*)\]\((?!\w+:)([^)]+\.png)\)/g, (_, title, path) => picture(title, join(directory, path)))
    .replace(/(?<!!)\[([^\]]*)\]\((?!\w+:|#)[^)]+\)/g, "$1");
}

/**
 * @param {string} title
 * @param {string} path
 */
function picture(title, path) {
  if (!existsSync(path)) {
    console.warn(`${path} is not drawn yet; it is left out.`);
    return "";
  }
  return `![${title}](data:image/png;base64,${readFileSync(path).toString("base64")})`;
}
