/** When a server runs, and how it is talked to. */

import { setTimeout } from "node:timers/promises";
import { commands, type LogOutputChannel, workspace } from "vscode";
import {
  CancellationToken,
  LanguageClient,
  type LanguageClientOptions,
  LogMessageNotification,
  type LogMessageParams,
  MessageType,
  RevealOutputChannelOn,
  State as ClientState,
} from "vscode-languageclient/node";
import { carryOut, saveNewFiles, showBeside } from "./commands";
import type { Installer } from "./installer";
import { reach } from "./milestones";
import { Problem } from "./problem";
import { findServer, type Server } from "./server";
import { forServer, SECTION, settingsIn } from "./settings";
import type { Status } from "./status";
import { messageOf, SHOW_LOG, tellError } from "./tell";

/** What the server logs when its models are loaded; it logs an error when they could not be. */
const MODELS_READY = "The models are ready.";

/** So long a server has to answer to its start; it needs a second. */
const PATIENCE_MILLISECONDS = 30_000;

export class Session {
  private client: LanguageClient | undefined;
  private begun = false;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly installer: Installer,
    private readonly status: Status,
    private readonly log: LogOutputChannel,
  ) {}

  /** Whether a server was asked for, even if there is none yet. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** Starts the server, anew if there is one already; says itself what is wrong. */
  restart(): Promise<void> {
    this.begun = true;
    return this.inTurn(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    this.begun = false;
    return this.inTurn(() => this.end());
  }

  /** One thing after the other, so that there is never a second server. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work).catch((error: unknown) => this.fail(error));
    return this.turn;
  }

  private fail(error: unknown): void {
    this.log.error(error instanceof Error ? error : String(error));
    this.status.show("failed", messageOf(error));
    void tellError(error, SHOW_LOG);
  }

  private async begin(): Promise<void> {
    this.status.show("loading");
    const { serverPath } = settingsIn(workspace.getConfiguration(SECTION));
    const server = await findServer(serverPath, () => this.installer.upToDate());
    if (!server) {
      this.status.show("missing");
      // not awaited: whoever leaves the question open can still start another server
      void this.installer.offer().then((installed) => (installed ? this.restart() : undefined));
      return;
    }
    this.log.info(`Starting ${server.command}, from ${server.origin}`);
    const client = this.connect(server);
    this.client = client;
    const started = client.start().then(
      () => true,
      (error: unknown) => {
        this.status.show("failed", messageOf(error)); // the client has told the user
        return true;
      },
    );
    const inTime = await Promise.race([started, setTimeout(PATIENCE_MILLISECONDS, false, { ref: false })]);
    if (!inTime) throw new Problem(`${server.command} does not answer. Is it Dolmetsch's server?`);
  }

  private connect(server: Server): LanguageClient {
    const client: LanguageClient = new LanguageClient(
      "dolmetsch",
      "Dolmetsch",
      { command: server.command },
      this.options(() => client),
    );
    // in the place of the client's own handler, which only writes the log
    client.onNotification(LogMessageNotification.type, (message) => this.hear(message, server));
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return; // it was ended on purpose
      // the client starts a server that has crashed again by itself
      if (newState === ClientState.Starting) this.status.show("loading", `Starting ${server.command}.`);
      if (newState === ClientState.Stopped) this.status.show("failed", "The server has ended.");
      void setRunning(newState === ClientState.Running);
    });
    return client;
  }

  private options(client: () => LanguageClient): LanguageClientOptions {
    const { languages } = settingsIn(workspace.getConfiguration(SECTION));
    return {
      documentSelector: languages.map((language) => ({ language })),
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        executeCommand: (command, args) => {
          if (command === "dolmetsch.reload") this.status.show("loading", "Loading the models again.");
          return carryOut(client(), command, args);
        },
        provideHover: async (document, position, token, next) => {
          const hover = await next(document, position, token);
          if (hover) reach("hovered");
          return hover;
        },
        provideCompletionItem: async (document, position, context, token, next) => {
          const offered = await next(document, position, context, token);
          if (offered && (Array.isArray(offered) ? offered : offered.items).length) reach("completed");
          return offered;
        },
        window: {
          showDocument: (params, token, next) =>
            params.external ? next(params, token) : showBeside(client(), params),
        },
        workspace: {
          handleApplyEdit: async (params, next) => {
            const result = await next(params, CancellationToken.None);
            if ("applied" in result && result.applied) await saveNewFiles(client(), params.edit);
            return result;
          },
          configuration: async (params, token, next) => {
            const sections = await next(params, token);
            return Array.isArray(sections) ? sections.map(forServer) : sections;
          },
        },
      },
    };
  }

  private hear({ type, message }: LogMessageParams, server: Server): void {
    if (type === MessageType.Error) {
      this.log.error(message);
      this.status.show("failed", message);
      return;
    }
    this.log.info(message);
    if (message === MODELS_READY) {
      this.status.show("ready", `The server is ${server.command}, from ${server.origin}.`);
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.status.hide();
    await setRunning(false);
    const process = client?.serverProcess;
    try {
      await client?.dispose();
    } catch (error) {
      this.log.warn(messageOf(error)); // it never came to run, or does not listen
      process?.kill();
    }
  }
}

async function setRunning(running: boolean): Promise<void> {
  await commands.executeCommand("setContext", "dolmetsch.running", running);
}
