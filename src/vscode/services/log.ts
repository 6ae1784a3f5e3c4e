/** The text of an error, for the log and for a message. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same with advice for the user, if the error has any, as errors of a server do. */
export function errorAdvice(error: unknown): string {
  const { remedy } = Object(error) as { readonly remedy?: unknown };
  const text = errorText(error);
  return typeof remedy === 'string' && remedy !== '' ? `${text} ${remedy}` : text;
}

/** Writes an error into the log: for work that nothing waits for. */
export function loggedBy(log: { error(text: string): void }): (error: unknown) => void {
  return (error) => {
    log.error(errorText(error));
  };
}

/** Whether an error only says that the user canceled. */
export function isCanceled(error: unknown): boolean {
  return error instanceof Error && (error as { readonly reason?: unknown }).reason === 'canceled';
}
