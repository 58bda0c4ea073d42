/** What the server's commands are given, and what becomes of their results. */

import { randomUUID } from "node:crypto";
import {
  type CancellationToken,
  commands,
  ProgressLocation,
  type TextEditor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import {
  CreateFile,
  ExecuteCommandRequest,
  type LanguageClient,
  LSPErrorCodes,
  ResponseError,
  type ShowDocumentParams,
  type ShowDocumentResult,
  WorkDoneProgress,
  type WorkspaceEdit,
} from "vscode-languageclient/node";
import { reach } from "./milestones";
import { Problem } from "./problem";
import { tellError } from "./tell";

const TRANSLATE_DOCUMENT = "dolmetsch.translateDocument";
const TRANSLATE_SELECTION = "dolmetsch.translateSelection";
const ADD_TO_GLOSSARY = "dolmetsch.addToGlossary";
const NEVER_TRANSLATE = "dolmetsch.neverTranslate";

const WORD = /[\p{L}\p{M}\p{N}]+(?:[-'’][\p{L}\p{M}\p{N}]+)*/u;

/**
 * Has the server carry out a command. Code actions bring the arguments; the palette and menus bring none or only
 * an address, and the arguments are then about what is selected.
 */
export async function carryOut(client: LanguageClient, command: string, given: unknown[]): Promise<unknown> {
  try {
    const args = typeof given[0] === "string" ? given : argumentsOf(client, command, given[0]);
    if (command === TRANSLATE_DOCUMENT) return await translateDocument(client, args);
    const result: unknown = await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
    if (command === ADD_TO_GLOSSARY) reach("glossary");
    if (command === NEVER_TRANSLATE) tellKept(args[1], result);
    return result;
  } catch (error) {
    if (!isCancelled(error)) void tellError(error);
    return undefined;
  }
}

/** Shows what the server wants shown beside the text that it is about. */
export async function showBeside(
  client: LanguageClient,
  params: ShowDocumentParams,
): Promise<ShowDocumentResult> {
  try {
    const converter = client.protocol2CodeConverter;
    await window.showTextDocument(converter.asUri(params.uri), {
      viewColumn: ViewColumn.Beside,
      preserveFocus: !params.takeFocus,
      ...(params.selection && { selection: converter.asRange(params.selection) }),
    });
    return { success: true };
  } catch {
    return { success: false };
  }
}

/** Saves the files that an edit of the server's has made: what stands on the disk would be empty. */
export async function saveNewFiles(client: LanguageClient, { documentChanges }: WorkspaceEdit): Promise<void> {
  for (const change of documentChanges ?? []) {
    if (!CreateFile.is(change)) continue;
    const document = await workspace.openTextDocument(client.protocol2CodeConverter.asUri(change.uri));
    await document.save();
  }
}

function argumentsOf(client: LanguageClient, command: string, place: unknown): unknown[] {
  const converter = client.code2ProtocolConverter;
  switch (command) {
    case TRANSLATE_DOCUMENT:
      return [converter.asUri(place instanceof Uri ? place : activeEditor().document.uri)];
    case TRANSLATE_SELECTION: {
      const { document, selection } = activeEditor();
      return [converter.asUri(document.uri), converter.asRange(selection)];
    }
    case ADD_TO_GLOSSARY:
    case NEVER_TRANSLATE: {
      const editor = activeEditor();
      return [converter.asUri(editor.document.uri), term(editor)];
    }
    default:
      return [];
  }
}

function activeEditor(): TextEditor {
  if (!window.activeTextEditor) throw new Problem("No text is open. Open one, and try again.");
  return window.activeTextEditor;
}

/** What is selected, or else the word at the cursor. */
function term({ document, selection }: TextEditor): string {
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active, WORD) : selection;
  const text = range ? document.getText(range).trim().replace(/\s+/g, " ") : "";
  if (!text) throw new Problem("There is no word here. Put the cursor on one, or select a few.");
  return text;
}

async function translateDocument(client: LanguageClient, args: unknown[]): Promise<unknown> {
  const options = {
    location: ProgressLocation.Notification,
    title: "Dolmetsch: translating the document",
    cancellable: true,
  };
  const result = await window.withProgress(options, (progress, token) => {
    let shown = 0;
    return withProgressToken(client, args, token, (percentage) => {
      progress.report({ increment: percentage - shown });
      shown = percentage;
    });
  });
  reach("translated");
  if (result.text !== null) await showText(result.text, String(args[0]));
  return result;
}

interface Translated {
  readonly uri: string | null;
  readonly text: string | null;
}

async function withProgressToken(
  client: LanguageClient,
  args: unknown[],
  token: CancellationToken,
  report: (percentage: number) => void,
): Promise<Translated> {
  const workDoneToken = randomUUID();
  const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
    if (value.kind === "report" && value.percentage !== undefined) report(value.percentage);
  });
  try {
    const params = { command: TRANSLATE_DOCUMENT, arguments: args, workDoneToken };
    return (await client.sendRequest(ExecuteCommandRequest.type, params, token)) as Translated;
  } finally {
    listener.dispose();
  }
}

/** Shows the translation of a document beside which no file was made. */
async function showText(text: string, source: string): Promise<void> {
  const original = workspace.textDocuments.find((document) => document.uri.toString() === source);
  const language = original?.languageId ?? "plaintext";
  const document = await workspace.openTextDocument({ content: text, language });
  await window.showTextDocument(document, ViewColumn.Beside);
}

function tellKept(word: unknown, result: unknown): void {
  reach("glossary");
  const { uri } = result as { uri: string };
  const open = "Open Glossary";
  void window
    .showInformationMessage(`Dolmetsch leaves “${String(word)}” as it is from now on.`, open)
    .then((chosen) => (chosen === open ? commands.executeCommand("vscode.open", Uri.parse(uri)) : undefined));
}

function isCancelled(error: unknown): boolean {
  return error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled;
}
