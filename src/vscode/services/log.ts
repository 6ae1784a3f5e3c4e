/** What an error says, for the log and for a message. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same with what to do about it, for people: errors of a server know that. */
export function errorAdvice(error: unknown): string {
  const { remedy } = Object(error) as { readonly remedy?: unknown };
  const text = errorText(error);
  return typeof remedy === 'string' && remedy !== '' ? `${text} ${remedy}` : text;
}

/** Whether an error says only that the user has given up, which he knows. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof Error && (error as { readonly reason?: unknown }).reason === 'canceled';
}
