/** The client of the services: where the API is. */
export const API_CLIENT = new InjectionToken<Client>('API_CLIENT', { providedIn: 'root', factory: () => createClient() });

/** Says where the API is: bootstrapApplication(App, { providers: [provideHttpClient(), provideApi({ baseUrl })] }). */
export function provideApi(config: ClientConfig): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: API_CLIENT, useValue: createClient(config) }]);
}

/** What one request does differently. */
export interface HttpOptions {
  /** Headers of this request; they win over all others. */
  headers?: HeaderValues;
  /** In place of the client's. */
  baseUrl?: string;
  /** For interceptors. */
  context?: HttpContext;
}

/** Sends requests by way of HttpClient, so that interceptors see them. */
@Injectable({ providedIn: 'root' })
class ApiHttp {
  readonly #http = inject(HttpClient);
  readonly #client = inject(API_CLIENT);

  send<I, S extends Success, E>(operation: Operation<I, S, E>, input: I | undefined, options: HttpOptions = {}): Observable<S['data']> {
    if (operation.answer === 'response') return defer(() => from(call(this.#client, operation, input, options)));
    return defer(() => {
      const prepared = prepare(this.#client, operation, input, options);
      return isPromise(prepared) ? from(prepared) : of(prepared);
    }).pipe(
      switchMap((request) => this.#request(operation, request, options)),
      map((response) => dataOf(operation, response)),
      catchError((error: unknown) => errorOf(operation, error)),
    );
  }

  #request(operation: Operation, { url, method, headers, body }: Prepared, options: HttpOptions): Observable<HttpResponse<unknown>> {
    return this.#http.request(method, url, {
      body,
      headers: asHttpHeaders(headers),
      observe: 'response',
      responseType: responseType(operation) as 'json',
      withCredentials: this.#client.config.credentials === 'include',
      ...(options.context && { context: options.context }),
    });
  }
}

/** HttpClient looks for Content-Type in this case only, and adds another one. */
function asHttpHeaders(headers: Headers): HttpHeaders {
  const all: { [name: string]: string } = {};
  headers.forEach((value, name) => (all[name === 'content-type' ? 'Content-Type' : name] = value));
  return new HttpHeaders(all);
}

function responseType({ answer }: Operation): 'json' | 'text' | 'blob' {
  return answer === 'json' || answer === 'blob' ? answer : 'text';
}

function dataOf(operation: Operation, { body, status }: HttpResponse<unknown>): unknown {
  if (operation.answer === 'nothing' || body === null) return undefined;
  return operation.revive ? operation.revive(body, status) : body;
}

/** Makes of an error of HttpClient one of the API. */
function errorOf(operation: Operation, error: unknown): Observable<never> {
  if (!(error instanceof HttpErrorResponse)) return throwError(() => error);
  if (error.error instanceof Blob) {
    return from(error.error.text()).pipe(switchMap((content) => throwError(() => failureOf(operation, error, content))));
  }
  return throwError(() => failureOf(operation, error, error.error));
}

function failureOf(operation: Operation, error: HttpErrorResponse, content: unknown): unknown {
  const { status } = error;
  if (status === 0) return new TransportError(operation.id, 'network', error.message, { cause: error });
  const headers = new Headers(error.headers.keys().map((name): [string, string] => [name, error.headers.get(name) ?? '']));
  const body = parsed(content, headers.get('Content-Type') ?? '');
  if (status < 400 || (typeof body !== 'object' && operation.errors !== 'any')) {
    return new TransportError(operation.id, 'unexpected', `${status} with an answer that is no JSON`, { cause: error, status });
  }
  return new HttpError(operation.id, status, headers, operation.reviveError ? operation.reviveError(body, status) : body);
}

/** HttpClient parses errors only where it expects JSON. */
function parsed(content: unknown, type: string): unknown {
  if (typeof content !== 'string' || !isJSON(type)) return content;
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
