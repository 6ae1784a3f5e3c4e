/**
 * Why stored bytes cannot be decompressed: they are wrong, they end too early, or this variant of the format is not
 * supported.
 */
export type DecompressionFault = 'BROKEN' | 'TRUNCATED' | 'UNSUPPORTED';

const NAME = 'DecompressionError';
const FAULTS: readonly DecompressionFault[] = ['BROKEN', 'TRUNCATED', 'UNSUPPORTED'];

export class DecompressionError extends Error {
  readonly code: DecompressionFault;

  constructor(code: DecompressionFault) {
    super(`packed content: ${code.toLowerCase()}`);
    this.name = NAME;
    this.code = code;
  }
}

/** Throws if a rule of the format is broken. */
export function ensureSound(holds: boolean): void {
  if (!holds) throw new DecompressionError('BROKEN');
}

/** The fault of an error; undefined for other errors. Bundles have copies of the class, so the name decides. */
export function decompressionFaultOf(error: unknown): DecompressionFault | undefined {
  if (!(error instanceof Error) || error.name !== NAME || !('code' in error)) return undefined;
  return FAULTS.find((fault) => fault === error.code);
}
