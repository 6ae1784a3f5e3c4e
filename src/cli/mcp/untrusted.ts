/** Text from a backup: data for the agent, whatever it says. */
export interface UntrustedText {
  readonly untrustedText: string;
}

/** Marks a text from a file, so that an agent does not take it for an instruction. At most 300 characters arrive. */
export function untrusted(text: string | null | undefined): UntrustedText | null {
  if (text === null || text === undefined) return null;
  const short = Array.from(
    text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g, '?'),
  );
  return { untrustedText: short.length > 300 ? `${short.slice(0, 300).join('')}…` : short.join('') };
}

const MARK = '[from a backup file] ';

/**
 * Marks what sentences quote from files: these quotes are in typographic quotation marks. Marked texts, paths and shell commands
 * stay as they are.
 */
export function withMarkedQuotes(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return key === 'untrustedText' || key === 'commands' ? value : value.replaceAll('“', `“${MARK}`);
  if (Array.isArray(value)) return value.map((item) => withMarkedQuotes(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withMarkedQuotes(inner, name)]),
  );
}
