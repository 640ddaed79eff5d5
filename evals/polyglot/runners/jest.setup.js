// What tests are made of is nothing that a solution may replace.
const names = ['describe', 'expect', 'it', 'test', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'];
for (const name of names) {
  const value = Object.freeze(globalThis[name]);
  Object.defineProperty(globalThis, name, { value, writable: false, configurable: false });
}
