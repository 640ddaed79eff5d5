// What tests are made of is nothing that a solution may replace. Specs may extend what is expected.
const names = ['describe', 'expect', 'it', 'test', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'];
for (const name of names) {
  const value = name === 'expect' ? expect : Object.freeze(globalThis[name]);
  Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
}
