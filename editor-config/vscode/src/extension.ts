/** What happens when the editor opens the first document in one of the languages, and when it closes. */

import { join } from "node:path";
import { commands, type ExtensionContext, type TextDocument, window, workspace } from "vscode";
import { Installation } from "./installation";
import { Installer } from "./installer";
import { run } from "./processes";
import { Session } from "./session";
import { SECTION, settingsIn } from "./settings";
import { Status } from "./status";

let stop: () => Promise<void> = async () => undefined;

export function deactivate(): Promise<void> {
  return stop();
}

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Dolmetsch", { log: true });
  const status = new Status();
  const installation = new Installation(
    context.globalStorageUri.fsPath,
    context.asAbsolutePath("server"),
    String(context.extension.packageJSON.version),
    run,
  );
  const installer = new Installer(installation, log);
  const session = new Session(installer, status, log);
  context.subscriptions.push(status, log);
  stop = () => session.stop();

  const register = (name: string, action: () => unknown) =>
    context.subscriptions.push(commands.registerCommand(`dolmetsch.${name}`, action));
  register("showLog", () => log.show());
  register("restartServer", () => session.restart());
  register("installServer", async () => {
    if (await installer.install()) await session.restart();
  });
  register("openExample", () => openExample(context.asAbsolutePath(join("walkthrough", "letter.md"))));

  context.subscriptions.push(
    workspace.onDidOpenTextDocument((document) => {
      if (!session.hasBegun && isServed(document)) void session.restart();
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.languages`)) {
        void announceLanguages();
        void (workspace.textDocuments.some(isServed) ? session.restart() : session.stop());
      } else if (change.affectsConfiguration(`${SECTION}.server`) && session.hasBegun) {
        void session.restart();
      }
    }),
    workspace.onDidGrantWorkspaceTrust(() => {
      if (session.hasBegun) void session.restart();
    }),
  );
  await announceLanguages();
  void installation.removeLeftovers();
  if (workspace.textDocuments.some(isServed)) void session.restart();
}

function isServed(document: TextDocument): boolean {
  return settingsIn(workspace.getConfiguration(SECTION)).languages.includes(document.languageId);
}

/** Lets the menus know in which documents to stand. */
async function announceLanguages(): Promise<void> {
  const { languages } = settingsIn(workspace.getConfiguration(SECTION));
  await commands.executeCommand("setContext", "dolmetsch.languages", languages);
}

async function openExample(path: string): Promise<void> {
  const example = await workspace.openTextDocument(path);
  const copy = await workspace.openTextDocument({ language: "markdown", content: example.getText() });
  await window.showTextDocument(copy);
}
