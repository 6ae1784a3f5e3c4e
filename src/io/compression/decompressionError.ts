/** Why stored bytes cannot be unpacked: they are wrong, they end too early, or this form of them is not known here. */
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

/** Throws where something that the format promises does not hold. */
export function ensureSound(holds: boolean): void {
  if (!holds) throw new DecompressionError('BROKEN');
}

/** The fault that an error tells of; undefined for other errors. Bundles have copies of the class, so the name decides. */
export function decompressionFaultOf(error: unknown): DecompressionFault | undefined {
  if (!(error instanceof Error) || error.name !== NAME || !('code' in error)) return undefined;
  return FAULTS.find((fault) => fault === error.code);
}
