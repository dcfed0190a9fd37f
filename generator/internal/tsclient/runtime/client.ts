/** The name of a security scheme of the document. */
export type SecurityScheme = keyof Credentials;

/** A value, or a function that is asked for it before each request. */
export type Asked<T> = T | (() => T | undefined | Promise<T | undefined>);

/** Where the API is, and what each request carries. */
export interface ClientConfig {
  /** The address of the API: https://api.example.com/v1. Without one, requests go to DEFAULT_BASE_URL. */
  baseUrl?: string;
  /** Headers of each request. */
  headers?: Asked<HeaderValues>;
  /** Credentials by security scheme. They go to the operations that ask for them, and to no other. */
  auth?: { [Scheme in SecurityScheme]?: Asked<Credentials[Scheme]> };
  /** Whether the browser sends cookies, as in fetch. */
  credentials?: RequestCredentials;
  /** Milliseconds after which a call fails; 0 or nothing: never. */
  timeout?: number;
  /** In place of the global fetch: for tests, for logs, for a second try with a new token. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Headers by name. Those that are undefined are not sent. */
export type HeaderValues = { [name: string]: string | undefined };

/** What one call does differently. */
export interface CallOptions {
  /** Ends the call. */
  signal?: AbortSignal | undefined;
  /** Headers of this request; they win over all others. */
  headers?: HeaderValues;
  /** In place of the client's. */
  timeout?: number;
  /** In place of the client's. */
  baseUrl?: string;
  /** As in fetch: reload, no-store, ... */
  cache?: RequestCache;
  /** As in fetch: lets the request outlive the page. */
  keepalive?: boolean;
}

/** A client holds a configuration. Functions of operations take it first. */
export interface Client {
  readonly config: ClientConfig;
}

/** Returns a client. Nothing is sent. */
export function createClient(config: ClientConfig = {}): Client {
  return { config };
}

/** An answer as the document promises it. */
export interface Success<Status extends number = number, Data = unknown> {
  readonly ok: true;
  readonly status: Status;
  readonly headers: Headers;
  readonly data: Data;
}

/** A call that failed. */
export interface Failure<E> {
  readonly ok: false;
  readonly error: E;
}

/**
 * A call that is under way. Awaited, it gives the data or throws an error.
 * result() never throws an error of the API, and its errors have types.
 * response() gives the answer itself, its body unread, for streams.
 */
export interface Call<S extends Success, E> extends Promise<S['data']> {
  result(): Promise<S | Failure<E>>;
  response(): Promise<Response>;
}

/** The statuses of errors. */
export type ErrorStatus = ClientErrorStatus | ServerErrorStatus;
export type ClientErrorStatus =
  | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418
  | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451 | 499;
export type ServerErrorStatus = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;

/** All statuses of errors but some. */
export type OtherStatus<Status extends number = never> = Exclude<ErrorStatus, Status>;

/** An error that the API answered, as the document describes it. */
export class HttpError<Status extends number = number, Body = unknown, Code extends string = string> extends Error {
  readonly kind = 'http';
  readonly operation: string;
  readonly status: Status;
  readonly headers: Headers;
  readonly body: Body;
  /** The stable name of the error, where the API gives one. */
  readonly code: Code | undefined;

  constructor(operation: string, status: Status, headers: Headers, body: Body) {
    super(`${operation}: ${status} ${describe(body)}`.trim());
    this.name = 'HttpError';
    this.operation = operation;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.code = (member(body, 'code') ?? member(body, 'errorCode')) as Code | undefined;
  }
}

/**
 * Why there is no answer as the document promises one: the network, the
 * timeout, the caller's signal, an input that cannot be sent, or an answer
 * that is none of the API's, such as the page of a proxy.
 */
export class TransportError extends Error {
  readonly kind: 'network' | 'timeout' | 'aborted' | 'input' | 'unexpected';
  readonly operation: string;
  /** The answer's, when the kind is unexpected. */
  readonly status: number | undefined;

