import assert from 'node:assert/strict';
import { walGeometry } from '../../../src/core/wal/geometry';
import { pathToId, pathToSegment } from '../../../src/vscode/tree/model/locate';
import { findWal, parseQuery } from '../../../src/vscode/tree/model/search';
import { setNodeId, setRoots } from '../../../src/vscode/tree/nodes/setNodes';
import { aCatalog, aSet } from '../report/fabricated';
import { aContext, aLongSet, child } from './support';

function find(text: string) {
  const query = parseQuery(text);
  assert.ok(query);
  return findWal(aCatalog(), query);
}

describe('looking for a location', () => {
  it('takes an LSN or a segment name and nothing else', () => {
    assert.deepEqual(parseQuery(' 2/fb000020 '), { lsn: 0x2fb000020n });
    assert.deepEqual(parseQuery('0000000100000002000000fb'), { name: { timeline: 1, log: 2, low: 0xfb } });
    for (const text of ['', '2FB', '2/', '0000000100000002000000F', 'x/y'])
      assert.equal(parseQuery(text), undefined);
  });

  it('finds the set that needs it and the archive that holds it', () => {
    const [set, archive, ...rest] = find('2/FC000000');
    assert.ok(set && 'set' in set && archive && 'archive' in archive);
    assert.deepEqual(rest, []);
  });

  it('looks at the timeline of a name', () => {
    assert.deepEqual(find('0000000200000002000000FC'), []);
    assert.equal(find('0000000100000002000000FC').length, 2);
  });

  it('knows no segment that 9.2 skips', () => {
    assert.deepEqual(find('0000000100000002000000FF'), []);
  });

  it('leads down to one of 100,000 segments', () => {
    const set = aLongSet(100_000, walGeometry(16 * 1024 * 1024, 150000));
    const roots = setRoots(aCatalog({ sets: [set] }), aContext());
    const [top] = pathToId(roots, setNodeId(set.id)) ?? [];
    assert.ok(top);
    const path = pathToSegment(child(top, 'Required WAL'), { segment: 77_777 });
    assert.equal(path.at(-1)?.label, '000000010000012F000000D1');
  });

  it('finds a set below folders and pages', () => {
    const sets = Array.from({ length: 1200 }, (_, index) => {
      const path = `/backup/${String(index)}`;
      return aSet({ id: path, path, label: path });
    });
    const roots = setRoots(aCatalog({ sets }), aContext());
    const path = pathToId(roots, setNodeId('/backup/777'));
    assert.equal(path?.length, 2);
    assert.equal(path.at(-1)?.id, setNodeId('/backup/777'));
    assert.equal(pathToId(roots, setNodeId('/backup/none')), undefined);
  });
});
