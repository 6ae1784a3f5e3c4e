import { noEffects } from '../../src/core/verify/records/effects/walEffects';

/** WAL that was read and does nothing to files. */
export const EMPTY_EFFECTS = noEffects();
