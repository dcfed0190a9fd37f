import { QueryClient, QueryClientProvider, skipToken, useQueryClient } from '@tanstack/react-query';
import { createClient } from './api';
import { ApiProvider, catsKeys, useCatsCreate, useCatsFind, useMiscTicks } from './api/react-query';

const client = createClient({ baseUrl: '/api' });
const queries = new QueryClient();

export const App = () => (
  <QueryClientProvider client={queries}>
    <ApiProvider client={client}>
      <Cat id={7} />
    </ApiProvider>
  </QueryClientProvider>
);

function Cat({ id }: { id?: number }) {
  const queries = useQueryClient();
  const { data, error } = useCatsFind(id === undefined ? skipToken : { id }, { staleTime: 60_000 });
  const create = useCatsCreate({ onSuccess: () => queries.invalidateQueries({ queryKey: catsKeys.all }) });
  useMiscTicks({ from: 1 }, { onEvent: ({ data }) => console.log(data.n) });
  if (error?.kind === 'http' && error.status === 404) return <p>There is no such cat.</p>;
  return <button onClick={() => create.mutate({ name: 'Kit', breed: 'siamese', born: '2026-01-31T12:00:00Z' })}>{data?.name}</button>;
}
