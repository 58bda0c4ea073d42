import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { Problem } from "../src/problem";
import { findServer } from "../src/server";
import { temporaryDirectory } from "./temporary";

const INSTALLED = async () => ({ command: "/installed/dolmetsch" });
const NOTHING = async () => undefined;

async function directoryWith(name: string, mode: number): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, name), "");
  await chmod(join(directory, name), mode);
  return directory;
}

test("the server that the setting names goes before all others", async () => {
  const [named, onPath] = [await directoryWith("mine", 0o755), await directoryWith("dolmetsch", 0o755)];
  const server = await findServer(join(named, "mine"), INSTALLED, { PATH: onPath });
  assert.deepEqual(server, { command: join(named, "mine"), origin: "dolmetsch.server.path" });
});

test("a setting that names what cannot be run is a problem, whatever else there is", async () => {
  const onPath = await directoryWith("dolmetsch", 0o755);
  await assert.rejects(findServer("/nowhere/dolmetsch", INSTALLED, { PATH: onPath }), Problem);
});

test("the first program on the PATH is taken, and goes before the extension's own", async () => {
  const [text, program] = [await directoryWith("dolmetsch", 0o644), await directoryWith("dolmetsch", 0o755)];
  const server = await findServer("", INSTALLED, { PATH: [text, program].join(delimiter) });
  assert.deepEqual(server, { command: join(program, "dolmetsch"), origin: "the PATH" });
});

test("a folder of that name is no program", async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, "dolmetsch"));
  assert.equal(await findServer("", NOTHING, { PATH: directory }), undefined);
});

test("what lies in the folder that is open is not run", async () => {
  const directory = await directoryWith("dolmetsch", 0o755);
  const before = process.cwd();
  process.chdir(directory);
  try {
    assert.equal(await findServer("", NOTHING, { PATH: [".", ""].join(delimiter) }), undefined);
  } finally {
    process.chdir(before);
  }
});

test("the extension's own server is taken last", async () => {
  const server = await findServer("", INSTALLED, { PATH: "" });
  assert.deepEqual(server, { command: "/installed/dolmetsch", origin: "this extension" });
});
