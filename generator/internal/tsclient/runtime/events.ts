/** An event as a server sends it. */
export interface ServerEvent<Data> {
  /** What kind of event it is; "message" unless the server says. */
  readonly event: string;
  /** The last id that the server gave; a call that comes back begins behind it. */
  readonly id: string;
  readonly data: Data;
}

/** How a stream of events is followed. */
export interface StreamOptions extends CallOptions {
  /** Begins behind this event. */
  lastEventId?: string;
  /**
   * What happens when the connection ends. true, the default, comes back as browsers do;
   * 'errors' takes an orderly end for the end of the stream, false any end.
   */
  reconnect?: boolean | 'errors';
  /** Milliseconds before the first attempt to come back; it doubles up to 30 s. The server may set another. */
  retryDelay?: number;
  /** Milliseconds of silence after which a connection is taken for dead; 45 s. The server sends something every 15 s. */
  silence?: number;
  /** Is told when the connection has ended, and when the next attempt is. */
  onDisconnect?: (error: unknown, delay: number) => void;
}

/**
 * Follows a stream of events:
 *
 *     for await (const event of api.cats.watch({}, { signal })) ...
 *
 * It ends with break, with the signal, or when the server answers 204. An
 * error that will not go away by itself, such as 403, is thrown.
 */
export async function* follow<I, S extends Success, E>(
  client: Client,
  operation: Operation<I, S, E>,
  input: I | undefined,
  options: StreamOptions = {},
): AsyncGenerator<ServerEvent<S['data']>, void, undefined> {
  const { signal, reconnect = true, onDisconnect } = options;
  const place = { id: options.lastEventId ?? '', retry: options.retryDelay ?? 1000 };
  for (let failures = 0; ; failures++) {
    let problem: unknown;
    try {
      for await (const event of connection(client, operation, input, options, place)) {
        failures = 0;
        if (event === 'end' || signal?.aborted) return;
        if (event !== 'open') yield event as ServerEvent<S['data']>;
      }
      if (reconnect !== true) return;
    } catch (error) {
      if (signal?.aborted) return;
      if (reconnect === false || !passing(error)) throw error;
      problem = error;
    }
    const delay = problem === undefined ? place.retry : Math.min(place.retry * 2 ** Math.min(failures, 10), Math.max(30_000, place.retry));
    onDisconnect?.(problem, delay);
    if (!(await pause(delay, signal))) return;
  }
}

/** Reports whether an error may go away by itself. */
function passing(error: unknown): boolean {
  if (error instanceof HttpError) return error.status >= 500 || error.status === 429;
  return error instanceof TransportError && (error.kind === 'network' || error.kind === 'timeout' || (error.status ?? 0) >= 500);
}

/** Waits; false when the signal came first. */
function pause(delay: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve(true);
    }, delay);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

interface Position {
  id: string;
  retry: number;
}

/** One connection: its events until it ends. */
async function* connection(
  client: Client,
  operation: Operation,
  input: unknown,
  options: StreamOptions,
  place: Position,
): AsyncGenerator<ServerEvent<unknown> | 'open' | 'end', void, undefined> {
  const limit = limited(operation, options.signal, options.silence ?? 45_000);
  try {
    const headers: HeaderValues = { Accept: 'text/event-stream', ...options.headers };
    if (place.id !== '') headers['Last-Event-ID'] = place.id;
    const response = await request(client, operation, input, { ...options, cache: 'no-store', headers }, limit.signal);
    if (response.status === 204) return yield 'end';
    const type = response.headers.get('Content-Type') ?? 'without a type';
    if (!response.body || !type.startsWith('text/event-stream')) {
      throw new TransportError(operation.id, 'unexpected', `an answer that is no stream of events (${type})`, { status: response.status });
    }
    yield 'open';
    yield* parse(operation, response.body.getReader(), place, limit);
  } catch (error) {
    throw limit.explain(error);
  } finally {
    limit.stop();
    limit.forget();
    limit.close();
  }
}

/** Reads events from bytes. */
async function* parse(operation: Operation, reader: ReadableStreamDefaultReader<Uint8Array>, place: Position, limit: Limit): AsyncGenerator<ServerEvent<unknown>> {
  const decoder = new TextDecoder();
  let rest = '';
  let lines: string[] = [];
  for (;;) {
    limit.restart();
    const { done, value } = await reader.read();
    if (done) return;
    limit.stop(); // the caller may take its time with an event
    rest += decoder.decode(value, { stream: true });
    const parts = rest.split(/\r\n|\n|\r(?!$)/); // a \r at the end may be half of a \r\n
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (line !== '') {
        lines.push(line);
        continue;
      }
      const event = eventOf(operation, lines, place);
      lines = [];
      if (event) yield event;
    }
  }
}

/** Makes an event of its lines; nothing when they hold no data. */
function eventOf(operation: Operation, lines: string[], place: Position): ServerEvent<unknown> | undefined {
  const data: string[] = [];
  let event = 'message';
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    if (name === 'event' && value !== '') event = value;
    if (name === 'id' && !value.includes('\0')) place.id = value;
    if (name === 'retry' && /^\d+$/.test(value)) place.retry = Number(value);
  }
  if (data.length === 0) return undefined;
  return { event, id: place.id, data: decode(operation, event, data.join('\n')) };
}

/** Decodes the data of an event. A server that fails says so in an event called error. */
function decode(operation: Operation, event: string, data: string): unknown {
  if (operation.answer === 'text-events') return data;
  try {
    const value: unknown = JSON.parse(data);
    return operation.revive ? operation.revive(value, 200) : value;
  } catch (cause) {
    const kind = event === 'error' ? 'network' : 'unexpected';
    throw new TransportError(operation.id, kind, event === 'error' ? `the server ended the stream: ${data}` : `an event that is no JSON: ${data.slice(0, 200)}`, { cause });
  }
}
