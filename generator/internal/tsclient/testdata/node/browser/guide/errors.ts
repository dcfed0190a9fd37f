import { api } from './fetch';

export async function greet(name: string): Promise<string> {
  const result = await api.cats.create({ name, breed: 'siamese', born: new Date().toISOString() }).result();
  if (result.ok) return `Hello, ${result.data.name}`;
  const { error } = result;
  if (error.kind !== 'http') return 'The server cannot be reached.';
  switch (error.status) {
    case 400:
      return error.body.errors?.map((field) => `${field.path} ${field.message}`).join(', ') ?? error.message;
    case 409:
      return error.code === 'name_taken' ? 'Somebody is called that.' : 'Come back later.'; // else it is 'cat_asleep'
    default:
      return error.message;
  }
}
