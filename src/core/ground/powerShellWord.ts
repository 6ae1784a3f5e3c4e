/** What PowerShell's tokenizer takes for a single quote (CharTraits): typographic ones end a text too. */
const QUOTES = /['\u2018\u2019\u201a\u201b]/g;
/** Characters that must not reach a terminal unchanged. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * A text as one PowerShell literal, in which nothing is expanded. Control characters are written by number, so that no
 * line of the text can run when it is pasted.
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
