/**
 * The differences between two JSON values, one line each: the key with its path, and both values. Empty if they are
 * equal.
 */
export function jsonDifferences(a: unknown, b: unknown, path = ''): string[] {
  if (Object.is(a, b)) return [];
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b))
    return [`${path}: ${shown(a)} and ${shown(b)}`];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => {
    const below = path === '' ? key : `${path}.${key}`;
    if (!(key in a)) return [`${below}: only in the second, ${shown(b[key])}`];
    if (!(key in b)) return [`${below}: only in the first, ${shown(a[key])}`];
    return jsonDifferences(a[key], b[key], below);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const MOST = 200;

function shown(value: unknown): string {
  // A function or undefined has no JSON.
  const text = (JSON.stringify(value) as string | undefined) ?? String(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
