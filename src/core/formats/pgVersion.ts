import type { Parsed } from './parsed';
import { excerpt, readText } from './textInput';

const OLD = /^(\d{1,2})\.(\d{1,2})$/;
const NEW = /^\d{1,4}$/;

/**
 * Reads a `PG_VERSION` file: `9.2` gives 90200, `15` gives 150000, as in `server_version_num` without the minor
 * version. A line end behind it is optional.
 */
export function parsePgVersion(bytes: Uint8Array): Parsed<number> {
  const input = readText(bytes.subarray(0, 64));
  const text = input.text.split('\n', 1)[0]?.trim() ?? '';
  const old = OLD.exec(text);
  if (old !== null && Number(old[1]) < 10) {
    return { value: Number(old[1]) * 10000 + Number(old[2]) * 100, problems: [] };
  }
  if (NEW.test(text) && Number(text) >= 10) return { value: Number(text) * 10000, problems: [] };
  const reason = input.flaw ?? 'malformed';
  const args = { reason, text: excerpt(text) };
  return {
    value: undefined,
    problems: [{ code: 'unreadable-version-file', severity: 'error', line: 1, column: 1, args }],
  };
}
