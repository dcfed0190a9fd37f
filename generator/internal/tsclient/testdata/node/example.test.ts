// What a user writes against the running example, examples/cats.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { catsCreateOperation, createApi, isErrorOf } from './cats/index.js';
import type { Cat } from './cats/index.js';

const api = createApi({ baseUrl: process.env['CATS']!, auth: { key: 'secret' } });
const stranger = createApi({ baseUrl: process.env['CATS']! });

test('answers are typed', async () => {
  const tom: Cat = await api.cats.create({ name: 'Mogwai', age: 3 });
  assert.equal(tom.name, 'Mogwai');
  assert.ok(tom.since instanceof Date);
  const found = await api.cats.find({ id: tom.id });
  assert.deepEqual(found, tom);
});

test('errors are typed', async () => {
  const missing = await api.cats.find({ id: 4711 }).result();
  assert.ok(!missing.ok && missing.error.kind === 'http' && missing.error.status === 404);
  const refused = await stranger.cats.create({ name: 'Tom', age: 3 }).result();
  assert.ok(!refused.ok && refused.error.kind === 'http' && refused.error.status === 401);
  const invalid = await api.cats.create({ name: 'x', age: 99 }).result();
  assert.ok(!invalid.ok && invalid.error.kind === 'http' && invalid.error.status === 400);
  assert.deepEqual(invalid.error.body.errors?.map((field) => field.path), ['name', 'age']);
  await assert.rejects(api.cats.create({ name: 'x', age: 99 }), (error) => isErrorOf(catsCreateOperation, error));
});
