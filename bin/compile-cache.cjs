// What Node compiles is kept for the next start: from 22 on by Node itself. On 20 this does the same for modules of CommonJS,
// Prisma's bundle of megabytes above all. Whatever is odd about the cache costs its time and nothing else.
const Module = require('node:module');

module.exports = function enableCompileCache() {
  if (Module.enableCompileCache) return void Module.enableCompileCache();
  const { NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
  const isWatched =
    process.sourceMapsEnabled || process.execArgv.some((word) => /^--(inspect|enable-source)/.test(word));
  if (NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE || isWatched || Module.prototype._compile.keeps) return;
  try {
    keepCompiled(ownFolder());
  } catch {
    // No folder that is only ours: as without a cache.
  }
};

/** Below this many characters reading a file costs as much as compiling does. */
const worthwhile = 20_000;
/** As long as `import`, so that everything stays where it is. */
const importer = 'imp0rt';

/** Whoever can write there decides what we run, so it must be ours alone. Throws else. */
function ownFolder() {
  const fs = require('node:fs');
  const { join } = require('node:path');
  const user = process.getuid?.() ?? 'user';
  const chosen = process.env.NODE_COMPILE_CACHE;
  if (chosen) fs.mkdirSync(chosen, { recursive: true });
  const above = chosen || require('node:os').tmpdir();
  const folder = join(above, `prisma-interlock-${process.version}-${process.arch}-${user}`);
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 });
  const found = fs.lstatSync(folder);
  const isOurs = found.isDirectory() && (process.getuid === undefined || found.uid === user) && !(found.mode & 0o022);
  if (!isOurs) throw new Error(`${folder} is open to others`);
  return folder;
}

function keepCompiled(folder) {
  const { join, dirname } = require('node:path');
  const vm = require('node:vm');
  const { crc32 } = require('node:zlib');
  const compile = Module.prototype._compile;
  const [before, close] = Module.wrapper;
  const open = before.replace(')', `, ${importer})`);
  const ends = [];
  process.once('exit', () => {
    for (const atEnd of ends) {
      try {
        atEnd();
      } catch {
        // The next start is as slow as this one.
      }
    }
  });

  Module.prototype._compile = function (content, filename) {
    // Whoever wraps modules in another way wants to see them.
    if (content.length < worthwhile || Module.wrapper[0] !== before) return compile.call(this, content, filename);
    // The text decides, not its time: package managers give the files of every version the same.
    const kept = join(folder, `${crc32(filename).toString(16)}-${crc32(content).toString(16)}-${content.length}`);
    const imports = read(`${kept}.imports`)?.toString();
    if (imports === undefined) {
      // Another time.
      ends.push(() => write(`${kept}.imports`, placesOf(content)));
      return compile.call(this, content, filename);
    }
    const text = `${open}${divert(content.replace(/^#!/, '//'), imports)}${close}`;
    const script = new vm.Script(text, { filename, columnOffset: -open.length, cachedData: read(kept) });
    // At the end, when the functions that were used are compiled as well.
    if (script.cachedDataRejected !== false) ends.push(() => write(kept, script.createCachedData()));
    // Compiled as ever: what comes out of V8's cache in Node 20 has lost whom to ask for an import.
    const load = (id, how) => {
      const beside = new Module(filename);
      compile.call(beside, 'module.exports = (id, how) => import(id, how)', filename);
      return beside.exports(id, how);
    };
    const { exports } = this;
    return script.runInThisContext().call(exports, exports, requireOf(this), this, filename, dirname(filename), load);
  };
  Module.prototype._compile.keeps = true;
}

/** Where `import` is called, as numbers joined by commas. Throws where nobody can tell. */
function placesOf(content) {
  const isMade = /\b(?:Function|eval)\s*\([^;]{0,1000}\bimport\s*\(/.test(content);
  if (isMade || content.includes(importer)) throw new Error('not to be diverted');
  return String(require('../dist/find-imports.cjs').findImports(content.replace(/^#!/, '//')));
}

function divert(content, imports) {
  let text = '';
  let from = 0;
  for (const at of imports.split(',').filter(Boolean).map(Number)) {
    text += content.slice(from, at) + importer;
    from = at + importer.length;
  }
  return text + content.slice(from);
}

function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
  require.resolve.paths = (id) => Module._resolveLookupPaths(id, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function read(file) {
  try {
    return require('node:fs').readFileSync(file);
  } catch {
    return undefined;
  }
}

function write(file, data) {
  const fs = require('node:fs');
  fs.writeFileSync(`${file}.${process.pid}`, data, { mode: 0o600 });
  fs.renameSync(`${file}.${process.pid}`, file);
}