  constructor(operation: string, kind: TransportError['kind'], why: string, more: { cause?: unknown; status?: number } = {}) {
    super(`${operation}: ${why}`, { cause: more.cause });
    this.name = kind === 'aborted' ? 'AbortError' : kind === 'timeout' ? 'TimeoutError' : 'TransportError';
    this.kind = kind;
    this.operation = operation;
    this.status = more.status;
  }
}

/** Any error of a call. */
export type ApiError = HttpError | TransportError;

/** Reports whether an error comes from a call of this client. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof HttpError || error instanceof TransportError;
}

/** Reports whether an error comes from an operation, and gives it that operation's type. */
export function isErrorOf<E>(operation: Operation<any, any, E>, error: unknown): error is E {
  return isApiError(error) && error.operation === operation.id;
}

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as { [name: string]: unknown })[name] : undefined;
}

/** What an error's body says for people. */
function describe(body: unknown): string {
  const said = typeof body === 'string' ? body : (member(body, 'detail') ?? member(body, 'message') ?? member(body, 'title') ?? '');
  return Array.isArray(said) ? said.join('; ') : String(said);
}

/** Where a member of an input is sent, when not under its own name, and what joins a list. */
export type Parameter = Place | readonly [place: Place, name: string, joint?: string];
type Place = 'path' | 'query' | 'header' | 'cookie';

/** How an operation is called. Its types are those of its input, its answers and its errors. */
export interface Operation<Input = any, S extends Success = Success, E = unknown> {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Members of the input that are not in the body. */
  readonly parameters?: { readonly [member: string]: Parameter };
  /** What is sent as the body: the members that are no parameters, or the member called body. */
  readonly body?: 'json' | 'form' | 'multipart' | 'raw';
  readonly whole?: true;
  readonly contentType?: string;
  /** Fields of a form whose lists are joined. */
  readonly joined?: { readonly [field: string]: string };
  /** How the answer is read. */
  readonly answer: Answer;
  /** How errors are read, when not as JSON alone. */
  readonly errors?: 'any';
  /** The security schemes of the operation: each list is one way. */
  readonly auth?: readonly (readonly SecurityScheme[])[];
  readonly revive?: Revive;
  readonly reviveError?: Revive;
  /** For the compiler only. */
  readonly types?: { input: Input; success: S; error: E };
}

type Answer = 'json' | 'text' | 'blob' | 'nothing' | 'response' | 'events' | 'text-events';

/** Makes of a value from JSON what its type says. */
export type Revive = (value: any, status: number) => any;

/** A request before it is sent. */
export interface Prepared {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: BodyInit | undefined;
}

type Members = { [member: string]: unknown };

/** Makes a request of an input, at once unless a hook has to be waited for. */
export function prepare(client: Client, operation: Operation, input: unknown, options: CallOptions): Prepared | Promise<Prepared> {
  return known(ask(client.config.headers), (common) =>
    known(identify(client, operation), (credentials) => build(client, operation, input, options, common, credentials)),
  );
}

/** Asks for a value that is asked for before each request. */
function ask<T>(value: Asked<T> | undefined): T | undefined | Promise<T | undefined> {
  return typeof value === 'function' ? (value as () => T | undefined | Promise<T | undefined>)() : value;
}

/** Goes on when a value is known. */
function known<T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromise(value) ? value.then(next) : next(value);
}

export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}

type Credential = string | { username: string; password: string };
type Identity = readonly (readonly [scheme: Scheme, credential: Credential])[];

/** Asks for the credentials of the first way for which all are there. */
function identify(client: Client, operation: Operation, at = 0): Identity | Promise<Identity> {
  const way = operation.auth?.[at];
  if (!way) return [];
  const auth: { [scheme: string]: Asked<Credential> | undefined } = client.config.auth ?? {};
  const asked = way.map((scheme) => ask(auth[scheme]));
  return known(asked.some(isPromise) ? Promise.all(asked) : (asked as (Credential | undefined)[]), (credentials) => {
    const found: [Scheme, Credential][] = [];
    credentials.forEach((credential, i) => {
      const scheme = schemes[way[i] ?? ''];
      if (scheme && credential !== undefined) found.push([scheme, credential]);
    });
    return found.length === way.length ? found : identify(client, operation, at + 1);
  });
}

