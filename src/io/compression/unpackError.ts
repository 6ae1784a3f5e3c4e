/** Why stored bytes cannot be unpacked: they are wrong, they end too early, or this form of them is not known here. */
export type UnpackFault = 'BROKEN' | 'TRUNCATED' | 'UNSUPPORTED';

const NAME = 'UnpackError';
const FAULTS: readonly UnpackFault[] = ['BROKEN', 'TRUNCATED', 'UNSUPPORTED'];

export class UnpackError extends Error {
  readonly code: UnpackFault;

  constructor(code: UnpackFault) {
    super(`packed content: ${code.toLowerCase()}`);
    this.name = NAME;
    this.code = code;
  }
}

/** Throws where something that the format promises does not hold. */
export function ensureSound(holds: boolean): void {
  if (!holds) throw new UnpackError('BROKEN');
}

/** The fault that an error tells of; undefined for other errors. Bundles have copies of the class, so the name decides. */
export function unpackFaultOf(error: unknown): UnpackFault | undefined {
  if (!(error instanceof Error) || error.name !== NAME || !('code' in error)) return undefined;
  return FAULTS.find((fault) => fault === error.code);
}
