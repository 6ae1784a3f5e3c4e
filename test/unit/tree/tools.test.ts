import assert from 'node:assert/strict';
import { ancestorsOf, type BackupSet } from '../../../src/core/model/backupSet';
import { setRoots } from '../../../src/vscode/tree/nodes/setNodes';
import type { TreeNode } from '../../../src/vscode/tree/model/node';
import { aCatalog, aSet } from '../report/fabricated';
import { aContext, child, named, NIGHT } from './support';

const rowOf = (more: Partial<BackupSet>): TreeNode => {
  const [row] = setRoots(
    aCatalog({ sets: [aSet({ missing: [], verdict: 'complete', ...more })] }),
    aContext(),
  );
  assert.ok(row);
  return row;
};

describe('the row of a tool’s backup', () => {
  it('says whose it is, in the tool’s word for its kind, before what is well anyway', () => {
    const rows = [
      { layout: 'pgbackrest', method: 'diff', kind: 'incremental' },
      { layout: 'barman', method: 'rsync', kind: 'full' },
      { layout: 'barman', method: 'postgres', kind: 'incremental' },
      { layout: 'wal-g', method: 'delta', kind: 'incremental' },
      { layout: 'pgmoneta', method: undefined, kind: 'full' },
      { layout: 'pg_probackup', method: 'PAGE stream', kind: 'incremental' },
      { layout: 'data-directory', method: 'streamed', kind: 'full' },
    ] as const;
    assert.deepEqual(
      rows.map((row) => rowOf(row).description.split(' · ')[0]),
      [
        'pgBackRest diff',
        'Barman full',
        'Barman incremental',
        'WAL-G delta',
        'pgmoneta full',
        'pg_probackup PAGE',
        'complete, not verified',
      ],
    );
  });

  it('says first what stands against a restore, with what the tool calls it', () => {
    const failed = (reason: string): string => {
      const findings = [{ code: 'failed-backup', severity: 'error', args: { reason } }] as const;
      return rowOf({ layout: 'pg_probackup', method: 'FULL', verdict: 'damaged', findings }).description;
    };
    assert.match(failed('failed'), /^damaged, failed, according to the tool · pg_probackup FULL · /);
    assert.match(failed('corrupt'), /^damaged, corrupt, according to the tool · /);
    assert.match(failed('orphan'), /^damaged, earlier backup corrupt or missing · /);
    assert.match(failed('removed'), /^damaged, being removed by the tool · /);
  });

  it('says what retention spares, until when, and what that means for its WAL', () => {
    const said = (keep: NonNullable<BackupSet['retained']>): readonly unknown[] => {
      const row = rowOf({ layout: 'barman', retained: keep });
      const { rows, notes } = row.tooltip();
      assert.ok(
        rows.some(([name, text]) => name === 'Retention' && text === row.description.split(' · ')[1]),
      );
      return [row.description.split(' · ')[1], (notes[0] ?? '').includes('only with its own WAL')];
    };
    assert.deepEqual(said({ word: 'kept', ownWalOnly: true }), ['kept, own WAL only', true]);
    assert.deepEqual(said({ word: 'kept', ownWalOnly: false }), ['kept', false]);
    assert.deepEqual(said({ word: 'permanent', ownWalOnly: true }), ['permanent', true]);
    const at = (epochMs: number) => ({ text: 'as written', epochMs });
    const pinned = { word: 'pinned', ownWalOnly: false } as const;
    assert.deepEqual(said({ ...pinned, until: at(NIGHT + 864e5) }), ['pinned until Nov 22 03:00', false]);
    assert.deepEqual(said({ ...pinned, until: at(NIGHT - 60_000) }), ['pin expired today 02:59', false]);
    assert.deepEqual(said({ ...pinned, until: { text: 'some day' } }), ['pinned until some day', false]);
  });

  it('leads down the chain on which it builds, to the full one', () => {
    const at = (name: string, method: string, parent?: string): BackupSet =>
      aSet({
        id: `/backup/${name}`,
        path: `/backup/${name}`,
        label: name,
        layout: 'pgbackrest',
        method,
        kind: parent === undefined ? 'full' : 'incremental',
        parentId: parent === undefined ? undefined : `/backup/${parent}`,
        verdict: 'complete',
        missing: [],
      });
    const sets = [at('F', 'full'), at('D', 'diff', 'F'), at('I', 'incr', 'D')];
    const rows = setRoots(aCatalog({ sets }), aContext());
    const chain = child(named(rows, 'I'), 'Depends on');
    assert.equal(chain.description, 'D · 2 backups');
    assert.deepEqual(
      chain.children?.().map(({ label, description }) => [label, description.split(' · ')[0]]),
      [
        ['D', 'pgBackRest diff'],
        ['F', 'pgBackRest full'],
      ],
    );
    const { rows: facts } = named(rows, 'I').tooltip();
    assert.ok(facts.some(([name, text]) => name === 'Depends on' && text === 'D, F'));
    assert.ok(
      !named(rows, 'F')
        .children?.()
        .some(({ label }) => label === 'Depends on'),
    );
  });

  it('ends a chain that leads back to itself', () => {
    const loop = (id: string, parentId: string): BackupSet => aSet({ id, path: id, parentId });
    const sets = [loop('/a', '/b'), loop('/b', '/c'), loop('/c', '/b')];
    const byId = new Map(sets.map((set) => [set.id, set]));
    assert.deepEqual(
      ancestorsOf(sets[0] ?? aSet(), byId).map(({ id }) => id),
      ['/b', '/c'],
    );
    assert.deepEqual(ancestorsOf(loop('/d', '/gone'), byId), []);
  });
});
