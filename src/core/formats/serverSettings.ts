/**
 * The value of a boolean setting in a text such as postgresql.conf: its last line counts. Undefined if there is no such
 * line, or no server understands its value. Included files are not read. Rules: the manual, "Setting Parameters".
 *
 * @param name of the setting, in lower case
 */
export function isSwitchedOn(bytes: Uint8Array, name: string): boolean | undefined {
  let value: boolean | undefined;
  for (const text of valuesOf(bytes, name)) value = booleanOf(text) ?? value;
  return value;
}

/** The value of a setting in such a text, in lower case: its last line counts. Undefined if there is no such line. */
export function settingValue(bytes: Uint8Array, name: string): string | undefined {
  return valuesOf(bytes, name).at(-1);
}

function valuesOf(bytes: Uint8Array, name: string): string[] {
  return new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, key, quoted, plain] = LINE.exec(line) ?? [];
      return key?.toLowerCase() === name ? [(quoted ?? plain ?? '').toLowerCase()] : [];
    });
}

const LINE = /^\s*([A-Za-z_][\w$.]*)(?:\s*=\s*|\s+)(?:'([^']*)'|([\w.+-]+))\s*(?:#.*)?$/;

/** `parse_bool`: any unambiguous prefix of these words. */
function booleanOf(text: string): boolean | undefined {
  if (text === '') return undefined;
  if (text === '1' || 'true'.startsWith(text) || 'yes'.startsWith(text) || text === 'on') return true;
  if (text === '0' || 'false'.startsWith(text) || 'no'.startsWith(text)) return false;
  return text === 'of' || text === 'off' ? false : undefined;
}
