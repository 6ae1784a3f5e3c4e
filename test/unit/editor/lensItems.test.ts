import assert from 'node:assert/strict';
import type { Catalog } from '../../../src/core/model/catalog';
import { readFacts } from '../../../src/vscode/editor/model/facts';
import { lensItems } from '../../../src/vscode/editor/model/lensItems';
import { viewWal } from '../../../src/vscode/editor/model/walView';
import { COMMANDS } from '../../../src/vscode/ids';
import { EMPTY, LABEL_92, sampleCatalog, sampleSet } from './sampleCatalog';
import { judgedAs } from '../../support/judgedAs';

function titles(catalog: Catalog, scanned = true): string[] {
  const facts = readFacts(LABEL_92, 'label', 'backup_label');
  return lensItems(viewWal(facts, '/b/backup/backup_label', catalog, scanned)).map(({ title }) => title);
}

describe('lenses above a label', () => {
  it('give verdict, evidence, amount and actions', () => {
    assert.deepEqual(titles(sampleCatalog(sampleSet({ holes: [2, 3] }))), [
      '✗ Incomplete (WAL: 2 of 6 segments missing · data directory not verified)',
      '6 segments, 96 MB, 2 missing',
      'Copy segment list',
      'Verify',
      'Complete Set with Its WAL',
      'Restore steps',
      'Show on timeline',
    ]);
  });

  it('carry the set to their commands', () => {
    const facts = readFacts(LABEL_92, 'label', 'backup_label');
    const items = lensItems(viewWal(facts, '/b/backup/backup_label', sampleCatalog(sampleSet()), true));
    assert.deepEqual(
      items.map(({ command, argument }) => [command, argument]),
      [
        [COMMANDS.showInTree, '/b/backup'],
        [COMMANDS.openSegmentList, '/b/backup'],
        [COMMANDS.copySegmentList, '/b/backup'],
        [COMMANDS.verifySet, '/b/backup'],
        [COMMANDS.completeSet, '/b/backup'],
        [COMMANDS.showRestoreSteps, '/b/backup'],
        [COMMANDS.showTimeline, '/b/backup'],
      ],
    );
  });

  it('do not offer to complete a set whose own folder has all of its WAL, or that has no folder', () => {
    const set = sampleSet();
    assert.ok(set.required);
    const catalog = sampleCatalog(set);
    const [archive] = catalog.archives;
    assert.ok(archive);
    const own = { ...archive, path: '/b/backup/pg_xlog', layout: 'pg-wal' as const };
    const whole = { ...set, archives: [...set.archives, own.path] };
    assert.ok(
      !titles({ ...catalog, sets: [whole], archives: [archive, own] }).includes('Complete Set with Its WAL'),
    );
    const compressed = { ...own, runs: own.runs.map((run) => ({ ...run, suffix: '.gz' })) };
    assert.ok(
      titles({ ...catalog, sets: [whole], archives: [archive, compressed] }).includes(
        'Complete Set with Its WAL',
      ),
    );
    const { dataDirectory, ...files } = set.files;
    assert.notEqual(dataDirectory, undefined);
    assert.ok(!titles(sampleCatalog({ ...set, files })).includes('Complete Set with Its WAL'));
  });

  it('do not offer to verify what is proven already', () => {
    const set = {
      ...sampleSet(),
      evidence: { wal: 'records', data: 'names', files: 'no-manifest' } as const,
    };
    assert.ok(!titles(sampleCatalog(set)).includes('Verify'));
  });

  it('claim no total where the end is not known', () => {
    const set = sampleSet();
    assert.ok(set.required);
    const open = { ...set, ...judgedAs('undetermined'), required: { ...set.required, openEnd: true } };
    const shown = titles(sampleCatalog(open));
    assert.equal(shown[1], '6 segments so far, 96 MB');
    // The stop may be in the WAL, and the steps say what is unknown: as in the tree.
    assert.deepEqual(shown.slice(-3), ['Complete Set with Its WAL', 'Restore steps', 'Show on timeline']);
  });

  it('call nothing proven that was read and found damaged', () => {
    const damaged = {
      ...sampleSet(),
      ...judgedAs('damaged'),
      evidence: { wal: 'records', data: 'names', files: 'no-manifest' },
    } as const;
    assert.equal(
      titles(sampleCatalog(damaged))[0],
      '✗ Damaged (WAL: not read to its end · data directory not verified)',
    );
  });

  it('offer no list where none is known', () => {
    const unknown = { ...sampleSet(), required: undefined, ...judgedAs('undetermined') };
    assert.deepEqual(titles(sampleCatalog(unknown)), [
      '? Undetermined (WAL: start or stop unknown · data directory not verified)',
      'Show on timeline',
    ]);
  });

  it('say so where the file belongs to no backup, or the scan is not done', () => {
    assert.deepEqual(titles(EMPTY), ['Does not belong to any backup in the opened folders']);
    assert.deepEqual(titles(EMPTY, false), ['Reading the backups of this folder…']);
  });
});
