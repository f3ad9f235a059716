// `engines` of package.json, held to before anything else is loaded: what an older Node cannot read ends in a stack trace.
// `before`: what the message begins with, where something else has begun the line.
module.exports = function needNode(before = '') {
  const version = process.versions.node;
  const [major, minor] = version.split('.').map(Number);
  if (major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  process.stderr.write(`${before}prisma-interlock needs Node 20.19, 22.12 or 24; this is ${version}.\n`);
  process.exit(70);
};
