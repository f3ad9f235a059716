// Asks a real loader of Prisma's for its config, takes away the file that it read, and asks again until it finds none.
// argv: module of the loader, folder. Prints the files in the order in which they were read, one a line.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [module = '', folder = ''] = process.argv.slice(2);
const loader = await import(pathToFileURL(module).href);
const read = async () => {
  if ('loadConfig' in loader) return (await loader.loadConfig(folder, undefined, '8.0.0')).files[0]?.path;
  const { resolvedPath, error } = await loader.loadConfigFromFile({ configRoot: folder });
  if (error) throw error.error ?? error;
  return resolvedPath ?? undefined;
};
for (let file = await read(); file !== undefined; file = await read()) {
  console.log(path.relative(folder, file).replaceAll(path.sep, '/'));
  rmSync(file);
}
