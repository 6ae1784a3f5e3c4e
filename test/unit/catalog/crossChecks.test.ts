import assert from 'node:assert/strict';
import { codes, looseSet, scanAll } from './looseSet';

describe('files of one set that contradict each other', () => {
  it('a label whose segment name does not fit its location is noted, and the location counts', async () => {
    const { tree, cluster } = looseSet();
    tree.file('/b/one/backup_label', cluster.label(5).replace(cluster.name(5), cluster.name(6)));
    const [set] = (await scanAll(tree)).sets;
    assert.ok(set);
    assert.deepEqual(set.required?.ranges, [{ timeline: 1, first: 5, last: 7 }]);
    const finding = set.findings.find(({ code }) => code === 'start-file-mismatch');
    assert.deepEqual(
      [finding?.severity, finding?.line, finding?.args['expected']],
      ['warning', 1, cluster.name(5)],
    );
  });

  it('a newer timeline whose history cannot be read stops a server that follows it', async () => {
    const { tree } = looseSet();
    const found = async (history: string): Promise<unknown[]> => {
      tree.file('/b/one/archive/00000002.history', history);
      const [set] = (await scanAll(tree)).sets;
      return (set?.findings ?? [])
        .filter(({ code }) => code === 'unreadable-timeline-history')
        .map(({ args, severity, file }) => [args['timeline'], severity, file]);
    };
    assert.deepEqual(await found('garbage\n'), [[2, 'error', '/b/one/archive/00000002.history']]);
    assert.deepEqual(await found(''), [[2, 'error', '/b/one/archive/00000002.history']]);
    assert.deepEqual(await found('1\t0/780000\tno recovery target specified\n'), []);
    // A server asks for the next timeline's history first, and stops asking if there is none.
    tree.file('/b/one/archive/00000004.history', 'garbage\n');
    assert.deepEqual(await found('1\t0/780000\tno recovery target specified\n'), [
      [4, 'warning', '/b/one/archive/00000004.history'],
    ]);
    // It reads only the newest of consecutive ones.
    tree.file('/b/one/archive/00000003.history', '1\t0/780000\tno recovery target specified\n');
    assert.deepEqual((await found('garbage\n')).sort(), [
      [2, 'warning', '/b/one/archive/00000002.history'],
      [4, 'error', '/b/one/archive/00000004.history'],
    ]);
  });

  it('a timeline that left before the stop cannot use the set; one that left at the stop can', async () => {
    const { tree } = looseSet();
    const forks = async (lsn: string): Promise<unknown[]> => {
      tree.file('/b/one/archive/00000002.history', `1\t${lsn}\tno recovery target specified\n`);
      const [set] = (await scanAll(tree)).sets;
      return (set?.findings ?? [])
        .filter(({ code }) => code === 'timeline-fork-before-stop')
        .map(({ args, file }) => [args['timeline'], args['switchLsn'], file]);
    };
    assert.deepEqual(await forks('0/7000FF'), [[2, '0/7000FF', '/b/one/archive/00000002.history']]);
    assert.deepEqual(await forks('0/700100'), []);
  });

  it('the second copy of a label beside its data directory is no second set', async () => {
    const { tree, cluster } = looseSet();
    cluster.dataDirectory('/b/one/data', cluster.label(5));
    const layouts = async (): Promise<string[]> =>
      (await scanAll(tree)).sets.map(({ layout }) => layout).sort();
    assert.deepEqual(await layouts(), ['data-directory']);
    tree.file('/b/one/backup_label', cluster.label(5, { label: 'another' }));
    assert.deepEqual(await layouts(), ['data-directory', 'label-file']);
  });

  it('segments that are there in two forms are noted; a fault in the one that is read counts', async () => {
    const { tree, cluster } = looseSet();
    tree.file(`/b/one/archive/${cluster.name(6)}.gz`, new Uint8Array([0x1f, 0x8b, 8]));
    const duplicates = async (): Promise<unknown[]> => {
      const [set] = (await scanAll(tree)).sets;
      return (set?.findings ?? [])
        .filter(({ code }) => code === 'duplicate-segment')
        .map(({ severity, segment, args }) => [severity, segment, args['reason']]);
    };
    assert.deepEqual(await duplicates(), [['info', cluster.name(6), 'not-compared']]);
    cluster.segment('/b/one/archive', 6, { systemIdentifier: 1n });
    assert.deepEqual(await duplicates(), [['error', cluster.name(6), 'one-wrong']]);
  });

  it('a set without any contradiction has no finding', async () => {
    const [set] = (await scanAll(looseSet().tree)).sets;
    assert.deepEqual(set && codes(set), []);
  });
});
