/** How the user is led through installing the server. */

import { commands, type LogOutputChannel, ProgressLocation, window, workspace } from "vscode";
import type { Installation, Installed } from "./installation";
import { openSetting } from "./problem";
import { run } from "./processes";
import { findPython } from "./python";
import { SECTION, settingsIn } from "./settings";
import { SHOW_LOG, tellError } from "./tell";

const INSTALL = "Install";
const NAME_IT = "I Have It Elsewhere";

export class Installer {
  private offered = false;
  private underWay: Promise<boolean> | undefined;

  constructor(
    private readonly installation: Installation,
    private readonly log: LogOutputChannel,
  ) {}

  /** Asks once in a session whether to install the server; whether it was installed. */
  async offer(): Promise<boolean> {
    if (this.offered) return false;
    this.offered = true;
    const chosen = await window.showInformationMessage(
      "Dolmetsch found no language server on this machine. Install the one that came with the extension? " +
        "It gets an environment of its own; its Python packages, some 65 MB, come from your package index.",
      INSTALL,
      NAME_IT,
    );
    if (chosen === NAME_IT) {
      const { command, arguments: args } = openSetting("dolmetsch.server.path");
      await commands.executeCommand(command, ...args);
    }
    return chosen === INSTALL && this.install();
  }

  /** Installs the server, or the newer one; whether that was done. Says itself what is wrong. */
  async install(): Promise<boolean> {
    this.underWay ??= this.attempt().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** The extension's own server, if it is installed; renewed first if the extension brings a newer one. */
  async upToDate(): Promise<Installed | undefined> {
    const installed = await this.installation.current();
    if (!installed || !this.installation.isOutdated(installed)) return installed;
    await this.install();
    return this.installation.current();
  }

  private async attempt(): Promise<boolean> {
    try {
      const installed = await this.showingProgress();
      this.log.info(`The server ${installed.version} is installed: ${installed.command}`);
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") {
        this.log.info("The installation was cancelled; nothing was changed.");
        return false;
      }
      this.log.error(error instanceof Error ? error : String(error));
      const again = { title: "Try Again", command: "dolmetsch.installServer", arguments: [] };
      void tellError(error, again, SHOW_LOG);
      return false;
    }
  }

  private async showingProgress(): Promise<Installed> {
    const options = {
      location: ProgressLocation.Notification,
      title: "Installing Dolmetsch's server",
      cancellable: true,
    };
    return window.withProgress(options, async (progress, token) => {
      const cancellation = new AbortController();
      token.onCancellationRequested(() => cancellation.abort());
      const { pythonPath } = settingsIn(workspace.getConfiguration(SECTION));
      const python = await findPython(pythonPath, run);
      this.log.info(`Installing with ${[python.command, ...python.args].join(" ")} (Python ${python.version})`);
      const observer = {
        onStep: (message: string) => progress.report({ message }),
        onLine: (line: string) => this.log.info(line),
      };
      return this.installation.install(python, observer, cancellation.signal);
    });
  }
}
