/** The content of a service file for one service. */
export type ServiceReading =
  | { readonly kind: 'found'; readonly settings: ReadonlyMap<string, string> }
  | { readonly kind: 'absent' }
  /** `line` counts from 1. */
  | { readonly kind: 'malformed'; readonly line: number; readonly problem: string };

/**
 * Reads one section of a service file as libpq does (`parseServiceFile` in fe-connect.c): blanks around a line are
 * ignored, `#` starts a comment line, `key=value` without quoting, the first value of a key wins, and so does the first
 * section of a name. Only the lines of that section are checked.
 */
export function readService(text: string, service: string): ServiceReading {
  let settings: Map<string, string> | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (settings !== undefined) break;
      if (line.startsWith(`[${service}]`)) settings = new Map();
    } else if (settings !== undefined) {
      const problem = addSetting(line, settings);
      if (problem !== undefined) return { kind: 'malformed', line: index + 1, problem };
    }
  }
  return settings === undefined ? { kind: 'absent' } : { kind: 'found', settings };
}

function addSetting(line: string, settings: Map<string, string>): string | undefined {
  const equals = line.indexOf('=');
  if (equals < 1) return 'it does not have the form key=value';
  const key = line.slice(0, equals);
  if (key === 'service') return 'a service cannot reference another service';
  if (!/^[a-z_]+$/.test(key))
    return `“${key}” is not a connection parameter (no blanks are allowed around “=”)`;
  if (!settings.has(key)) settings.set(key, line.slice(equals + 1));
  return undefined;
}
