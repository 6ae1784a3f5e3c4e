import assert from 'node:assert/strict';
import { walGeometry } from '../../../src/core/wal/geometry';
import { setNodeId, setRoots } from '../../../src/vscode/tree/nodes/setNodes';
import { aCatalog, aSet, lsn } from '../report/fabricated';
import { aContext, aLongSet, child, everything, named, NIGHT } from './support';

const context = aContext();
const rootsOf = (...sets: ReturnType<typeof aSet>[]) => setRoots(aCatalog({ sets }), context);
const time = (epochMs: number, text = 'as written') => ({
  lsn: lsn('2/FB000020'),
  timeline: 1,
  time: { text, epochMs },
});

function wrongWal(): NonNullable<ReturnType<typeof aSet>['required']> {
  const { required } = aSet();
  assert.ok(required);
  const [run] = required.runs;
  assert.ok(run);
  return { ...required, runs: [{ ...run, last: run.first, state: 'wrong', code: 'recycled-segment' }] };
}

describe('the tree of backup sets', () => {
  it('says of a set how much WAL is there and what that means', () => {
    const [node] = rootsOf(aSet({ start: time(NIGHT - 3_600_000) }));
    assert.equal(node?.label, 'nightly');
    assert.equal(node.description, 'incomplete, 2 of 6 segments missing · today 02:00 · 6 segments');
    assert.deepEqual(node.icon, { name: 'warning', color: 'list.warningForeground' });
    assert.match(node.spoken, /nightly.*incomplete, 2 of 6 segments missing/);
  });

  it('gives each verdict a shape of its own', () => {
    const verdicts = ['restorable', 'complete', 'incomplete', 'damaged', 'undetermined'] as const;
    const shapes = verdicts.map((verdict) => rootsOf(aSet({ verdict }))[0]?.icon.name);
    assert.equal(new Set(shapes).size, verdicts.length);
  });

  it('never calls a set more than its evidence allows', () => {
    const said = (wal: 'names' | 'headers') =>
      rootsOf(
        aSet({ verdict: 'complete', missing: [], evidence: { wal, data: 'names', files: 'no-manifest' } }),
      )[0]?.description;
    assert.match(said('names') ?? '', /^complete, not verified · .* · 6 segments$/);
    assert.match(said('headers') ?? '', /^complete, not verified · /);
  });

  it('says why nothing can be told of a set', () => {
    const findings = [{ code: 'missing-label', severity: 'error', args: {} }] as const;
    const [node] = rootsOf(
      aSet({ verdict: 'undetermined', label: undefined, required: undefined, missing: [], findings }),
    );
    assert.equal(node?.label, 'nightly');
    assert.match(node.description, /^undetermined, no backup_label · /);
  });

  it('puts the newest first, and those without a time last', () => {
    const at = (id: string, more: Partial<ReturnType<typeof aSet>>) =>
      aSet({ id, path: id, label: id, ...more });
    const nodes = rootsOf(
      at('/backup/old', { start: time(NIGHT - 2e9) }),
      at('/backup/none', { start: undefined, stop: undefined }),
      at('/backup/new', { start: time(NIGHT - 1e6) }),
    );
    assert.deepEqual(
      nodes.map((node) => node.label),
      ['/backup/new', '/backup/old', '/backup/none'],
    );
  });

  it('tells sets with the same label apart by their time, and by their place where that is the same', () => {
    const other = { id: '/backup/other', path: '/backup/other' };
    const copies = rootsOf(aSet(), aSet(other));
    assert.deepEqual(copies.map((node) => node.label).sort(), ['nightly', 'other']);
    assert.match(named(copies, 'other').description, / · nightly$/);
    const nights = rootsOf(
      aSet({ start: time(NIGHT - 3_600_000, 'b') }),
      aSet({ ...other, start: time(NIGHT - 9e7, 'a') }),
    );
    assert.deepEqual(
      nights.map((node) => node.label),
      ['nightly, today 02:00', 'nightly, yesterday 02:00'],
    );
    assert.doesNotMatch(nights[0]?.description ?? '', /02:00/);
  });

  it('counts what is wrong, and does not call a backup never stopped whose end was not sought', () => {
    const [damaged] = rootsOf(aSet({ verdict: 'damaged', missing: [], required: wrongWal() }));
    assert.match(damaged?.description ?? '', /^damaged, 1 of 6 segments unusable · /);
    const findings = [{ code: 'never-stopped', severity: 'warning', args: {} }] as const;
    const said = (wal: 'headers' | 'records') =>
      rootsOf(
        aSet({
          verdict: 'undetermined',
          missing: [],
          findings,
          evidence: { wal, data: 'names', files: 'no-manifest' },
        }),
      )[0]?.description ?? '';
    assert.match(said('headers'), /^undetermined, stop location unknown, run Verify · /);
    assert.match(said('records'), /^undetermined, end not found in the WAL · /);
  });

  it('puts findings first and opens them where they stand against a restore', () => {
    const findings = [{ code: 'missing-label', severity: 'error', args: {} }] as const;
    const first = (...list: ReturnType<typeof aSet>[]) => rootsOf(...list)[0]?.children?.()[0];
    assert.equal(first(aSet({ findings }))?.label, 'Findings');
    assert.equal(first(aSet({ findings }))?.expanded, true);
    assert.equal(first(aSet({ findings: [{ ...findings[0], severity: 'info' }] }))?.label, 'Evidence');
  });

  it('names a set by its place where pg_basebackup wrote its usual label', () => {
    assert.equal(rootsOf(aSet({ label: 'pg_basebackup base backup' }))[0]?.label, 'nightly');
  });

  it('shows start, stop with its source, WAL in runs, and files', () => {
    const [set] = rootsOf(aSet());
    assert.ok(set);
    assert.equal(
      child(set, 'Start').description,
      '2/FB000020 · 2026-11-21 22:44:56 UTC · 0000000100000002000000FB',
    );
    assert.equal(
      child(set, 'Stop').description,
      '3/145D8A8 · 000000010000000300000001 · from backup history file',
    );
    const required = child(set, 'Required WAL');
    assert.equal(required.description, '6 segments, 96 MB · timeline 1');
    assert.deepEqual(
      required.children?.().map(({ label, description }) => `${label}: ${description}`),
      [
        '0000000100000002000000FB – 0000000100000002000000FC: 2 present',
        '0000000100000002000000FD – 0000000100000002000000FE: 2 missing',
        '000000010000000300000000 – 000000010000000300000001: 2 present',
      ],
    );
    assert.deepEqual(
      child(set, 'Files')
        .children?.()
        .map((file) => file.label),
      ['Data directory', 'Backup label'],
    );
  });

  it('goes down to each segment, over the end of a log file of 9.2', () => {
    const [set] = rootsOf(aSet());
    assert.ok(set);
    const names = [...everything(child(set, 'Required WAL').children?.() ?? [])]
      .filter((node) => node.children === undefined)
      .map((node) => node.label);
    assert.deepEqual(names, [
      '0000000100000002000000FB',
      '0000000100000002000000FC',
      '0000000100000002000000FD',
      '0000000100000002000000FE',
      '000000010000000300000000',
      '000000010000000300000001',
    ]);
  });

  it('says that the end is open where the stop location is unknown', () => {
    const { required } = aSet();
    assert.ok(required);
    const [set] = rootsOf(aSet({ stop: undefined, required: { ...required, openEnd: true } }));
    assert.ok(set);
    assert.match(child(set, 'Required WAL').description, /stop location is unknown/);
    assert.match(child(set, 'Stop').description, /^unknown$/);
  });

  it('leads from a finding to its line', () => {
    const findings = [
      { code: 'base-files-not-seen', severity: 'info', args: {} },
      {
        code: 'unreadable-label',
        severity: 'error',
        args: {},
        file: '/backup/nightly/backup_label',
        line: 3,
        column: 7,
      },
    ] as const;
    const [set] = rootsOf(aSet({ findings }));
    assert.ok(set);
    const [worst, mild] = child(set, 'Findings').children?.() ?? [];
    assert.deepEqual(worst?.open, { path: '/backup/nightly/backup_label', line: 3, column: 7 });
    assert.equal(worst.description, 'nightly/backup_label:3');
    assert.equal(worst.icon.name, 'error');
    assert.equal(mild?.icon.name, 'info');
  });

  it('groups by workspace folder only when several have sets', () => {
    const roots = [
      { name: 'one', path: '/backup/one' },
      { name: 'two', path: '/backup/two' },
    ];
    const at = (path: string) => aSet({ id: path, path, label: path });
    const both = setRoots(
      aCatalog({ sets: [at('/backup/one/a'), at('/backup/two/b')] }),
      aContext({ roots }),
    );
    assert.deepEqual(both.map((node) => node.label).sort(), ['one', 'two']);
    assert.equal(named(both, 'one').children?.()[0]?.label, '/backup/one/a');
    const one = setRoots(aCatalog({ sets: [at('/backup/one/a')] }), aContext({ roots }));
    assert.equal(one[0]?.id, setNodeId('/backup/one/a'));
  });

  it('says the workspace folder of a place where there are several', () => {
    const roots = [
      { name: 'one', path: '/backup/one' },
      { name: 'two', path: '/backup/two' },
    ];
    const at = (path: string) => aSet({ id: path, path, label: undefined });
    const nodes = setRoots(
      aCatalog({ sets: [at('/backup/one/base'), at('/backup/one')] }),
      aContext({ roots }),
    );
    assert.deepEqual(nodes.map((node) => node.label).sort(), ['one', 'one/base']);
  });

  it('shows findings that belong to no set', () => {
    const findings = [
      { code: 'unreadable-directory', severity: 'warning', args: {}, file: '/backup/locked' },
    ] as const;
    const nodes = setRoots(aCatalog({ sets: [], findings }), context);
    assert.equal(nodes[0]?.label, 'Other findings');
  });

  it('keeps the ids of what stays when something else changes', () => {
    const before = new Set([...everything(rootsOf(aSet()))].map((node) => node.id));
    const findings = [{ code: 'missing-label', severity: 'error', args: {} }] as const;
    const after = new Set(
      [...everything(rootsOf(aSet({ findings }), aSet({ id: '/backup/x', path: '/backup/x' })))].map(
        (node) => node.id,
      ),
    );
    assert.deepEqual(
      [...before].filter((id) => !after.has(id)),
      [],
    );
  });
});

