import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { Installation, type Observer, stepIn } from "../src/installation";
import { ProgramFailed, type Run } from "../src/processes";
import { isNewer } from "../src/versions";
import { temporaryDirectory } from "./temporary";

const PYTHON = { command: "python3", args: [], version: "3.11" };
const PROGRAMS = process.platform === "win32" ? "Scripts" : "bin";
const SUFFIX = process.platform === "win32" ? ".exe" : "";
const DAY = 24 * 60 * 60 * 1000;
const UNHEARD: Observer = { onStep: () => undefined, onLine: () => undefined };

/** Makes an environment with a server in it, as far as anyone looks. */
const works: Run = async (_, args) => {
  if (!args.includes("venv")) return "";
  const programs = join(String(args.at(-1)), PROGRAMS);
  await mkdir(programs, { recursive: true });
  await writeFile(join(programs, `dolmetsch${SUFFIX}`), "");
  return "";
};

async function installation(run: Run, version = "1.2.0", storage?: string): Promise<[Installation, string]> {
  const place = storage ?? (await temporaryDirectory());
  const wheels = await temporaryDirectory();
  await writeFile(join(wheels, `dolmetsch-${version}-py3-none-any.whl`), "");
  return [new Installation(place, wheels, version, run), place];
}

function install(one: Installation, signal = new AbortController().signal) {
  return one.install(PYTHON, UNHEARD, signal);
}

test("nothing is installed at first", async () => {
  const [one] = await installation(works);
  assert.equal(await one.current(), undefined);
});

test("what was installed is found again", async () => {
  const [one] = await installation(works);
  const installed = await install(one);
  assert.deepEqual(await one.current(), installed);
  assert.equal(installed.version, "1.2.0");
});

test("the server is checked before it is put in place", async () => {
  const [one, storage] = await installation(async (command, args) => {
    if (args.includes("check")) throw new ProgramFailed(command, "ended with 1", ["Something is broken."]);
    return works(command, args);
  });
  await assert.rejects(install(one), /does not work: Something is broken\. The log/);
  assert.equal(await one.current(), undefined);
  assert.deepEqual(await readdir(storage), []);
});

test("an installation that fails leaves the one before as it was", async () => {
  const [before, storage] = await installation(works, "1.1.0");
  const installed = await install(before);
  const [after] = await installation(
    async (command) => {
      throw new ProgramFailed(command, "ended with 1", ["ERROR: no matching distribution", "and more"]);
    },
    "1.2.0",
    storage,
  );
  await assert.rejects(install(after), /no matching distribution\. The log/);
  assert.deepEqual(await after.current(), installed);
});

test("an installation that is cancelled leaves nothing", async () => {
  const cancellation = new AbortController();
  const [one, storage] = await installation(async (command, args, options) => {
    await works(command, args);
    cancellation.abort();
    options?.signal?.throwIfAborted();
    return "";
  });
  await assert.rejects(install(one, cancellation.signal), { name: "AbortError" });
  assert.deepEqual(await readdir(storage), []);
});

test("a newer server takes the place of an older one, which goes a day later", async () => {
  const [before, storage] = await installation(works, "1.1.0");
  const older = await install(before);
  const [after] = await installation(works, "1.2.0", storage);
  assert.equal(after.isOutdated(older), true);
  const newer = await install(after);
  assert.deepEqual(await after.current(), newer);
  const directories = [older, newer].map(({ command }) => basename(dirname(dirname(command))));
  await after.removeLeftovers();
  assert.deepEqual((await readdir(storage)).sort(), [...directories, "installed.json"].sort());
  await after.removeLeftovers(Date.now() + 2 * DAY);
  assert.deepEqual((await readdir(storage)).sort(), [directories[1], "installed.json"].sort());
});

test("versions are compared number by number", () => {
  assert.equal(isNewer("0.10.0", "0.9.1"), true);
  assert.equal(isNewer("0.9.1", "0.10.0"), false);
  assert.equal(isNewer("1.0", "1.0.0"), false);
});

test("of what pip says, the user hears which package is fetched", () => {
  assert.equal(stepIn("Collecting numpy>=2.0 (from dolmetsch==0.1.0)"), "fetching numpy");
  assert.equal(stepIn("Installing collected packages: numpy, pygls"), "unpacking the packages");
  assert.equal(stepIn("  Downloading numpy-2.4.6.whl (16.9 MB)"), undefined);
});
