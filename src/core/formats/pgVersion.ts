import { majorFromParts } from '../ground/versions';
import type { Parsed } from './parsed';
import { Scanf } from './scanf';
import { excerpt, readText } from './textInput';

/** `ValidatePgVersion` reads no more of the first word. */
const LONGEST_WORD = 63;
/** Any other text is not quoted: it may be from another file. */
const LIKE_A_VERSION = /^[-+v]{0,2}\d[\w.]{0,15}$/;
/** No release comes near it. */
const LARGEST_MAJOR = 9999;

/**
 * Reads a `PG_VERSION` file: `9.2` gives 90200, `15` gives 150000, as in `server_version_num` without the minor
 * version. Like a server, it ignores whatever follows the number: `15.3` and `15abc` are 15, `9.6.24` is 9.6.
 */
export function parsePgVersion(bytes: Uint8Array): Parsed<number> {
  const value = readVersion(bytes);
  if (value !== undefined) return { value, problems: [] };
  const input = readText(bytes.subarray(0, 64));
  const text = input.text.split('\n', 1)[0]?.trim() ?? '';
  const quote = LIKE_A_VERSION.test(text) ? { text: excerpt(text) } : {};
  const args = { reason: input.flaw ?? 'malformed', ...quote };
  return {
    value: undefined,
    problems: [{ code: 'unreadable-version-file', severity: 'error', line: 1, column: 1, args }],
  };
}

/** From 10 on a server reads the digits at the beginning of the first word; before 10, two numbers and a dot. */
function readVersion(bytes: Uint8Array): number | undefined {
  const word = new Scanf(bytes).word(LONGEST_WORD);
  const major = Number(/^\+?(\d+)/.exec(word ?? '')?.[1]);
  if (major >= 10) return major > LARGEST_MAJOR ? undefined : majorFromParts(major, undefined);
  const scanf = new Scanf(bytes);
  const first = scanf.decimal();
  const second = scanf.literal('.') ? scanf.decimal() : undefined;
  if (first === undefined || second === undefined || first >= 10 || second > 99) return undefined;
  return majorFromParts(first, second);
}
