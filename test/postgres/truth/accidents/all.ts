import type { Accident } from '../harness/accident';
import { LABEL_ACCIDENTS } from './labelAccidents';
import { OTHER_ACCIDENTS } from './otherAccidents';
import { SEGMENT_ACCIDENTS } from './segmentAccidents';
import { SETTING_ACCIDENTS } from './settingAccidents';
import { WAL_ACCIDENTS } from './walAccidents';

/** Everything that happens to backups here. */
export const ACCIDENTS: readonly Accident[] = [
  ...WAL_ACCIDENTS,
  ...SEGMENT_ACCIDENTS,
  ...OTHER_ACCIDENTS,
  ...LABEL_ACCIDENTS,
  ...SETTING_ACCIDENTS,
];
