// Stands where Prisma 5 and 6 look for their query engine, which no tested command starts: they only ask its version.
exports.version = () => ({ commit: '0000000000000000000000000000000000000000', version: '0.0.0' });
