/** Translates a text into the reader's language; `{0}`, `{1}`, … are the arguments. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** The texts as they are written: for a terminal, which has no language of its own. */
export const untranslated: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (place, index: string) => String(args[Number(index)] ?? place));
