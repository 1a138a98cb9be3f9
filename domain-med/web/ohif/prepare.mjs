// Puts OHIF (MIT licence) beside the console: its built application as npm has it, without what this node does not use.
// The package is taken as it is, its dependencies are in the bundle and are not installed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VERSION = "3.13.2";
const INTEGRITY = "sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==";

/** Scripts of ours that its page loads. */
const OWN = ["app-config.js", "boot.js", "session.js"];
const HERE = import.meta.dirname;
const TARGET = join(HERE, "dist");
const CACHE = join(HERE, "..", "..", "..", "node_modules", ".cache", "ohif");
const MARK = join(TARGET, "version.txt");

/** Speech and whole-slide models, maps of sources, icons of stores, and other sites' customizations. */
const LEFT_OUT = [/^ort\//, /^dicom-microscopy-viewer\//, /\.map$/, /^assets\/(?!images\/|favicon)/, /^customizations\//, /^(sw|init-service-worker|google|oidc-client\.min|es6-shim\.min|polyfill\.min)\.js$/, /^silent-refresh\.html$/, /^_/, /^serve\.json$/];

function download() {
  const file = join(CACHE, `ohif-app-${VERSION}.tgz`);
  const isWhole = () => existsSync(file) && `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}` === INTEGRITY;
  if (!isWhole()) {
    mkdirSync(CACHE, { recursive: true });
    execFileSync("npm", ["pack", `@ohif/app@${VERSION}`, "--pack-destination", CACHE, "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
    if (!isWhole()) throw new Error(`${file} is not the package that was pinned`);
  }
  return file;
}

function files(folder, prefix = "") {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]));
}

/** The page without inline scripts and with addresses below /ohif/. */
function page(original) {
  const style = /href="\/(app\.bundle[^"]*\.css)"/.exec(original)?.[1];
  const script = /src="\/(app\.bundle[^"]*\.js)"/.exec(original)?.[1];
  if (style === undefined || script === undefined) throw new Error("OHIF's page is not made as it used to be");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>OHIF Viewer · Trivium</title>
    <link rel="icon" href="/ohif/assets/favicon.ico" />
    <script src="/ohif/boot.js"></script>
    <script src="/ohif/app-config.js"></script>
    <script src="/ohif/session.js"></script>
    <script defer src="/ohif/${script}"></script>
    <link href="/ohif/${style}" rel="stylesheet" />
  </head>
  <body>
    <noscript>OHIF needs JavaScript.</noscript>
    <div id="react-portal"></div>
    <div id="root"></div>
  </body>
</html>
`;
}

/** Lets the bundles load each other from below /ohif/ instead of from the root. */
function moved(folder) {
  const root = '__webpack_require__.p = "/";';
  let found = 0;
  for (const file of files(folder).filter((name) => name.endsWith(".js"))) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(root)) continue;
    writeFileSync(path, text.replaceAll(root, '__webpack_require__.p = "/ohif/";'));
    found++;
  }
  for (const file of files(folder).filter((name) => name.endsWith(".css"))) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll("url(/", "url(/ohif/"));
  }
  if (found === 0) throw new Error("OHIF's bundles do not say where they load from as they used to");
}

function prepare() {
  const unpacked = mkdtempSync(join(tmpdir(), "ohif-"));
  try {
    execFileSync("tar", ["-xzf", download(), "-C", unpacked, "package/dist", "package/LICENSE"]);
    const dist = join(unpacked, "package", "dist");
    const made = mkdtempSync(join(HERE, "making-"));
    for (const file of files(dist)) {
      if (!LEFT_OUT.some((pattern) => pattern.test(file))) cpSync(join(dist, file), join(made, file), { recursive: true });
    }
    moved(made);
    cpSync(join(unpacked, "package", "LICENSE"), join(made, "LICENSE.txt"));
    for (const own of OWN) cpSync(join(HERE, own), join(made, own));
    writeFileSync(join(made, "index.html"), page(readFileSync(join(dist, "index.html"), "utf8")));
    writeFileSync(join(made, "version.txt"), `${key()}\n`);
    rmSync(TARGET, { recursive: true, force: true });
    renameSync(made, TARGET);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** Of the package and of what is done with it. */
function key() {
  const hash = createHash("sha256").update(INTEGRITY);
  for (const own of [...OWN, "prepare.mjs"]) hash.update(readFileSync(join(HERE, own)));
  return `${VERSION} ${hash.digest("hex")}`;
}

if (existsSync(MARK) && readFileSync(MARK, "utf8").trim() === key()) {
  process.stdout.write(`OHIF ${VERSION} is there\n`);
} else {
  try {
    prepare();
    const size = files(TARGET).reduce((sum, file) => sum + statSync(join(TARGET, file)).size, 0);
    process.stdout.write(`OHIF ${VERSION}: ${Math.round(size / 1e6)} MB in ohif/dist\n`);
  } catch (error) {
    // The console is whole without it: its link then says that OHIF is not there.
    process.stderr.write(`OHIF is left out of this build: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
