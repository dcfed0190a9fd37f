// What a user writes with the services, against the running application.
import '@angular/compiler';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HttpErrorResponse, provideHttpClient, withFetch, withInterceptors, withNoXsrfProtection } from '@angular/common/http';
import type { HttpInterceptorFn } from '@angular/common/http';
import { NgZone, PLATFORM_ID, createEnvironmentInjector, ɵINJECTOR_SCOPE, ɵNoopNgZone } from '@angular/core';
import type { EnvironmentInjector } from '@angular/core';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';

import { CatsApi, MiscApi, provideApi } from './dates/angular.js';
import { catsCreateOperation, catsFindOperation, isApiError, isErrorOf } from './dates/index.js';
import type { ClientConfig } from './dates/index.js';

const baseUrl = process.env['API']!;
const moment = new Date('2026-01-31T12:30:15.123Z');

/** The root injector of an application. */
function application(config: ClientConfig = {}, interceptor: HttpInterceptorFn = (request, next) => next(request)): EnvironmentInjector {
  return createEnvironmentInjector(
    [
      { provide: ɵINJECTOR_SCOPE, useValue: 'root' },
      { provide: PLATFORM_ID, useValue: 'browser' },
      { provide: NgZone, useValue: new ɵNoopNgZone() },
      provideHttpClient(withFetch(), withInterceptors([interceptor]), withNoXsrfProtection()),
      provideApi({ baseUrl, ...config }),
    ],
    null as unknown as EnvironmentInjector,
  );
}

async function failureOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => assert.fail('it worked'),
    (e: unknown) => e,
  );
  assert.ok(isApiError(error), String(error));
  return error;
}

const app = application();
const cats = app.get(CatsApi);
const misc = app.get(MiscApi);

test('an answer, with its dates', async () => {
  const cat = await firstValueFrom(cats.find({ id: 7 }));
  assert.equal(cat.id, 7);
  assert.deepEqual([cat.born, cat.seen, cat.owner?.since], [moment, null, moment]);
});

test('a body, a list in a query, a path, nothing', async () => {
  const made = await firstValueFrom(cats.create({ name: 'Kit', breed: 'siamese', born: moment, xTenant: '!' }));
  assert.deepEqual([made.name, made.born], ['Kit!', moment]);
  assert.deepEqual((await firstValueFrom(cats.search({ tag: ['a&b', 'c'], ids: [1, 2] }))).tags, ['a&b', 'c']);
  assert.equal(await firstValueFrom(misc.echo({ text: 'a/b ?%ü' })), 'a/b ?%ü');
  assert.equal(await firstValueFrom(cats.remove({ id: 1 })), undefined);
});

test('bytes, a form, an upload, a redirect', async () => {
  assert.equal((await firstValueFrom(cats.photo({ id: 1 }))).size, 6);
  assert.equal(await firstValueFrom(cats.login({ user: 'ann & co', password: 'ü' })), 'ann & co/ü/');
  const cover = new File(['c'], 'c.txt');
  assert.match(await firstValueFrom(cats.upload({ title: 'x', taken: moment, cover })), /c.txt=c$/);
  assert.equal(await (await firstValueFrom(misc.moved())).text(), 'open');
});

test('errors have types', async () => {
  const error = await failureOf(firstValueFrom(cats.create({ name: 'Tom', breed: 'siamese', born: moment })));
  assert.ok(isErrorOf(catsCreateOperation, error) && error.kind === 'http' && error.status === 409);
  const code: 'name_taken' | 'cat_asleep' | undefined = error.code;
  assert.equal(code, 'name_taken');
  assert.equal(error.body.detail, 'the name is taken');
  const missing = await failureOf(firstValueFrom(cats.find({ id: 404 })));
  assert.ok(isErrorOf(catsFindOperation, missing) && missing.kind === 'http' && missing.code === 'cat_not_found');
  const refused = await failureOf(firstValueFrom(misc.me())); // its answer would be text
  assert.ok(refused.kind === 'http' && refused.code === 'no_token');
});

test('what is no answer of the API', async () => {
  const proxied = await failureOf(firstValueFrom(misc.proxied()));
  assert.ok(proxied.kind === 'unexpected' && proxied.status === 502 && proxied.cause instanceof HttpErrorResponse);
  assert.equal((await failureOf(firstValueFrom(misc.echo({ text: '..' })))).kind, 'input');
  const down = application({ baseUrl: 'http://127.0.0.1:9' }).get(MiscApi);
  assert.equal((await failureOf(firstValueFrom(down.open()))).kind, 'network');
});

test('credentials of the client, and of an interceptor', async () => {
  assert.equal(await firstValueFrom(application({ auth: { token: 'secret' } }).get(MiscApi).me()), 'Bearer secret');
  assert.equal(await firstValueFrom(application({ auth: { token: async () => 'secret' } }).get(MiscApi).me()), 'Bearer secret');
  const seen: string[] = [];
  const intercepted = application({}, (request, next) => {
    seen.push(`${request.method} ${request.urlWithParams}`);
    return next(request.clone({ setHeaders: { Authorization: 'Bearer secret' } }));
  });
  const sent = firstValueFrom(intercepted.get(MiscApi).me());
  assert.deepEqual(seen, [`GET ${baseUrl}/misc/me`]); // at once, as tests with HttpTestingController expect
  assert.equal(await sent, 'Bearer secret');
});

test('a stream of events', async () => {
  const first = await lastValueFrom(misc.ticks({ from: 1 }).pipe(take(4), toArray()));
  assert.deepEqual(first.map((e) => e.data), [1, 2, 3, 4].map((n) => ({ n, at: moment })));
  const error = await failureOf(lastValueFrom(misc.ticks({ from: 6 }, { retryDelay: 1 })));
  assert.ok(error.kind === 'http' && error.status === 403);
});
