/** Which Python the server's private environment is made with. */

import { openSetting, Problem } from "./problem";
import type { Run } from "./processes";

export interface Python {
  readonly command: string;
  readonly args: readonly string[];
  readonly version: string;
}

const OLDEST = { major: 3, minor: 11 };

const CANDIDATES: readonly (readonly [string, ...string[]])[] = [
  ["python3.13"],
  ["python3.12"],
  ["python3.11"],
  ["python3"],
  ["python"],
  ["py", "-3"],
];

// Debian and its relatives take ensurepip out of Python, and without it no environment gets a pip.
const QUESTION =
  "import importlib.util, sys; print(*sys.version_info[:2], int(importlib.util.find_spec('ensurepip') is not None))";

/**
 * The Python that the setting names, or else the first that is new enough and can make environments.
 *
 * @throws Problem if there is none; it says what to install.
 */
export async function findPython(named: string, run: Run): Promise<Python> {
  const candidates = named ? [[named] as const] : CANDIDATES;
  let incomplete: Python | undefined;
  for (const [command, ...args] of candidates) {
    const answer = await ask(run, command, args);
    if (answer === undefined || !isNewEnough(answer)) continue;
    const python = { command, args, version: `${answer.major}.${answer.minor}` };
    if (answer.makesEnvironments) return python;
    incomplete ??= python;
  }
  throw missing(named, incomplete);
}

interface Answer {
  readonly major: number;
  readonly minor: number;
  readonly makesEnvironments: boolean;
}

async function ask(run: Run, command: string, args: readonly string[]): Promise<Answer | undefined> {
  try {
    return readAnswer(await run(command, [...args, "-I", "-c", QUESTION]));
  } catch {
    return undefined; // it is not there, or is no Python: Windows has a `python` that opens its store
  }
}

function readAnswer(output: string): Answer | undefined {
  const [, major, minor, makesEnvironments] = /^(\d+) (\d+) ([01])$/.exec(output.trim()) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), makesEnvironments: makesEnvironments === "1" };
}

function isNewEnough({ major, minor }: Answer): boolean {
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}

function missing(named: string, incomplete: Python | undefined): Problem {
  const setting = openSetting("dolmetsch.server.python");
  if (incomplete) {
    return new Problem(
      `${incomplete.command} cannot make environments: its module ensurepip is missing. ` +
        `On Debian and Ubuntu, run: sudo apt install python${incomplete.version}-venv`,
      setting,
    );
  }
  if (named) {
    return new Problem(
      `dolmetsch.server.python names ${named}, which is not a Python ${OLDEST.major}.${OLDEST.minor} or newer. ` +
        "Mend the setting, or empty it to have one looked for.",
      setting,
    );
  }
  return new Problem(
    `Dolmetsch needs Python ${OLDEST.major}.${OLDEST.minor} or newer, and found none. ` +
      "Install it from python.org or by your system's package manager, or name it in dolmetsch.server.python.",
    setting,
  );
}
