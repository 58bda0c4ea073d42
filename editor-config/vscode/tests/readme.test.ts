import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { selfContained } from "../scripts/readme.mjs";
import { temporaryDirectory } from "./temporary";

test("pictures are put into the text, and links to other files become their text", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "hover.png"), "PNG");
  const text = "![A hover](hover.png) and [the glossary](../docs/features.md#glossary), [here](https://example.org).";
  assert.equal(
    selfContained(text, directory),
    "![A hover](data:image/png;base64,UE5H) and the glossary, [here](https://example.org).",
  );
});
