/** The values that a line of a password file is compared with. */
export interface PasswordKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password of the first line that fits, as libpq reads it (`passwordFromFile` in fe-connect.c): five fields between
 * colons, `*` for anything, a backslash before a colon or a backslash. Lines that begin with `#` are comments.
 */
export function findPassword(text: string, key: PasswordKey): string | undefined {
  const wanted = [key.host, String(key.port), key.database, key.user];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) continue;
    const fields = splitFields(line);
    const [password] = fields.slice(4);
    if (password === undefined) continue;
    if (wanted.every((value, i) => fields[i]?.raw === '*' || fields[i]?.value === value))
      return password.value;
  }
  return undefined;
}

interface Field {
  /** As written, to distinguish `*` from `\*`. */
  readonly raw: string;
  readonly value: string;
}

function splitFields(line: string): Field[] {
  const fields: Field[] = [];
  let raw = '';
  let value = '';
  for (let i = 0; i < line.length; i++) {
    const escaped = line[i] === '\\' && i + 1 < line.length;
    if (escaped) raw += line[i++] ?? '';
    const char = line[i] ?? '';
    if (char === ':' && !escaped) {
      fields.push({ raw, value });
      raw = '';
      value = '';
    } else {
      raw += char;
      value += char;
    }
  }
  fields.push({ raw, value });
  return fields;
}
