// What a user writes with the fetch client, against the running application.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import * as dates from './dates/index.js';
import * as nest from './nest/index.js';
import { catsCreateOperation, catsFind, createApi, createClient, isApiError, isErrorOf } from './text/index.js';
import type { Cat, CatsFindError } from './text/index.js';

const baseUrl = process.env['API']!;
const api = createApi({ baseUrl });
const moment = '2026-01-31T12:30:15.123Z';

/** Fails to compile unless the types are the same. */
function same<A>() {
  return <B>(..._equal: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]) => {};
}

async function failureOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => assert.fail('it worked'),
    (e: unknown) => e,
  );
  assert.ok(isApiError(error), String(error));
  return error;
}

test('an answer has the type of the handler', async () => {
  const cat = await api.cats.find({ id: 7 });
  same<typeof cat>()<Cat>();
  same<Cat['seen']>()<Cat['born'] | null>();
  assert.equal(cat.id, 7);
  assert.equal(cat.born, moment);
  assert.equal(cat.seen, null);
});

test('functions work alone', async () => {
  const client = createClient({ baseUrl: baseUrl + '/' });
  assert.equal((await catsFind(client, { id: 8 })).id, 8);
});

test('an input is one object: header and body', async () => {
  const cat = await api.cats.create({ name: 'Minka', breed: 'siamese', born: moment, xTenant: '!' });
  assert.equal(cat.name, 'Minka!');
  // @ts-expect-error a name is missing
  await failureOf(api.cats.create({ breed: 'siamese', born: moment }));
  // @ts-expect-error no such breed
  await failureOf(api.cats.create({ name: 'Minka', breed: 'dog', born: moment }));
});

test('null and nothing differ', async () => {
  assert.equal(await api.cats.rename({ id: 1, name: null }), '1 nameless');
  assert.equal(await api.cats.rename({ id: 1, name: 'Kit' }), '1 Kit');
});

test('a body that has the name of a parameter stays whole', async () => {
  assert.equal(await api.cats.replace({ id: '3', body: { id: 4, name: 'Tom' } }), '3 4 Tom');
});

test('errors are thrown, and have types by operation', async () => {
  const error = await failureOf(api.cats.create({ name: 'Tom', breed: 'siamese', born: moment }));
  assert.ok(isErrorOf(catsCreateOperation, error));
  assert.ok(error.kind === 'http' && error.status === 409);
  same<typeof error.code>()<'name_taken' | 'cat_asleep' | undefined>();
  assert.equal(error.code, 'name_taken');
  assert.equal(error.body.detail, 'the name is taken');
  assert.equal(error.message, 'catsCreate: 409 the name is taken');
});

test('results have types without a guard', async () => {
  const result = await api.cats.find({ id: 404 }).result();
  assert.ok(!result.ok);
  same<typeof result.error>()<CatsFindError>();
  assert.ok(result.error.kind === 'http' && result.error.status === 404);
  same<typeof result.error.code>()<'cat_not_found' | undefined>();
  assert.equal(result.error.code, 'cat_not_found');
  const fine = await api.cats.find({ id: 1 }).result();
  assert.ok(fine.ok);
  same<typeof fine.status>()<200>();
  assert.equal(fine.data.name, 'Tom');
  assert.ok(fine.headers.get('content-type')?.startsWith('application/json'));
});

test('an invalid input names its fields', async () => {
  const result = await api.cats.create({ name: 'x', breed: 'siamese', born: moment }).result();
  assert.ok(!result.ok && result.error.kind === 'http' && result.error.status === 400);
  assert.deepEqual(result.error.body.errors?.map((f) => f.path), ['name']);
});

test('nothing is 204', async () => {
  const result = await api.cats.remove({ id: 1 }).result();
  assert.ok(result.ok);
  same<typeof result.data>()<void>();
  assert.deepEqual([result.status, result.data], [204, undefined]);
});

test('bytes are a Blob, or the answer itself', async () => {
  const photo = await api.cats.photo({ id: 1 });
  assert.equal(photo.type, 'image/png');
  assert.deepEqual([...new Uint8Array(await photo.arrayBuffer())], [0x89, 0x50, 0x4e, 0x47, 0, 0xff]);
  const response = await api.cats.photo({ id: 1 }).response();
  assert.equal(response.bodyUsed, false);
  assert.equal((await response.arrayBuffer()).byteLength, 6);
});

