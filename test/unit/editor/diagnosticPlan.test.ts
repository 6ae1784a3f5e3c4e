import assert from 'node:assert/strict';
import type { Finding } from '../../../src/core/ground/finding';
import { findingsByFile, findingsOfDocument } from '../../../src/vscode/editor/model/diagnosticPlan';
import { sampleCatalog, sampleSet } from './sampleCatalog';

const LABEL = '/b/backup/backup_label';
const unusual: Finding = {
  code: 'unusual-label',
  severity: 'warning',
  args: { reason: 'order' },
  file: LABEL,
  line: 2,
};
const missing: Finding = {
  code: 'missing-segment',
  severity: 'error',
  args: { first: 'a', last: 'b', count: 2 },
  segment: '0000000100000002000000FD',
  set: '/b/backup',
};

function plan(...findings: Finding[]): Record<string, (string | undefined)[]> {
  const byFile = findingsByFile(sampleCatalog({ ...sampleSet(), findings }));
  return Object.fromEntries(
    [...byFile].map(([path, file]) => [
      path,
      file.findings.map(({ code, line }) => `${code}:${String(line)}`),
    ]),
  );
}

describe('which problem is shown in which file', () => {
  it('a finding about a text file is shown there, at its line', () => {
    assert.deepEqual(plan(unusual), { [LABEL]: ['unusual-label:2'] });
  });

  it('one about WAL is shown in the label of the set that it harms', () => {
    assert.deepEqual(plan(missing), { [LABEL]: ['missing-segment:1'] });
    const elsewhere = { ...missing, file: '/b/archive/0000000100000002000000FD', line: 7 };
    assert.deepEqual(plan(elsewhere), { [LABEL]: ['missing-segment:1'] });
  });

  it('what only explains is left to the tree', () => {
    assert.deepEqual(plan({ ...missing, code: 'base-files-not-seen', severity: 'info' }), {});
  });

  it('the same finding of a set and of an archive is shown once', () => {
    const file = '/b/archive/00000002.history';
    const history: Finding = {
      code: 'unreadable-timeline-history',
      severity: 'error',
      args: {},
      file,
      line: 1,
    };
    const catalog = sampleCatalog({ ...sampleSet(), findings: [history] });
    const archives = catalog.archives.map((archive) => ({ ...archive, findings: [history] }));
    assert.equal(findingsByFile({ ...catalog, archives }).get(file)?.findings.length, 1);
  });

  it('a set with countless problems does not flood the panel', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ ...missing, args: { first: at } }));
    assert.equal(plan(...many)[LABEL]?.length, 50);
  });

  it('on Windows a drive letter is the same in either case', () => {
    const file = 'C:/b/backup_label';
    const set = { ...sampleSet(), findings: [{ ...unusual, file }] };
    assert.deepEqual([...findingsByFile(sampleCatalog(set)).keys()], ['c:/b/backup_label']);
  });
});

describe('the problems of an open document', () => {
  const own = {
    code: 'unreadable-label',
    severity: 'error',
    line: 1,
    column: 1,
    args: { reason: 'empty' },
  } as const;

  it('are those of the catalogue while it has seen this text', () => {
    assert.deepEqual(findingsOfDocument([own], LABEL, [unusual, missing], true), [unusual, missing]);
  });

  it('are those of the text while it is newer, without what may be fixed by now', () => {
    const shown = findingsOfDocument([own], LABEL, [unusual, missing], false);
    assert.deepEqual(
      shown.map(({ code, file }) => [code, file]),
      [
        ['unreadable-label', LABEL],
        ['missing-segment', undefined],
      ],
    );
  });
});
