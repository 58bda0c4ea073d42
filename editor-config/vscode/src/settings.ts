/** What the user set for this extension itself, and what of it all is the server's. */

import type { WorkspaceConfiguration } from "vscode";

export const SECTION = "dolmetsch";

/** Members of the section that the server does not know. */
const OWN = ["server", "languages", "trace"];

export interface Settings {
  /** A server to run, or nothing. */
  readonly serverPath: string;
  /** A Python to install the server with, or nothing. */
  readonly pythonPath: string;
  /** Identifiers of the languages whose documents are served. */
  readonly languages: readonly string[];
}

export function settingsIn(section: Pick<WorkspaceConfiguration, "get">): Settings {
  return {
    serverPath: section.get("server.path", "").trim(),
    pythonPath: section.get("server.python", "").trim(),
    languages: section.get<readonly string[]>("languages", []),
  };
}

/** The section as the server gets it: it would warn of what it does not know. */
export function forServer(section: unknown): unknown {
  if (typeof section !== "object" || section === null) return section;
  return Object.fromEntries(Object.entries(section).filter(([name]) => !OWN.includes(name)));
}
