
/** Follows a stream of events until it is unsubscribed from. It is read with fetch, past interceptors. */
function stream<I, S extends Success, E>(
  client: Client,
  operation: Operation<I, S, E>,
  input: I | undefined,
  options: StreamOptions | undefined,
): Observable<ServerEvent<S['data']>> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const read = async () => {
      for await (const event of follow(client, operation, input, { ...options, signal: controller.signal })) subscriber.next(event);
    };
    read().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => controller.abort();
  });
}
