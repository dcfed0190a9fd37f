// What drey does not write by itself: unions, several answers, schemes together. The server is a function.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { reviveEither, revivePageItem, reviveTree } from './rich-dates/dates.js';
import * as dates from './rich-dates/index.js';
import { Breed, Level, createApi } from './rich/index.js';
import type { ClientConfig, Shape } from './rich/index.js';

/** A client whose server answers so, and what was sent to it. */
function answering(answer: () => Response, config: ClientConfig = {}) {
  const sent: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return answer();
  };
  return { sent, api: createApi({ fetch, ...config }), dated: dates.createApi({ fetch, ...config }) };
}

const json = (value: unknown, status = 200) => () => Response.json(value, { status });
const moment = '2026-01-31T12:30:15Z';

test('a union narrows by its discriminator', () => {
  const area = (shape: Shape) => (shape.kind === 'Square' ? shape.side : shape.radius);
  assert.equal(area({ kind: 'ball', radius: 2 }), 2);
  // @ts-expect-error a square has no radius
  assert.equal(area({ kind: 'Square', radius: 2 }), undefined);
});

test('an enum is its values, and has their names', () => {
  const level: Level = Level.High;
  const breed: Breed = 'maine coon';
  assert.deepEqual([level, breed], [2, Breed.MaineCoon]);
});

test('several answers are told apart by their status', async () => {
  const { api } = answering(json('less', 203));
  const result = await api.shapes.get({ 'shape-id': 1 }).result();
  assert.ok(result.ok && result.status === 203);
  const text: string | null = result.data;
  assert.equal(text, 'less');
});

test('an error that is text, or nothing', async () => {
  const { api } = answering(() => new Response('no such tea', { status: 418 }));
  const result = await api.shapes.get({ 'shape-id': 1 }).result();
  assert.ok(!result.ok && result.error.kind === 'http' && result.error.status === 418);
  assert.equal(result.error.body, 'no such tea');
  const gone = await answering(() => new Response(null, { status: 503 })).api.shapes.get({ 'shape-id': 1 }).result();
  assert.ok(!gone.ok && gone.error.kind === 'http' && gone.error.status === 503);
  assert.equal(gone.error.body, undefined);
});

test('the address of the document, odd names, a joint of its own', async () => {
  const { api, sent } = answering(json(null, 203));
  await api.shapes.get({ 'shape-id': 7, queryId: 'a', queryBody: 'b', pipes: [1, 3] });
  assert.equal(sent[0]?.url, 'https://eu.example.com/*/v2/shapes/7?id=a&body=b&pipes=1%7C3');
});

test('schemes that count only together', async () => {
  const both = answering(json(null, 203), { auth: { key: 'k', cookie: () => 'c' } });
  await both.api.shapes.get({ 'shape-id': 7 });
  assert.match(both.sent[0]!.url, /\?api-key=k$/);
  assert.equal(new Headers(both.sent[0]!.init.headers).get('Cookie'), 'sid=c');
  const one = answering(json(null, 203), { auth: { key: 'k' } });
  await one.api.shapes.get({ 'shape-id': 7 });
  assert.doesNotMatch(one.sent[0]!.url, /api-key/);
  const open = answering(json({}), { auth: { oauth: 'secret' } });
  await open.api.shapes.put({ 'shape-id': 7, body: { kind: 'round', radius: 1 } });
  const headers = new Headers(open.sent[0]!.init.headers);
  assert.deepEqual([headers.get('Authorization'), headers.get('Content-Type')], [null, 'application/merge-patch+json']);
});

test('a body that need not be there', async () => {
  const { api, sent } = answering(json([], 201));
  await api.shapes.create();
  assert.equal(sent[0]?.init.body, undefined);
  await api.shapes.create({ body: { kind: 'round', radius: 1 } });
  assert.equal(sent[1]?.init.body, '{"kind":"round","radius":1}');
});

test('broken JSON is no answer of the API', async () => {
  const { api } = answering(() => new Response('{"kind":', { headers: { 'Content-Type': 'application/json' } }));
  const result = await api.shapes.get({ 'shape-id': 1 }).result();
  assert.ok(!result.ok && result.error.kind === 'unexpected');
  assert.equal(result.error.status, 200);
});

test('dates in unions, lists, maps, trees and errors', async () => {
  const round = { kind: 'round', radius: 1, drawn: moment };
  const made = await answering(json([round, { kind: 'Square', drawn: moment }], 201)).dated.shapes.create();
  assert.deepEqual(made, [{ ...round, drawn: new Date(moment) }, { kind: 'Square', drawn: moment }]);
  assert.deepEqual(revivePageItem({ n: 1, a: moment }), { n: 1, a: new Date(moment) });
  const tree = { made: null, children: [{ made: moment, children: [] }], parent: { made: moment } };
  assert.deepEqual(reviveTree(tree), {
    made: null,
    children: [{ made: new Date(moment), children: [] }],
    parent: { made: new Date(moment) },
  });
  assert.deepEqual([reviveEither(moment), reviveEither('moment'), reviveEither(null)], [new Date(moment), 'moment', null]);
  const failed = await answering(json({ at: moment }, 409)).dated.shapes.get({ 'shape-id': 1 }).result();
  assert.ok(!failed.ok && failed.error.kind === 'http' && failed.error.status === 409);
  const at: Date = failed.error.body.at;
  assert.deepEqual(at, new Date(moment));
});