/** Makes a request. What cannot be sent as it is meant is an error, never sent otherwise. */
function build(client: Client, operation: Operation, input: unknown, options: CallOptions, common: HeaderValues | undefined, identity: Identity): Prepared {
  const headers = new Headers();
  const query = new URLSearchParams();
  const cookies: string[] = [];
  try {
    addHeaders(headers, common);
    for (const [scheme, credential] of identity) present(scheme, credential, headers, query, cookies);
    const { path, rest } = place(operation, (input ?? {}) as Members, headers, query, cookies);
    if (cookies.length > 0) headers.append('Cookie', cookies.join('; ')); // browsers ignore it and send their own
    const body = encodeBody(operation, rest, headers);
    addHeaders(headers, options.headers);
    const base = (options.baseUrl ?? client.config.baseUrl ?? DEFAULT_BASE_URL).replace(/\/+$/, '');
    const search = query.toString();
    return { url: base + path + (search && `?${search}`), method: operation.method, headers, body };
  } catch (cause) {
    throw new TransportError(operation.id, 'input', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function addHeaders(headers: Headers, values: HeaderValues | undefined): void {
  for (const [name, value] of Object.entries(values ?? {})) if (value !== undefined) headers.set(name, value);
}

/** How a security scheme is told who calls. */
type Scheme = 'bearer' | 'basic' | readonly [place: 'header' | 'query' | 'cookie', name: string];

function present(scheme: Scheme, credential: Credential, headers: Headers, query: URLSearchParams, cookies: string[]): void {
  if (typeof credential === 'object') {
    const bytes = new TextEncoder().encode(`${credential.username}:${credential.password}`);
    headers.set('Authorization', `Basic ${btoa(String.fromCharCode(...bytes))}`);
  } else if (typeof scheme === 'string') headers.set('Authorization', `Bearer ${credential}`);
  else if (scheme[0] === 'header') headers.set(scheme[1], credential);
  else if (scheme[0] === 'query') query.set(scheme[1], credential);
  else cookies.push(cookie(scheme[1], credential));
}

/** Puts the parameters of an input in their places; the rest is for the body. */
function place(operation: Operation, input: Members, headers: Headers, query: URLSearchParams, cookies: string[]): { path: string; rest: Members } {
  const rest = { ...input };
  const inPath: Members = {};
  for (const [key, parameter] of Object.entries(operation.parameters ?? {})) {
    const [where, name, joint] = typeof parameter === 'string' ? [parameter, key] : parameter;
    const value = rest[key];
    delete rest[key];
    if (where === 'path') inPath[name] = value;
    if (value === undefined || value === null) continue;
    if (where === 'query') addFields(query, name, value, joint);
    if (where === 'header') headers.set(name, texts(name, value).join(', '));
    if (where === 'cookie') cookies.push(cookie(name, text(name, value)));
  }
  return { path: fill(operation.path, inPath), rest };
}

/** Writes a cookie. Servers do not agree on an encoding, so there is none. */
function cookie(name: string, value: string): string {
  if (!/^[!#-+\--:<-[\]-~]*$/.test(value)) throw new Error(`${name}: ${JSON.stringify(value)} cannot be the value of a cookie`);
  return `${name}=${value}`;
}

/** Fills a path. A value is always one segment of it, whatever it holds. */
function fill(path: string, values: Members): string {
  return path
    .split('/')
    .map((segment) => {
      const filled = segment.replace(/\{([^}]+)\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined || value === null || value === '') throw new Error(`${name} is missing in the path`);
        return encodeURIComponent(text(name, value));
      });
      if (filled !== segment && /^\.\.?$/.test(filled)) throw new Error(`a path cannot carry ${filled} as a value`);
      return filled;
    })
    .join('/');
}

/** Writes a value as text. */
function text(name: string, value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw new Error(`${name}: ${String(value)} cannot be written as text`);
}

/** Writes a value, or the items of a list, as text. */
function texts(name: string, value: unknown): string[] {
  return Array.isArray(value) ? value.map((item) => text(name, item)) : [text(name, value)];
}

/** Adds a field to a query or a form: a list as several fields, or joined. */
function addFields(fields: { append(name: string, value: string): void }, name: string, value: unknown, joint?: string): void {
  const all = texts(name, value);
  if (joint === undefined) return all.forEach((item) => fields.append(name, item));
  const odd = all.find((item) => item.includes(joint));
  if (odd !== undefined) throw new Error(`${name}: ${JSON.stringify(odd)} has a "${joint}", which separates the items of this list`);
  if (all.length > 0) fields.append(name, all.join(joint));
}

/** Content types that are set here; that of a multipart form has a boundary, which fetch chooses. */
const contentTypes: { readonly [body: string]: string } = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

/** Encodes the body of a request. */
function encodeBody(operation: Operation, rest: Members, headers: Headers): BodyInit | undefined {
  const value = operation.whole ? rest['body'] : rest;
  if (operation.body === undefined || value === undefined) return undefined;
  const type = operation.contentType ?? contentTypes[operation.body];
  if (type !== undefined) headers.set('Content-Type', type);
  switch (operation.body) {
    case 'json':
      return JSON.stringify(value, exact);
    case 'form':
      return addForm(new URLSearchParams(), operation, value as Members);
    case 'multipart':
      return addForm(new FormData(), operation, value as Members);
    default:
      return value as BodyInit;
  }
}

/** Keeps JSON.stringify from writing null for what JSON has no word for. */
function exact(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Members)[key];
  const wrong = original instanceof Date ? Number.isNaN(original.getTime()) : typeof value === 'number' && !Number.isFinite(value);
  if (wrong) throw new Error(`${key}: ${String(original)} cannot be written as JSON`);
  return value;
}

function addForm<Form extends URLSearchParams | FormData>(form: Form, operation: Operation, values: Members): Form {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    const items: unknown[] = Array.isArray(value) ? value : [value];
    if (form instanceof FormData && items.some((item) => item instanceof Blob)) items.forEach((item) => form.append(name, item as Blob));
    else addFields(form, name, value, operation.joined?.[name]);
  }
  return form;
}

/** Starts a call. */
export function call<I, S extends Success, E>(client: Client, operation: Operation<I, S, E>, input: I | undefined, options: CallOptions = {}): Call<S, E> {
  let unread = false;
  const sent = send(client, operation, input, options, () => unread);
  const settled = sent.then(
    ({ response, data }): S | Failure<E> => ({ ok: true, status: response.status, headers: response.headers, data }) as unknown as S,
    (error: unknown): Failure<E> => {
      if (!isApiError(error)) throw error; // of a hook of the caller's
      return { ok: false, error: error as E };
    },
  );
  const data = settled.then((result): S['data'] => {
    if (result.ok) return result.data;
    throw result.error;
  });
  const instead = <T>(promise: Promise<T>): Promise<T> => {
    data.catch(() => {}); // the caller learns it from what is asked for instead
    return promise;
  };
  return Object.assign(data, {
    result: () => instead(settled),
    response: () => {
      unread = true;
      return instead(sent.then(({ response }) => response));
    },
  });
}

/** Sends a request and reads the answer; an error of the API is thrown. */
async function send(client: Client, operation: Operation, input: unknown, options: CallOptions, unread: () => boolean): Promise<{ response: Response; data: unknown }> {
  const limit = limited(operation, options.signal, options.timeout ?? client.config.timeout);
  try {
    const response = await request(client, operation, input, options, limit.signal);
    if (unread()) return { response, data: undefined };
    const data = await read(operation, response);
    limit.forget();
    return { response, data };
  } catch (error) {
    limit.forget();
    throw limit.explain(error);
  } finally {
    limit.stop();
  }
}

/** Sends a request and returns the answer unread, unless it is an error. */
export async function request(client: Client, operation: Operation, input: unknown, options: CallOptions, signal: AbortSignal): Promise<Response> {
  const { url, method, headers, body } = await prepare(client, operation, input, options);
  const init: RequestInit & { duplex?: 'half' } = { method, headers, signal };
  if (body !== undefined) init.body = body;
  if (typeof ReadableStream !== 'undefined' && body instanceof ReadableStream) init.duplex = 'half';
  if (client.config.credentials) init.credentials = client.config.credentials;
  if (options.cache) init.cache = options.cache;
  if (options.keepalive) init.keepalive = true;
  const response = await (client.config.fetch ?? fetch)(url, init);
  if (response.ok || (operation.answer === 'response' && response.status < 400)) return response;
  throw await failureOf(operation, response);
}

/** A signal that also ends a call when its time is over. */
export interface Limit {
  readonly signal: AbortSignal;
  /** Says what an error of fetch means. */
  explain(error: unknown): unknown;
  /** Begins the time anew. */
  restart(): void;
  /** Ends the time. The caller's signal still counts: it ends a body that is being read. */
  stop(): void;
  /** Lets go of the caller's signal. */
  forget(): void;
  /** Ends the connection. */
  close(): void;
}

export function limited(operation: Operation, signal: AbortSignal | undefined, timeout: number | undefined): Limit {
  const controller = new AbortController();
  let late = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const follow = () => controller.abort(signal?.reason);
  const expire = () => {
    late = true;
    controller.abort();
  };
  const stop = () => clearTimeout(timer);
  const restart = () => {
    stop();
    if (timeout) timer = setTimeout(expire, timeout);
  };
  if (signal?.aborted) follow();
  signal?.addEventListener('abort', follow, { once: true });
  restart();
  return {
    signal: controller.signal,
    explain(cause) {
      if (isApiError(cause)) return cause;
      if (late) return new TransportError(operation.id, 'timeout', `no answer within ${timeout} ms`, { cause });
      if (signal?.aborted) return new TransportError(operation.id, 'aborted', 'aborted by the caller', { cause });
      if (cause instanceof TypeError) return new TransportError(operation.id, 'network', why(cause), { cause });
      return cause;
    },
    restart,
    stop,
    forget: () => signal?.removeEventListener('abort', follow),
    close: () => controller.abort(),
  };
}

/** What is behind the "fetch failed" of Node. */
function why(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Reads an answer. */
async function read(operation: Operation, response: Response): Promise<unknown> {
  switch (operation.answer) {
    case 'response':
      return response;
    case 'nothing':
      await response.body?.cancel();
      return undefined;
    case 'text':
      return response.text();
    case 'blob':
      return response.blob();
    default:
      return readJSON(operation, response);
  }
}

async function readJSON(operation: Operation, response: Response): Promise<unknown> {
  const content = await response.text();
  if (content === '') return undefined;
  return decodeJSON(operation, response, content);
}

function decodeJSON(operation: Operation, { status, headers }: Response, content: string): unknown {
  const type = headers.get('Content-Type') ?? 'without a type';
  const unexpected = (cause?: unknown) =>
    new TransportError(operation.id, 'unexpected', `${status} with an answer that is no JSON (${type}): ${content.slice(0, 200)}`, { cause, status });
  if (!isJSON(type)) throw unexpected();
  try {
    const value: unknown = JSON.parse(content);
    return operation.revive && status < 400 ? operation.revive(value, status) : value;
  } catch (cause) {
    throw unexpected(cause);
  }
}

export function isJSON(type: string): boolean {
  return /^[\w.+-]+\/([\w.-]+\+)?json\b/i.test(type);
}

/** Reads an error. */
async function failureOf(operation: Operation, response: Response): Promise<ApiError> {
  const { status, headers } = response;
  const content = await response.text();
  const make = (body: unknown) => new HttpError(operation.id, status, headers, operation.reviveError ? operation.reviveError(body, status) : body);
  if (operation.errors === 'any' && !isJSON(headers.get('Content-Type') ?? '')) return make(content === '' ? undefined : content);
  try {
    return make(decodeJSON(operation, response, content));
  } catch (error) {
    return error as ApiError; // a proxy's page, most often
  }
}
