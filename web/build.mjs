// Builds the files that pages load into src/coalition/pages/assets, under names with their digests.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "..", "src", "coalition", "pages", "assets");
const entries = ["main.css", "main.js", "network.js", "editor.js", "desk.js", "icon.svg"];
const made = await build({
  entryPoints: entries.filter((name) => extname(name) !== ".svg").map((name) => join(here, "src", name)),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"],
  legalComments: "eof",
  outdir: folder,
  write: false,
});
const files = new Map(made.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
for (const name of entries.filter((name) => extname(name) === ".svg")) files.set(name, readFileSync(join(here, "src", name)));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const names = {};
for (const [name, content] of [...files].sort()) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  names[name] = `${basename(name, extname(name))}-${digest}${extname(name)}`;
  writeFileSync(join(folder, names[name]), content);
}
writeFileSync(join(folder, "names.json"), `${JSON.stringify(names, null, 2)}\n`);
