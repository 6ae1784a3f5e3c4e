import type { Accident } from '../harness/accident';
import { ARCHIVE_ACCIDENTS } from './archiveAccidents';
import { LABEL_ACCIDENTS } from './labelAccidents';
import { OTHER_ACCIDENTS } from './otherAccidents';
import { SEGMENT_ACCIDENTS } from './segmentAccidents';
import { SETTING_ACCIDENTS } from './settingAccidents';
import { TARGET_ACCIDENTS } from './targetAccidents';
import { TIMELINE_ACCIDENTS } from './timelineAccidents';
import { STRUCTURE_ACCIDENTS } from './structureAccidents';
import { WAL_ACCIDENTS } from './walAccidents';

/** Everything that happens to backups here. */
export const ACCIDENTS: readonly Accident[] = [
  ...WAL_ACCIDENTS,
  ...SEGMENT_ACCIDENTS,
  ...OTHER_ACCIDENTS,
  ...LABEL_ACCIDENTS,
  ...SETTING_ACCIDENTS,
  ...TIMELINE_ACCIDENTS,
  ...ARCHIVE_ACCIDENTS,
  ...TARGET_ACCIDENTS,
  ...STRUCTURE_ACCIDENTS,
];