test('a list that is sent while it is made is a list', async () => {
  assert.deepEqual((await api.cats.all()).map((c) => c.id), [0, 1, 2]);
});

test('queries: lists, lists in one, moments, defaults, headers, cookies', async () => {
  assert.deepEqual(await api.cats.search(), { query: 'all', tags: null, ids: null, since: '', seen: '', agent: '', sid: '' });
  const tags = ['a b', 'c&d=e', '', 'ü,+%'];
  const found = await api.cats.search({ q: '?#/', tag: tags, ids: [1, -2], since: moment, seen: false, xAgent: 'me', sid: 'a%20b' });
  assert.equal((await failureOf(api.cats.search({ sid: 'a; b' }))).kind, 'input');
  assert.deepEqual(found, { query: '?#/', tags, ids: [1, -2], since: moment, seen: 'false', agent: 'me', sid: 'a%20b' });
});

test('a path takes any value, as one segment', async () => {
  for (const text of ['a', 'a b', 'a/b', '%2F', '100%', '?x=1#y', 'ü€😺', '...', '{text}', '$&', "'\"`;:@=+,~()!*"]) {
    assert.equal(await api.misc.echo({ text }), text, text);
  }
  assert.equal(await api.misc.rest({ path: 'a/b c' }), 'a/b c');
  for (const text of ['', '.', '..']) {
    const error = await failureOf(api.misc.echo({ text }));
    assert.equal(error.kind, 'input', text);
  }
  // @ts-expect-error the text is missing
  assert.equal((await failureOf(api.misc.echo({}))).kind, 'input');
});

test('what JSON has no word for is not sent as null', async () => {
  for (const body of [{ id: NaN, name: '' }, { id: Infinity, name: '' }]) {
    const error = await failureOf(api.cats.replace({ id: '1', body }));
    assert.equal(error.kind, 'input');
    assert.match(error.message, /id: (NaN|Infinity) cannot be written as JSON/);
  }
  assert.match((await failureOf(api.cats.find({ id: NaN }))).message, /id: NaN/);
});

test('forms', async () => {
  assert.equal(await api.cats.login({ user: 'ann & co', password: '+ü', scope: ['a', 'b'] }), 'ann & co/+ü/a+b');
});

test('uploads', async () => {
  const said = await api.cats.upload({
    title: 'Tom "&" ü',
    tag: ['x', 'y,z'],
    sizes: [1, 2],
    taken: moment,
    cover: new File(['cover'], 'front.png'),
    photos: [new File(['1'], 'a.txt'), new Blob(['2'])],
  });
  assert.equal(said, `Tom "&" ü; x|y,z; [1 2]; ${moment}; front.png=cover; a.txt=1; blob=2`);
});

test('a raw body is sent as it is', async () => {
  assert.equal(await api.misc.raw({ body: new Blob(['<a/>'], { type: 'text/xml' }) }), 'text/xml: <a/>');
  assert.equal(await api.misc.raw({ body: 'a,b' }, { headers: { 'Content-Type': 'text/csv' } }), 'text/csv: a,b');
  const stream = new Blob(['streamed']).stream();
  assert.equal(await api.misc.raw({ body: stream }, { headers: { 'Content-Type': 'text/plain' } }), 'text/plain: streamed');
});

test('credentials go where they are asked for', async () => {
  const refused = await failureOf(api.misc.me());
  assert.ok(refused.kind === 'http' && refused.status === 401);
  let asked = 0;
  const own = createApi({ baseUrl, auth: { token: async () => (asked++, 'secret') } });
  assert.equal(await own.misc.me(), 'Bearer secret');
  assert.equal(await own.misc.open(), 'open');
  assert.equal(asked, 1);
  const basic = createApi({ baseUrl, auth: { token: () => undefined, password: { username: 'ann', password: 'päß' } } });
  assert.match(await basic.misc.me(), /^Basic /);
  // @ts-expect-error no such scheme
  createApi({ auth: { key: '' } });
});

