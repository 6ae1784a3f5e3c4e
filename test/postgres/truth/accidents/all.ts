import type { Accident } from '../harness/accident';
import { LABEL_ACCIDENTS } from './labelAccidents';
import { SEGMENT_ACCIDENTS } from './segmentAccidents';
import { WAL_ACCIDENTS } from './walAccidents';

/** Everything that happens to backups here. */
export const ACCIDENTS: readonly Accident[] = [...WAL_ACCIDENTS, ...SEGMENT_ACCIDENTS, ...LABEL_ACCIDENTS];
