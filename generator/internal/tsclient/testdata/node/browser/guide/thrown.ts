import { catsFindOperation, isErrorOf } from './api';
import { api } from './fetch';

export async function exists(id: number): Promise<boolean> {
  try {
    await api.cats.find({ id });
    return true;
  } catch (error) {
    if (isErrorOf(catsFindOperation, error) && error.kind === 'http' && error.status === 404) return error.code !== 'cat_not_found';
    throw error;
  }
}
