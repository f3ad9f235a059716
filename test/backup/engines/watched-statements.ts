import type { Host } from '../../../src/host.ts';

interface Connection {
  query(question: string | { sql: string }): Promise<unknown>;
}

interface Driver {
  readonly Client: new () => Connection;
  createConnection(options: object): Promise<Connection>;
}

type Look = (sql: string) => void | Promise<void>;

/** The host on which every statement is looked at before its server is asked; what `look` throws, the statement fails with. */
export function watchStatements(host: Host, look: Look): Host {
  const require: Host['require'] = (name) => {
    const driver = host.require(name) as Driver;
    if (name.startsWith('mysql2')) {
      const createConnection = async (options: object) => watch(await driver.createConnection(options), look);
      return { ...driver, createConnection };
    }
    if (name !== 'pg') return driver;
    return {
      Client: function open(options: object) {
        return watch(Reflect.construct(driver.Client, [options]), look);
      },
    };
  };
  return Object.create(host, { require: { value: require } }) as Host;
}

function watch<T extends Connection>(connection: T, look: Look): T {
  const query = connection.query.bind(connection);
  connection.query = async (question) => {
    await look(typeof question === 'string' ? question : question.sql);
    return query(question);
  };
  return connection;
}
