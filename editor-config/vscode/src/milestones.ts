/** What the walkthrough ticks off: each of its steps is done when the thing itself has happened. */

import { commands } from "vscode";

export type Milestone = "hovered" | "completed" | "translated" | "glossary";

const reached = new Set<Milestone>();

export function reach(milestone: Milestone): void {
  if (reached.has(milestone)) return;
  reached.add(milestone);
  void commands.executeCommand("setContext", `dolmetsch.reached.${milestone}`, true);
}
