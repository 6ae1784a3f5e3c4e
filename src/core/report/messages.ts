import type { Finding, FindingCode } from '../ground/finding';
import { runOf } from '../model/findingRuns';
import { Args, type Text, type Words } from './messages/args';
import { ARCHIVE_MESSAGES } from './messages/archiveMessages';
import { CONTRADICTION_MESSAGES } from './messages/contradictionMessages';
import { FILE_MESSAGES } from './messages/fileMessages';
import { INCREMENTAL_MESSAGES } from './messages/incrementalMessages';
import { LABEL_MESSAGES } from './messages/labelMessages';
import { MANIFEST_MESSAGES } from './messages/manifestMessages';
import { RELATION_MESSAGES } from './messages/relationMessages';
import { runMessage } from './messages/runMessages';
import { SEGMENT_MESSAGES } from './messages/segmentMessages';
import { STRUCTURE_MESSAGES } from './messages/structureMessages';
import { TABLESPACE_MESSAGES } from './messages/tablespaceMessages';
import { TIMELINE_MESSAGES } from './messages/timelineMessages';
import { TOOL_MESSAGES } from './messages/toolMessages';
import { TAR_MESSAGES } from './messages/tarMessages';

const MESSAGES: Record<FindingCode, Words> = {
  ...SEGMENT_MESSAGES,
  ...ARCHIVE_MESSAGES,
  ...TIMELINE_MESSAGES,
  ...LABEL_MESSAGES,
  ...CONTRADICTION_MESSAGES,
  ...FILE_MESSAGES,
  ...TABLESPACE_MESSAGES,
  ...MANIFEST_MESSAGES,
  ...INCREMENTAL_MESSAGES,
  ...TOOL_MESSAGES,
  ...TAR_MESSAGES,
  ...RELATION_MESSAGES,
  ...STRUCTURE_MESSAGES,
};

/**
 * A finding in words: what is wrong, what it costs, what to do. Each is one line of plain text, without characters that
 * hide or reorder; code that builds markup must escape it. Absent arguments make the words less exact, never wrong.
 */
export function messageOf(finding: Finding): Text {
  const args = new Args(finding);
  const run = runOf(finding);
  return run === undefined ? MESSAGES[finding.code](args) : runMessage(run, args);
}

/** Every code: the type of the table requires words for each. */
export function findingCodes(): readonly FindingCode[] {
  return Object.keys(MESSAGES).filter((code): code is FindingCode => Object.hasOwn(MESSAGES, code));
}
