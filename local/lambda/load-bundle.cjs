/**
 * Loads a bundled handler's module with what V8 compiled the last time: a bundle is close to a megabyte, every function of
 * every environment loads one, and compiling takes more than half of that. Node 22 has module.enableCompileCache for this.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

/** Inside the project: in a folder that everybody may write, somebody else could leave code to run. */
const folder = join(__dirname, '..', '..', '.shuttle', 'compiled');
const KEPT_MS = 24 * 60 * 60 * 1000;

/** The exports of a CommonJS file, as `require` would give them. */
function loadBundle(file) {
  const source = readFileSync(file, 'utf8');
  // Code that comes out of V8's cache has forgotten who resolves its dynamic imports.
  if (/\bimport\(/.test(source)) return require(file);
  const kept = join(folder, createHash('sha256').update(process.version).update(source).digest('hex'));
  const cachedData = readIfAny(kept);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  // V8 refuses the data of another version or other flags. Made after the run, it holds the functions that ran.
  if (!cachedData || script.cachedDataRejected) keep(kept, script.createCachedData());
  return module.exports;
}

function readIfAny(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Whole or not at all: other threads and processes do the same. It is a cache, so a full disk is no failure. */
function keep(path, data) {
  try {
    mkdirSync(folder, { recursive: true });
    for (const old of readdirSync(folder).map((name) => join(folder, name))) {
      if (Date.now() - statSync(old).mtimeMs > KEPT_MS) rmSync(old, { force: true });
    }
    const draft = `${path}.${process.pid}.${process.hrtime.bigint()}`;
    writeFileSync(draft, data);
    renameSync(draft, path);
  } catch {}
}

module.exports = { loadBundle };
