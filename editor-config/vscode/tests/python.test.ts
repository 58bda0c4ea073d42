import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../src/problem";
import type { Run } from "../src/processes";
import { findPython } from "../src/python";

/** A machine on which the programs named answer so, and others are missing. */
function machine(answers: Readonly<Record<string, string>>): Run {
  return async (command, args) => {
    const answer = answers[[command, ...args.slice(0, args.indexOf("-I"))].join(" ")];
    if (answer === undefined) throw new Error(`${command} is not there`);
    return answer;
  };
}

test("the newest named Python goes before the plain one", async () => {
  const run = machine({ python3: "3 14 1", "python3.12": "3 12 1" });
  assert.deepEqual(await findPython("", run), { command: "python3.12", args: [], version: "3.12" });
});

test("a Python that is too old is passed over", async () => {
  const run = machine({ python3: "3 9 1", python: "3 11 1" });
  assert.equal((await findPython("", run)).command, "python");
});

test("Windows' launcher is asked for Python 3", async () => {
  const run = machine({ python: "", "py -3": "3 13 1" });
  assert.deepEqual(await findPython("", run), { command: "py", args: ["-3"], version: "3.13" });
});

test("a Python that can make no environment is passed over for one that can", async () => {
  const run = machine({ "python3.11": "3 11 0", python3: "3 12 1" });
  assert.equal((await findPython("", run)).command, "python3");
});

test("where no Python can make an environment, the missing package is named", async () => {
  const run = machine({ "python3.11": "3 11 0" });
  await assert.rejects(findPython("", run), /sudo apt install python3\.11-venv/);
});

test("where there is no Python, the user is told which is needed", async () => {
  await assert.rejects(findPython("", machine({})), (error) => {
    assert(error instanceof Problem);
    assert.match(error.message, /needs Python 3\.11 or newer/);
    assert.deepEqual(error.remedy?.arguments, ["dolmetsch.server.python"]);
    return true;
  });
});

test("the Python that the setting names is the only one asked", async () => {
  const run = machine({ "/opt/python": "3 10 1", python3: "3 12 1" });
  await assert.rejects(findPython("/opt/python", run), /names \/opt\/python/);
});