test('headers: of the client, of a call', async () => {
  const own = createApi({ baseUrl, headers: () => ({ 'X-Agent': 'client', Authorization: 'Bearer secret' }) });
  assert.equal((await own.cats.search()).agent, 'client');
  assert.equal((await own.cats.search({ xAgent: 'input' })).agent, 'input');
  assert.equal((await own.cats.search({}, { headers: { 'X-Agent': 'call' } })).agent, 'call');
  assert.equal(await own.misc.me(), 'Bearer secret');
});

test('a hook that fails is the caller to hear of', async () => {
  const own = createApi({ baseUrl, auth: { token: () => Promise.reject(new RangeError('logged out')) } });
  await assert.rejects(own.misc.me(), RangeError);
  await assert.rejects(own.misc.me().result(), RangeError);
});

test('a redirect is followed, the answer is there', async () => {
  const response = await api.misc.moved();
  assert.ok(response.redirected);
  assert.equal(await response.text(), 'open');
});

test('HEAD has no body', async () => {
  assert.equal(await api.misc.head(), undefined);
});

test('an answer of something else than the API is told apart', async () => {
  const error = await failureOf(api.misc.proxied());
  assert.ok(error.kind === 'unexpected');
  assert.equal(error.status, 502);
  assert.match(error.message, /text\/html.*Bad gateway/);
  const teapot = await failureOf(api.misc.getMiscUndescribed());
  assert.ok(teapot.kind === 'http' && teapot.status === 418);
  assert.equal(teapot.body, 'short and stout');
});

test('abort, timeout and no network are told apart', async () => {
  const controller = new AbortController();
  const call = failureOf(api.misc.slow({}, { signal: controller.signal }));
  controller.abort();
  const aborted = await call;
  assert.deepEqual([aborted.kind, aborted.name], ['aborted', 'AbortError']);
  assert.equal((await failureOf(api.misc.slow({}, { signal: AbortSignal.abort() }))).kind, 'aborted');
  const late = await failureOf(createApi({ baseUrl, timeout: 50 }).misc.slow());
  assert.deepEqual([late.kind, late.name], ['timeout', 'TimeoutError']);
  const down = await failureOf(createApi({ baseUrl: await closedPort() }).misc.open());
  assert.equal(down.kind, 'network');
  assert.match(down.message, /ECONNREFUSED/);
});

test('a fetch of the caller is called', async () => {
  const seen: string[] = [];
  const own = createApi({
    baseUrl,
    credentials: 'include',
    fetch: (url, init) => {
      seen.push(`${init.method} ${url} ${init.credentials}`);
      return fetch(url, init);
    },
  });
  await own.misc.open();
  assert.deepEqual(seen, [`GET ${baseUrl}/misc/open include`]);
});

test('events come, and come again from where they were', async () => {
  const seen: number[] = [];
  const problems: unknown[] = [];
  const ticks = api.misc.ticks({ from: 1 }, { onDisconnect: (error) => problems.push(error), retryDelay: 5 });
  const error = await failureOf(
    (async () => {
      for await (const { event, id, data } of ticks) {
        same<typeof data.n>()<number>();
        assert.deepEqual([event, id, data.at], ['tick', String(data.n), moment]);
        seen.push(data.n);
      }
    })(),
  );
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8]); // 4 and 5, then the server breaks, then 6
  assert.deepEqual(problems.map((p) => (isApiError(p) ? p.kind : p)), [undefined, 'network', undefined]);
  assert.ok(error.kind === 'http' && error.status === 403);
  assert.equal(error.code, 'too_far');
});

test('events end where the caller likes', async () => {
  let n = 0;
  for await (const { data } of api.misc.ticks({ from: 1 })) {
    n = data.n;
    if (n === 2) break;
  }
  assert.equal(n, 2);
  const controller = new AbortController();
  for await (const { data } of api.misc.ticks({}, { signal: controller.signal, lastEventId: '6' })) {
    n = data.n;
    controller.abort();
  }
  assert.equal(n, 7);
  const orderly: number[] = [];
  for await (const { data } of api.misc.ticks({ from: 1 }, { reconnect: 'errors' })) orderly.push(data.n);
  assert.deepEqual(orderly, [1, 2, 3]);
});

test('events of text are text', async () => {
  const seen: string[] = [];
  for await (const { event, data } of api.misc.lines({}, { reconnect: false })) seen.push(`${event} ${data}`);
  assert.deepEqual(seen, ['message one\ntwo', 'message "three"']);
});

