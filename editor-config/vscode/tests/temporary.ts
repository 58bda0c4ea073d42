/** Directories for the tests, which are gone after them. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "dolmetsch-"));
  after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
