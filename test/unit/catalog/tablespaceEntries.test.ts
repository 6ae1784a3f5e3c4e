import assert from 'node:assert/strict';
import type { BackupSet } from '../../../src/core/model/backupSet';
import { verdictAfterRestoreSteps } from '../../../src/core/model/afterRestoreSteps';
import type { Finding } from '../../../src/core/ground/finding';
import { isSwitchedOn } from '../../../src/core/formats/serverSettings';
import { FakeCluster } from './fakeCluster';
import { looseSet, scanAll } from './looseSet';
import { MemoryTree } from './memoryTree';
import { dataJudgedAs, judgedAs } from '../../support/judgedAs';

const DATA = '/b/data';
const INSIDE = `${DATA}/pg_tblspc/16400/PG_15_202209061/5/1259`;
const MAP = `${DATA}/tablespace_map`;

/** Severity and reason of each finding on pg_tblspc, with the verdict of the set. */
async function told(change: (tree: MemoryTree) => void): Promise<unknown[]> {
  const tree = new MemoryTree();
  const cluster = new FakeCluster(tree);
  cluster.dataDirectory(DATA, cluster.label(5));
  change(tree);
  const [set] = (await scanAll(tree)).sets;
  const own = (set?.findings ?? []).filter(({ code }) => code === 'misplaced-tablespace');
  return [...own.map(({ severity, args }) => [severity, args['reason']]), set?.verdict === 'damaged'];
}

describe('what stands in pg_tblspc', () => {
  it('is refused where tablespace_map names a directory that is not empty, whatever the settings say', async () => {
    const map = (tree: MemoryTree): MemoryTree => tree.file(MAP, '16400 /space\n');
    const allowed = 'allow_in_place_tablespaces = on\n';
    assert.deepEqual(await told((tree) => map(tree).file(INSIDE, 'x')), [['error', 'mapped'], true]);
    const set = (tree: MemoryTree): unknown =>
      map(tree).file(INSIDE, 'x').file(`${DATA}/postgresql.conf`, allowed);
    assert.deepEqual(await told(set), [['error', 'mapped'], true]);
    assert.deepEqual(await told((tree) => map(tree).folder(`${DATA}/pg_tblspc/16400`)), [false]);
  });

  it('is refused without an entry too, unless the copy’s configuration allows it', async () => {
    const conf = (name: string, text: string) => (tree: MemoryTree) =>
      tree.file(INSIDE, 'x').file(`${DATA}/${name}`, text);
    assert.deepEqual(await told((tree) => tree.file(INSIDE, 'x')), [['error', 'directory'], true]);
    const other = (tree: MemoryTree): unknown => tree.file(INSIDE, 'x').file(MAP, '16999 /space\n');
    assert.deepEqual(await told(other), [['error', 'directory'], true]);
    const on = 'allow_in_place_tablespaces = on\n';
    assert.deepEqual(await told(conf('postgresql.conf', on)), [['info', 'in-place'], false]);
    assert.deepEqual(await told(conf('postgresql.auto.conf', on)), [['info', 'in-place'], false]);
    const off = (tree: MemoryTree): unknown =>
      conf(
        'postgresql.conf',
        on,
      )(tree).file(`${DATA}/postgresql.auto.conf`, "allow_in_place_tablespaces = 'off'\n");
    assert.deepEqual(await told(off), [['error', 'directory'], true]);
  });

  it('goes by the version', async () => {
    const of = (version: string) => (tree: MemoryTree) =>
      tree.file(INSIDE, 'x').file(`${DATA}/pg_tblspc/.DS_Store`, 'x').file(`${DATA}/PG_VERSION`, version);
    const found = async (version: string): Promise<unknown[]> => (await told(of(version))).slice(0, 2).sort();
    assert.deepEqual(await found('9.4\n'), [
      ['warning', 'file'],
      ['warning', 'unchecked'],
    ]);
    assert.deepEqual(await found('10\n'), [
      ['error', 'directory'],
      ['warning', 'file'],
    ]);
    assert.deepEqual(await found('11\n'), [
      ['error', 'directory'],
      ['error', 'file'],
    ]);
  });

  it('may be links, and directories whose name is no number', async () => {
    const found = await told((tree) => {
      tree.file('/b/spaces/16401/PG_15_202209061/5/1259', 'x');
      tree.link(`${DATA}/pg_tblspc/16401`, '/b/spaces/16401').file(`${DATA}/pg_tblspc/old/x`, 'x');
    });
    assert.deepEqual(found, [false]);
  });
});

describe('a set whose tablespaces need only be moved', () => {
  const finding = (reason: string): Finding => ({
    code: 'misplaced-tablespace',
    severity: 'error',
    args: { reason },
  });
  const missing: Finding = { code: 'missing-segment', severity: 'error', args: {} };

  it('counts for recovery as it will be then, and no better', async () => {
    const [set] = (await scanAll(looseSet().tree)).sets;
    assert.ok(set);
    const of = (more: Partial<BackupSet>, ...findings: Finding[]): string =>
      verdictAfterRestoreSteps({
        ...set,
        ...dataJudgedAs('damaged', 'complete'),
        findings: [...set.findings, ...findings],
        ...more,
      });
    assert.equal(of({}, finding('mapped')), 'complete');
    // Its base files were not seen.
    assert.equal(of(dataJudgedAs('damaged'), finding('mapped')), 'complete');
    assert.equal(of({}, finding('directory'), missing), 'incomplete');
    assert.equal(of({}, finding('file')), 'damaged');
    assert.equal(of({ stop: undefined }, finding('mapped')), 'undetermined');
    assert.equal(of(judgedAs('undetermined')), 'undetermined');
  });
});

describe('a setting that is on or off', () => {
  const read = (text: string): boolean | undefined =>
    isSwitchedOn(new TextEncoder().encode(text), 'allow_in_place_tablespaces');

  it('is read as servers read it', () => {
    for (const text of ['= on', "= 'TRUE'", ' yes', '=1', '= t # why', "  'on'"])
      assert.equal(read(`\n  Allow_In_Place_Tablespaces${text}\r\n`), true, text);
    for (const text of ['= off', "= 'f'", ' no', '=0', '= of'])
      assert.equal(read(`allow_in_place_tablespaces${text}`), false, text);
    for (const text of ['', '# allow_in_place_tablespaces = on', 'allow_in_place_tablespaces = perhaps'])
      assert.equal(read(text), undefined, text);
    assert.equal(read('allow_in_place_tablespaces = on\nallow_in_place_tablespaces = off\n'), false);
  });
});
