/** How other programs are run: without a shell, to their end, and line by line. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal;
  /** Hears every line that the program writes to either stream. */
  readonly onLine?: (line: string) => void;
  /** Added to this process's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and gives what it wrote to standard output. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<string>;

/** A program could not be started, or did not end with 0. */
export class ProgramFailed extends Error {
  constructor(
    command: string,
    reason: string,
    readonly lines: readonly string[],
  ) {
    super(`${command} ${reason}`);
  }
}

export const run: Run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(command, args, {
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...(options.signal && { signal: options.signal }),
    });
    const output: string[] = [];
    const everything: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        options.onLine?.(line);
        everything.push(line);
        if (stream === child.stdout) output.push(line);
      });
    }
    child.on("error", (error) =>
      reject(error.name === "AbortError" ? error : new ProgramFailed(command, error.message, everything)),
    );
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output.join("\n"));
      else reject(new ProgramFailed(command, `ended with ${code ?? signal}`, everything));
    });
  });
