/** What the status bar says of the server, and where a click on it leads. */

import { type Disposable, MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";

export type State = "loading" | "ready" | "failed" | "missing";

interface Appearance {
  readonly text: string;
  readonly spoken: string;
  readonly click: string;
  readonly command: string;
  readonly colour?: string;
}

const LOG = { click: "Click for the log.", command: "dolmetsch.showLog" };

const APPEARANCES: Readonly<{ [state in State]: Appearance }> = {
  loading: { text: "$(loading~spin) Dolmetsch", spoken: "Dolmetsch: loading", ...LOG },
  ready: { text: "$(check) Dolmetsch", spoken: "Dolmetsch: ready", ...LOG },
  failed: {
    text: "$(error) Dolmetsch",
    spoken: "Dolmetsch: failed",
    colour: "statusBarItem.errorBackground",
    ...LOG,
  },
  missing: {
    text: "$(cloud-download) Dolmetsch",
    spoken: "Dolmetsch: not installed",
    colour: "statusBarItem.warningBackground",
    click: "Click to install the server.",
    command: "dolmetsch.installServer",
  },
};

export class Status implements Disposable {
  private readonly item = window.createStatusBarItem("dolmetsch.status", StatusBarAlignment.Right);

  constructor() {
    this.item.name = "Dolmetsch";
  }

  /** @param detail one sentence more, for the tooltip */
  show(state: State, detail = ""): void {
    const appearance = APPEARANCES[state];
    this.item.text = appearance.text;
    this.item.accessibilityInformation = { label: appearance.spoken };
    this.item.command = appearance.command;
    this.item.backgroundColor = appearance.colour ? new ThemeColor(appearance.colour) : undefined;
    const tooltip = new MarkdownString();
    for (const line of [appearance.spoken, detail, appearance.click]) {
      if (line) tooltip.appendText(line).appendMarkdown("\n\n");
    }
    this.item.tooltip = tooltip;
    this.item.show();
  }

  hide(): void {
    this.item.hide();
  }

  dispose(): void {
    this.item.dispose();
  }
}
