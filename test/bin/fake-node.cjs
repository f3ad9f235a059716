// Makes a Node say that it is another: FAKE_NODE.
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.FAKE_NODE } });
