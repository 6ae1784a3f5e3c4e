import type { Finding } from '../../../core/ground/finding';
import { formatLsn } from '../../../core/ground/lsn';
import { visibleText } from '../../../core/report/visibleText';
import { countText, type TreeContext } from '../model/context';
import { childId, type FilePosition, node, type NodeTrait, type TreeNode } from '../model/node';
import { numbered, paged } from '../model/paging';
import { isWalFile, relativePath } from '../model/paths';
import { bySeverity, severityIcon } from '../model/verdict';

/** More than fits into a row, which VS Code cuts at its end: a text that is longer loses its middle. */
const MESSAGE_LENGTH = 600;
const MOST_EXPANDED = 5;

/** The node of findings, worst first; undefined if there are none. */
export function findingsNode(
  parent: string,
  title: string,
  findings: readonly Finding[],
  context: TreeContext,
): TreeNode | undefined {
  const sorted = bySeverity(findings);
  const worst = sorted[0];
  if (worst === undefined) return undefined;
  const id = childId(parent, 'findings');
  const ids = uniqueIds(id, sorted);
  return node(id, title, countText(sorted.length, context), severityIcon(worst.severity), {
    spoken: context.t('{0}, {1}, worst: {2}', title, sorted.length, worst.severity),
    expanded: worst.severity === 'error' && sorted.length <= MOST_EXPANDED,
    children: () =>
      paged(
        sorted.length,
        (index) => findingNode(ids[index] ?? id, sorted[index] ?? worst, context),
        numbered(id, context),
      ),
  });
}

function findingNode(id: string, finding: Finding, context: TreeContext): TreeNode {
  const { message, hint } = context.explain(finding);
  const where = finding.file === undefined ? '' : relativePath(finding.file, context);
  const place = finding.line === undefined ? where : `${where}:${String(finding.line)}`;
  const open = placeOf(finding);
  const lsn = finding.lsn === undefined ? undefined : formatLsn(finding.lsn);
  const traits: NodeTrait[] = [];
  if (lsn !== undefined) traits.push('lsn');
  if (finding.segment !== undefined) traits.push('segment');
  if (finding.file !== undefined) traits.push('path');
  if (open !== undefined) traits.push('file');
  return node(id, visibleText(message, MESSAGE_LENGTH), place, severityIcon(finding.severity), {
    spoken: context.t('{0}: {1}', finding.severity, `${message} ${hint}`),
    traits,
    values: {
      ...(lsn === undefined ? {} : { lsn }),
      ...(finding.segment === undefined ? {} : { segment: finding.segment }),
      ...(finding.file === undefined ? {} : { path: finding.file }),
    },
    ...(open === undefined ? {} : { open }),
    tooltip: () => ({
      title: message,
      rows: [[context.t('Code'), finding.code]],
      notes: hint === '' ? [] : [hint],
    }),
  });
}

/** The target of a click. WAL is megabytes of binary data, which an editor cannot show. */
function placeOf(finding: Finding): FilePosition | undefined {
  if (finding.file === undefined || isWalFile(finding.file)) return undefined;
  return {
    path: finding.file,
    ...(finding.line === undefined ? {} : { line: finding.line }),
    ...(finding.column === undefined ? {} : { column: finding.column }),
  };
}

/** Ids from the subject of a finding, not from its position in the list, so that a new one does not move the others. */
function uniqueIds(parent: string, findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = [finding.code, finding.segment ?? '', String(finding.line ?? ''), finding.file ?? ''].join(
      ':',
    );
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return childId(parent, count === 1 ? key : `${key}:${String(count)}`);
  });
}
