
/** What is done with the events of a stream. */
export interface StreamConfig<Data> extends Omit<StreamOptions, 'signal'> {
  onEvent: (event: ServerEvent<Data>) => void;
  /** Is told when the stream has ended for good. Without it the error is an unhandled one. */
  onError?: (error: unknown) => void;
  /** false closes the stream. */
  enabled?: boolean;
}

/** Follows a stream while the component is there, anew when the key changes. */
function useStream<Data>(open: (options: StreamOptions) => AsyncIterable<ServerEvent<Data>>, key: string, config: StreamConfig<Data>): void {
  const latest = useRef({ open, config });
  useEffect(() => {
    latest.current = { open, config };
  });
  const enabled = config.enabled ?? true;
  useEffect(() => {
    if (!enabled) return undefined;
    const controller = new AbortController();
    const follow = async () => {
      const { onEvent: _, onError: __, enabled: ___, ...options } = latest.current.config;
      for await (const event of latest.current.open({ ...options, signal: controller.signal })) latest.current.config.onEvent(event);
    };
    follow().catch((error: unknown) => {
      const { onError } = latest.current.config;
      if (!onError) throw error;
      onError(error);
    });
    return () => controller.abort();
  }, [key, enabled]);
}
