/** `MAXPGPATH` (pg_config_manual.h), the limit in bytes of start functions for a label. */
const LONGEST_BYTES = 1024;
const CONTROL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/;

/** Why a label is refused. */
export type LabelProblem = 'label-empty' | 'label-line-break' | 'label-control-character' | 'label-too-long';

/**
 * Checks a label before the server gets it. Servers accept line breaks, and then write a label that cannot be trusted.
 */
export function labelProblem(label: string): LabelProblem | undefined {
  if (label.trim() === '') return 'label-empty';
  if (/[\n\r\u0085\u2028\u2029]/.test(label)) return 'label-line-break';
  if (CONTROL.test(label)) return 'label-control-character';
  return new TextEncoder().encode(label).length > LONGEST_BYTES ? 'label-too-long' : undefined;
}
