// What JSON has as text becomes a Date where the document says that it is a moment.

export const date: Revive = (value) => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value);

export const same: Revive = (value) => value;

export function list(item: Revive): Revive {
  return (value, status) => (Array.isArray(value) ? value.map((v) => item(v, status)) : value);
}

export function object(members: { [name: string]: Revive }): Revive {
  return (value, status) => {
    if (!isObject(value)) return value;
    for (const [name, member] of Object.entries(members)) if (Object.hasOwn(value, name)) value[name] = member(value[name], status);
    return value;
  };
}

export function map(item: Revive, except: string[] = []): Revive {
  return (value, status) => {
    if (!isObject(value)) return value;
    for (const name of Object.keys(value)) if (!except.includes(name)) value[name] = item(value[name], status);
    return value;
  };
}

export function each(...all: Revive[]): Revive {
  return (value, status) => all.reduce((made, revive) => revive(made, status), value);
}

export function tagged(name: string, parts: { [tag: string]: Revive }): Revive {
  return (value, status) => {
    const part = isObject(value) ? parts[value[name]] : undefined;
    return part ? part(value, status) : value;
  };
}

export function byStatus(all: { [status: string]: Revive }): Revive {
  return (value, status) => (all[status] ?? all[`${Math.floor(status / 100)}XX`] ?? all['default'] ?? same)(value, status);
}

function isObject(value: unknown): value is { [name: string]: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
