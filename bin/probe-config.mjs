// Reads a Prisma 8 configuration with Prisma's own loader, in a process of its own because a config file is code.
// argv: the loader's module, `--config` or an empty text, Prisma's version. The answer goes to file descriptor 3.
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module = '', config = '', version = ''] = process.argv.slice(2);
const { loadConfig, resolveSectionOverChain } = await import(pathToFileURL(module).href);
const { files, diagnostics } = await loadConfig(process.cwd(), config || undefined, version);
const section = resolveSectionOverChain({ name: 'orm' }, files);
const connection = section.value?.db?.connection;
const problem = diagnostics[0]?.summary ?? (section.ok ? undefined : 'the orm section cannot be read');
writeSync(3, JSON.stringify({ connection, problem }));
process.exit(0);