describe('the tree of a set with very many segments', () => {
  for (const [name, geometry, count] of [
    ['100,000 of 16 MB', walGeometry(16 * 1024 * 1024, 150000), 100_000],
    ['100,000 of 1 MB', walGeometry(1024 * 1024, 150000), 100_000],
    ['40,000 of 1 GB', walGeometry(1024 * 1024 * 1024, 150000), 40_000],
  ] as const) {
    it(`${name}: at most 500 children anywhere, every segment once, every id once`, () => {
      const roots = setRoots(aCatalog({ sets: [aLongSet(count, geometry)] }), context);
      const ids = new Set<string>();
      const names = new Set<string>();
      for (const node of everything(roots)) {
        assert.ok((node.children?.().length ?? 0) <= 500, node.id);
        assert.ok(!ids.has(node.id), `twice: ${node.id}`);
        ids.add(node.id);
        if (/^[0-9A-F]{24}$/.test(node.label)) names.add(node.label);
      }
      assert.equal(names.size, count);
    });
  }

  it('opens level by level without building the rest', () => {
    const [set] = setRoots(
      aCatalog({ sets: [aLongSet(100_000, walGeometry(16 * 1024 * 1024, 150000))] }),
      context,
    );
    assert.ok(set);
    const [run] = child(set, 'Required WAL').children?.() ?? [];
    const [first] = run?.children?.() ?? [];
    assert.equal(first?.label, 'WAL log file 00000000');
    assert.equal(first.description, '249 segments');
    assert.equal(run?.children?.().length, 391);
  });
});

describe('the tree and hostile text', () => {
  const label = `$(bug) [run](command:x)\u202egnp.\u0000\n<b>${'A'.repeat(100_000)}`;

  it('shows no control or bidirectional character, and nothing longer than a line', () => {
    const path = `/backup/a\nb\u0007${'p'.repeat(3000)}`;
    const findings = [
      { code: 'unreadable-label', severity: 'error', args: { reason: label }, file: path },
    ] as const;
    const roots = rootsOf(aSet({ label, id: path, path, method: label, files: { label: path }, findings }));
    for (const node of everything(roots)) {
      for (const text of [node.label, node.description, node.spoken]) {
        assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066\u2067\u2069]/);
        assert.ok(text.length < 2000, `${String(text.length)} characters`);
      }
    }
  });
});
