// Reads a Prisma 8 configuration with Prisma's own loader, in a process of its own because a config file is code.
// argv: the loader's module, `--config` or an empty text, Prisma's version, names of variables that the file may have set. The
// answer goes to file descriptor 3.
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module = '', config = '', version = '', names = ''] = process.argv.slice(2);
const { loadConfig, resolveSectionOverChain } = await import(pathToFileURL(module).href);
const { files, diagnostics } = await loadConfig(process.cwd(), config || undefined, version);
const section = resolveSectionOverChain({ name: 'orm' }, files);
const connection = section.value?.db?.connection;
const problem = diagnostics[0]?.summary ?? (section.ok ? undefined : 'the orm section cannot be read');
const handed = Object.fromEntries(names.split(',').map((name) => [name, process.env[name]]));
writeSync(3, JSON.stringify({ connection, problem, handed }));
process.exit(0);
