/** Which server is run: the one the setting names, else the one on the PATH, else the extension's own. */

import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, sep } from "node:path";
import { openSetting, Problem } from "./problem";

export interface Server {
  readonly command: string;
  /** Where it comes from, for people. */
  readonly origin: "dolmetsch.server.path" | "the PATH" | "this extension";
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The server to run; nothing if there is none yet.
 *
 * @param named what the setting says, or nothing
 * @param ownServer gives the extension's own server, if there is one; asked only if there is no other
 * @throws Problem if the setting names what cannot be run.
 */
export async function findServer(
  named: string,
  ownServer: () => Promise<{ readonly command: string } | undefined>,
  environment: Environment = process.env,
): Promise<Server | undefined> {
  if (named) {
    const command = await findProgram(named, environment);
    if (command) return { command, origin: "dolmetsch.server.path" };
    throw new Problem(
      `dolmetsch.server.path names ${named}, which cannot be run. ` +
        "Mend the setting, or empty it to have the server looked for.",
      openSetting("dolmetsch.server.path"),
    );
  }
  const onPath = await findProgram("dolmetsch", environment);
  if (onPath) return { command: onPath, origin: "the PATH" };
  const own = await ownServer();
  return own && { command: own.command, origin: "this extension" };
}

/** The file that a name or a path stands for, if it can be run. */
export async function findProgram(
  program: string,
  environment: Environment = process.env,
): Promise<string | undefined> {
  const path = program.startsWith("~/") ? homedir() + program.slice(1) : program;
  const isPath = isAbsolute(path) || path.includes("/") || path.includes(sep);
  const directories = isPath ? [""] : (environment["PATH"] ?? environment["Path"] ?? "").split(delimiter);
  const suffixes = process.platform === "win32" ? ["", ".exe"] : [""];
  for (const directory of directories) {
    if (!isPath && !isAbsolute(directory)) continue; // relative to what the user has open: not theirs to choose
    for (const suffix of suffixes) {
      const candidate = isPath ? path + suffix : join(directory, path + suffix);
      if (await isProgram(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
