// Registers tests: `test("what holds", async (t) => { … })`; `t` is a Fixture.

export const registered = [];

export function test(name, body) {
  if (registered.some((other) => other.name === name)) throw new Error(`two tests are named "${name}"`);
  registered.push({ name, body });
}
