// What a user writes with the hooks, rendered, against the running application.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { QueryClient, QueryClientProvider, skipToken, useQueryClient } from '@tanstack/react-query';
import { createElement, useState } from 'react';
import { act, create } from 'react-test-renderer';

import { createClient, isErrorOf } from './dates/index.js';
import type { Cat, CatsFindError } from './dates/index.js';
import { catsFindOperation } from './dates/index.js';
import { ApiProvider, catsFindQuery, catsKeys, miscHeadQuery, useCatsCreate, useCatsFind, useCatsRemove, useMiscTicks } from './dates/react-query.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const client = createClient({ baseUrl: process.env['API']! });

/** Renders a component that shows what use returns, until done says that it is over. */
async function rendered<T>(use: () => T, done: (shown: T) => boolean): Promise<T> {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let shown: T | undefined;
  let over: () => void;
  const end = new Promise<void>((resolve) => (over = resolve));
  const Shows = () => {
    shown = use();
    if (done(shown)) over();
    return null;
  };
  const tree = createElement(QueryClientProvider, { client: queries }, createElement(ApiProvider, { client }, createElement(Shows)));
  let renderer: ReturnType<typeof create>;
  await act(async () => {
    renderer = create(tree);
  });
  await act(() => end);
  await act(async () => renderer.unmount());
  queries.clear();
  return shown!;
}

test('a query', async () => {
  const { data } = await rendered(() => useCatsFind({ id: 7 }), (q) => q.isFetched);
  const cat: Cat | undefined = data;
  assert.deepEqual(cat?.born, new Date('2026-01-31T12:30:15.123Z'));
});

test('a selection of a query, and one that waits', async () => {
  const { data } = await rendered(() => useCatsFind({ id: 7 }, { select: (cat) => cat.id }), (q) => q.isFetched);
  const id: number | undefined = data;
  assert.equal(id, 7);
  const waiting = await rendered(() => useCatsFind(skipToken), () => true);
  assert.deepEqual([waiting.status, waiting.fetchStatus], ['pending', 'idle']);
});

test('an error of a query', async () => {
  const { error } = await rendered(() => useCatsFind({ id: 404 }), (q) => q.isFetched);
  const typed: CatsFindError | null = error;
  assert.ok(typed?.kind === 'http' && typed.status === 404 && typed.code === 'cat_not_found');
});

test('a mutation, which makes queries stale', async () => {
  const key = catsKeys.find({ id: 1 });
  let begun = false;
  const shown = await rendered(
    () => {
      const queries = useQueryClient();
      const create = useCatsCreate({ onSuccess: () => queries.invalidateQueries({ queryKey: catsKeys.all }) });
      if (!begun) {
        begun = true;
        queries.setQueryData(key, { id: 1 });
        setImmediate(() => create.mutate({ name: 'Minka', breed: 'siamese', born: new Date(0) }));
      }
      return { create, stale: queries.getQueryState(key)?.isInvalidated };
    },
    ({ create }) => create.isSuccess,
  );
  assert.equal(shown.create.data?.name, 'Minka');
  assert.equal(shown.stale, true);
  const removed = await rendered(
    () => {
      const remove = useCatsRemove();
      if (remove.isIdle) setImmediate(() => remove.mutate({ id: 1 }));
      return remove;
    },
    (r) => r.isSuccess,
  );
  assert.equal(removed.data, undefined);
});

test('options without a hook', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { queryKey } = catsFindQuery(client, { id: 5 });
  assert.deepEqual(queryKey, ['cats', 'find', { id: 5 }]);
  assert.equal((await queries.fetchQuery(catsFindQuery(client, { id: 5 }))).id, 5);
  assert.equal(queries.getQueryData(queryKey)?.id, 5);
  assert.equal(await queries.fetchQuery(miscHeadQuery(client)), null);
  const error: unknown = await queries.fetchQuery(catsFindQuery(client, { id: 404 })).catch((e: unknown) => e);
  assert.ok(isErrorOf(catsFindOperation, error));
});

test('a stream', async () => {
  const seen: number[] = [];
  const failure = await rendered(
    () => {
      const [error, setError] = useState<unknown>();
      useMiscTicks({ from: 6 }, { onEvent: ({ data }) => seen.push(data.n), onError: setError });
      return error;
    },
    (error) => error !== undefined,
  );
  assert.deepEqual(seen, [6, 7, 8]);
  assert.match(String(failure), /403 not this far/);
});

test('without a provider', () => {
  const Lost = () => {
    useCatsFind({ id: 1 });
    return null;
  };
  const quiet = console.error;
  console.error = () => {};
  try {
    assert.throws(() => act(() => void create(createElement(QueryClientProvider, { client: new QueryClient() }, createElement(Lost)))), /put <ApiProvider/);
  } finally {
    console.error = quiet;
  }
});
