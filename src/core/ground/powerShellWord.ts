/** What PowerShell takes for a single quote (CharTraits of its tokenizer): typographic ones end a text, too. */
const QUOTES = /['\u2018\u2019\u201a\u201b]/g;
/** What must not reach a terminal as it is. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * A text as one literal of PowerShell, in which nothing is expanded. A control character is written by its number, so that
 * no line of it can run by being pasted.
 */
export function powerShellWord(text: string): string {
  const escaped = Array.from(text, (character) =>
    CONTROLS.test(character)
      ? `'+[char]::ConvertFromUtf32(0x${(character.codePointAt(0) ?? 0).toString(16)})+'`
      : character.replaceAll(QUOTES, '$&$&'),
  );
  const quoted = `'${escaped.join('')}'`;
  return quoted.includes(`'+[char]`) ? `(${quoted})` : quoted;
}
