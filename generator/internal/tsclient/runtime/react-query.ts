const ApiContext = createContext<Client | undefined>(undefined);

/** Gives the hooks below it the client that they call. */
export function ApiProvider(props: { client: Client; children?: ReactNode }) {
  return createElement(ApiContext.Provider, { value: props.client }, props.children);
}

/** The client of the ApiProvider above. */
export function useClient(): Client {
  const client = useContext(ApiContext);
  if (!client) throw new Error('there is no client for this hook (put <ApiProvider client={createClient({...})}> above the component)');
  return client;
}

/** What a query can be told, such as enabled, staleTime or select. */
export type QueryConfig<Data, E, Selected> = Omit<UseQueryOptions<Data, E, Selected>, 'queryKey' | 'queryFn'>;

/** What a mutation can be told, such as onSuccess. */
export type MutationConfig<Data, E, Input, Context> = Omit<UseMutationOptions<Data, E, Input, Context>, 'mutationKey' | 'mutationFn'>;
