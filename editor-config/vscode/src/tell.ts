/** How the user is told what is wrong, with buttons that lead on. */

import { commands, window } from "vscode";
import { Problem, type Remedy } from "./problem";

export const SHOW_LOG: Remedy = { title: "Show Log", command: "dolmetsch.showLog", arguments: [] };

/** Shows an error; `more` are buttons beside the one that the problem brings. */
export async function tellError(error: unknown, ...more: readonly Remedy[]): Promise<void> {
  const remedies = error instanceof Problem && error.remedy ? [error.remedy, ...more] : more;
  const chosen = await window.showErrorMessage(`Dolmetsch: ${messageOf(error)}`, ...titles(remedies));
  const remedy = remedies.find(({ title }) => title === chosen);
  if (remedy) await commands.executeCommand(remedy.command, ...remedy.arguments);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function titles(remedies: readonly Remedy[]): string[] {
  return remedies.map(({ title }) => title);
}
