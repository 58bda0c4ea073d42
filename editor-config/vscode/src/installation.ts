/**
 * The extension's own server: how it is installed, found and renewed.
 *
 * Every installation has a directory of its own, since environments cannot be moved. `installed.json` names the
 * one that holds, and is written when that one has been checked: nothing half-made is ever run.
 */

import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "./problem";
import { ProgramFailed, type Run } from "./processes";
import type { Python } from "./python";
import { isNewer } from "./versions";

export interface Installed {
  readonly version: string;
  readonly command: string;
}

export interface Observer {
  /** Hears what is being done, in a few words. */
  readonly onStep: (step: string) => void;
  /** Hears every line that the programs write. */
  readonly onLine: (line: string) => void;
}

/** So long a replaced installation stays, since another window may still run it. */
const LINGER_MILLISECONDS = 24 * 60 * 60 * 1000;

const RECORD = "installed.json";
const [PROGRAMS, SUFFIX] = process.platform === "win32" ? ["Scripts", ".exe"] : ["bin", ""];

export class Installation {
  /**
   * @param storage the directory for installations; it need not exist
   * @param wheels the directory that holds the wheel of the server
   * @param version of that server
   */
  constructor(
    private readonly storage: string,
    private readonly wheels: string,
    private readonly version: string,
    private readonly run: Run,
  ) {}

  /** What is installed, if it is still there. */
  async current(): Promise<Installed | undefined> {
    const record = await this.record();
    if (record === undefined) return undefined;
    const command = this.program(record.directory, "dolmetsch");
    return (await exists(command)) ? { version: record.version, command } : undefined;
  }

  /** Whether the extension brings a newer server than the one that is installed. */
  isOutdated(installed: Installed): boolean {
    return isNewer(this.version, installed.version);
  }

  /**
   * Installs the server that the extension brings, and puts it in the place of what was installed before.
   *
   * @throws Problem if that fails, AbortError if it is aborted; what was installed before stays.
   */
  async install(python: Python, observer: Observer, signal: AbortSignal): Promise<Installed> {
    await mkdir(this.storage, { recursive: true });
    const directory = await mkdtemp(join(this.storage, `${this.version}-`));
    try {
      await this.fill(directory, python, observer, signal);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    const before = await this.record();
    await this.put({ version: this.version, directory });
    if (before) await touch(before.directory);
    return { version: this.version, command: this.program(directory, "dolmetsch") };
  }

  /** Removes installations that were replaced or given up long ago. */
  async removeLeftovers(now = Date.now()): Promise<void> {
    const held = (await this.record())?.directory;
    for (const entry of await directoriesIn(this.storage)) {
      if (entry === held) continue;
      const { mtimeMs } = await stat(entry);
      if (now - mtimeMs > LINGER_MILLISECONDS) await rm(entry, { recursive: true, force: true });
    }
  }

  private async fill(directory: string, python: Python, observer: Observer, signal: AbortSignal): Promise<void> {
    // PIP_USER: whoever has pip install for the user alone would get an error in an environment
    const options = { signal, onLine: observer.onLine, environment: { PIP_USER: "0" } };
    const reportPip = (line: string) => {
      observer.onLine(line);
      const step = stepIn(line);
      if (step) observer.onStep(step);
    };
    observer.onStep(`making an environment with Python ${python.version}`);
    await this.step("Python could not make an environment", () =>
      this.run(python.command, [...python.args, "-I", "-m", "venv", directory], options),
    );
    const pip = ["-I", "-m", "pip", "--disable-pip-version-check", "--no-input"];
    const wheel = await this.wheel();
    await this.step("pip could not install the server", () =>
      this.run(
        this.program(directory, "python"),
        [...pip, "install", "--progress-bar", "off", wheel],
        { ...options, onLine: reportPip },
      ),
    );
    observer.onStep("checking the server");
    await this.step("The installed server does not work", () =>
      this.run(this.program(directory, "dolmetsch"), ["check"], options),
    );
  }

  private async step(failure: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error;
      const reason = reasonIn(error.lines) ?? error.message;
      throw new Problem(`${failure}: ${reason.replace(/[.\s]*$/, ".")} The log has all that was said.`);
    }
  }

  private async wheel(): Promise<string> {
    const wheels = (await readdir(this.wheels)).filter((name) => name.endsWith(".whl"));
    const wheel = wheels[0];
    if (wheel === undefined || wheels.length > 1) {
      throw new Problem("The extension does not hold its server. Install the extension again.");
    }
    return join(this.wheels, wheel);
  }

  private program(directory: string, name: string): string {
    return join(directory, PROGRAMS, name + SUFFIX);
  }

  private async record(): Promise<Holding | undefined> {
    try {
      return readRecord(await readFile(join(this.storage, RECORD), "utf8"));
    } catch {
      return undefined; // nothing was installed yet, or the file is broken: then it is installed anew
    }
  }

  private async put(record: Holding): Promise<void> {
    const path = join(this.storage, RECORD);
    const draft = `${record.directory}.json`;
    await writeFile(draft, JSON.stringify(record));
    await rename(draft, path);
  }
}

interface Holding {
  readonly version: string;
  readonly directory: string;
}

function readRecord(content: string): Holding | undefined {
  const { version, directory } = JSON.parse(content) as Partial<Holding>;
  return typeof version === "string" && typeof directory === "string" ? { version, directory } : undefined;
}

/** What a line of pip's says is being done; nothing if it says nothing of the kind. */
export function stepIn(line: string): string | undefined {
  const [, collected] = /^\s*Collecting ([\w.-]+)/.exec(line) ?? [];
  if (collected) return `fetching ${collected}`;
  return line.startsWith("Installing collected packages") ? "unpacking the packages" : undefined;
}

/** The line that says best why a program failed. */
function reasonIn(lines: readonly string[]): string | undefined {
  const spoken = lines.map((line) => line.trim()).filter((line) => line !== "");
  const error = spoken.findLast((line) => line.startsWith("ERROR:"));
  return error?.slice("ERROR:".length).trim() ?? spoken.at(-1);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

async function touch(directory: string): Promise<void> {
  const now = new Date();
  await utimes(directory, now, now).catch(() => undefined); // it may have been removed by hand
}

async function directoriesIn(parent: string): Promise<string[]> {
  try {
    const entries = await readdir(parent, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(parent, entry.name));
  } catch {
    return []; // nothing was ever installed
  }
}