/** An address where nobody listens. */
async function closedPort() {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Serves an event stream in the given pieces, then what the caller says. */
async function streaming(pieces: (string | Uint8Array)[], end: 'end' | 'cut' | 'hang', use: (url: string, ids: (string | undefined)[]) => Promise<void>) {
  const ids: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    ids.push(request.headers['last-event-id'] as string | undefined);
    if (ids.length > 1) return void response.writeHead(204).end();
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (end === 'end') response.end();
    if (end === 'cut') response.destroy();
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ids);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('events in pieces, with every end of line', async () => {
  const halves = [Uint8Array.of(0xc3), Uint8Array.of(0xbc)]; // of ü
  const pieces = [': hello\n\n\n', 'da', 'ta: one\r', '\ndata:two\r\n', '\r\nid: 7\rdata: ', ...halves, 'x\r\r', 'id\ndata\n\nretry: 1\n\nevent: e\n\ndata: lost'];
  await streaming(pieces, 'end', async (url, ids) => {
    const seen: unknown[] = [];
    for await (const e of createApi({ baseUrl: url }).misc.lines({}, { retryDelay: 1 })) seen.push(e);
    assert.deepEqual(seen, [
      { event: 'message', id: '', data: 'one\ntwo' },
      { event: 'message', id: '7', data: 'üx' },
      { event: 'message', id: '', data: '' },
    ]);
    assert.deepEqual(ids, [undefined, undefined]);
  });
});

test('a connection that is cut, or silent, is taken up again', async () => {
  for (const end of ['cut', 'hang'] as const) {
    await streaming(['id: 3\ndata: x\n\n'], end, async (url, ids) => {
      const problems: unknown[] = [];
      const stream = createApi({ baseUrl: url }).misc.lines({}, { retryDelay: 1, silence: 100, onDisconnect: (p) => problems.push(p) });
      const seen: string[] = [];
      for await (const e of stream) seen.push(e.data);
      assert.deepEqual(seen, ['x']);
      assert.deepEqual(ids, [undefined, '3']);
      assert.ok(isApiError(problems[0]) && problems[0].kind === (end === 'cut' ? 'network' : 'timeout'), String(problems[0]));
    });
  }
});

test('with --dates Date, moments are Dates both ways', async () => {
  const dated = dates.createApi({ baseUrl });
  const cat = await dated.cats.find({ id: 7 });
  same<typeof cat.born>()<Date>();
  same<typeof cat.seen>()<Date | null>();
  assert.deepEqual(cat.born, new Date(moment));
  assert.equal(cat.seen, null);
  assert.deepEqual(cat.owner?.since, new Date(moment));
  assert.deepEqual(cat.visits, { vet: new Date(moment) });
  const born = new Date('2020-02-29T00:00:00.5Z');
  const made = await dated.cats.create({ name: 'Kit', breed: 'maine coon', born, owner: { name: 'Bo', since: born } });
  assert.deepEqual([made.born, made.owner?.since], [born, born]);
  assert.equal((await dated.cats.search({ since: born })).since, '2020-02-29T00:00:00.5Z');
  assert.ok((await dated.cats.all()).every((c) => c.born instanceof Date));
  for await (const { data } of dated.misc.ticks({}, { reconnect: false })) assert.deepEqual(data.at, new Date(moment));
  const invalid = await dated.cats.create({ name: 'Kit', breed: 'siamese', born: new Date(NaN) }).catch(String);
  assert.match(String(invalid), /born: Invalid Date cannot be written as JSON/);
});

test('with NestErrors, codes and messages are where NestJS has them', async () => {
  const own = nest.createApi({ baseUrl: process.env['NEST']! });
  const result = await own.cats.find({ id: 404 }).result();
  assert.ok(!result.ok && result.error.kind === 'http' && result.error.status === 404);
  same<typeof result.error.code>()<'cat_not_found' | undefined>();
  assert.equal(result.error.code, 'cat_not_found');
  assert.equal(result.error.body.statusCode, 404);
  assert.equal(result.error.message, 'catsFind: 404 the cat does not exist');
  const invalid = await own.cats.create({ name: 'x', breed: 'siamese', born: moment }).result();
  assert.ok(!invalid.ok && invalid.error.kind === 'http' && invalid.error.status === 400);
  assert.ok(Array.isArray(invalid.error.body.message));
});
