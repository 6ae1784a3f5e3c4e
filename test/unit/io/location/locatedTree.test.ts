import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { isSegmentFailure } from '../../../../src/core/wal/segmentSource';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { Locator, locator } from '../../../../src/io/location/locator';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { openSegment } from '../../../../src/io/segments/segmentStream';
import { listed } from '../listed';
import { temporaryFolder } from '../temporary';

const SHARD = '0000000100000005';
const sum = (digit: string): string => digit.repeat(40);

describe('LocatedTree', () => {
  const folder = temporaryFolder();
  const tree = new LocatedTree(new NodeFileTree());

  function put(path: string, content: string | Uint8Array = path): void {
    const parts = path.split('/');
    mkdirSync([folder.path, ...parts.slice(0, -1)].join('/'), { recursive: true });
    writeFileSync(`${folder.path}/${path}`, content);
  }

  async function text(path: string): Promise<string> {
    const bytes = await tree.read(`${folder.path}/${path}`, 0, 1000);
    return 'failed' in bytes ? bytes.code : Buffer.from(bytes).toString();
  }

  it('lists a parted archive as if it were one folder', async () => {
    put('00000002.history');
    put('xlog.db');
    for (const name of ['01', '02', '03.partial', '01.00000028.backup'])
      put(`${SHARD}/${SHARD}000000${name}`);
    put(`0000000100000006/000000010000000600000000`);
    assert.deepEqual(await listed(tree, folder.path), [
      '000000010000000500000001',
      '000000010000000500000001.00000028.backup',
      '000000010000000500000002',
      '000000010000000500000003.partial',
      '000000010000000600000000',
      '00000002.history',
      'xlog.db',
    ]);
    assert.equal(await text('000000010000000500000002'), `${SHARD}/${SHARD}00000002`);
    assert.equal(await text('000000010000000500000009'), 'ENOENT');
    const facts = await tree.stat(`${folder.path}/000000010000000600000000`);
    assert.ok(!('failed' in facts) && facts.kind === 'file');
  });

  it('takes the checksum of pgBackRest out of names, in shards and elsewhere', async () => {
    const content = Buffer.alloc(100, 7);
    put(`${SHARD}/${SHARD}00000001-${sum('a')}.gz`, gzipSync(content));
    put(`${SHARD}/${SHARD}00000002.partial-${sum('b')}`);
    put(`0000000200000005/ignored-${sum('c')}`);
    assert.deepEqual(await listed(tree, folder.path), [
      '000000010000000500000001.gz',
      '000000010000000500000002.partial',
      '0000000200000005/',
    ]);
    assert.deepEqual(await listed(tree, `${folder.path}/${SHARD}`), [
      '000000010000000500000001.gz',
      '000000010000000500000002.partial',
    ]);
    const head = await tree.readHead(`${folder.path}/000000010000000500000001.gz`, 10);
    assert.ok(!('failed' in head) && head.bytes?.length === 10);
    for (const at of [folder.path, `${folder.path}/${SHARD}`]) {
      const reader = await openSegment(`${at}/000000010000000500000001.gz`);
      if (isSegmentFailure(reader)) assert.fail(reader.code);
      assert.equal(reader.file, `${folder.path}/${SHARD}/${SHARD}00000001-${sum('a')}.gz`);
      assert.equal(await reader.read(new Uint8Array(200)), 100);
      await reader.close();
    }
  });

  it('lists two files of one segment twice, and leads to the first of them', async () => {
    put(`${SHARD}/${SHARD}00000001-${sum('b')}`, 'second');
    put(`${SHARD}/${SHARD}00000001-${sum('a')}`, 'first');
    const name = '000000010000000500000001';
    assert.deepEqual(await listed(tree, folder.path), [name, name]);
    assert.equal(await text(name), 'first');
  });

  it('hides nothing that no tool would find there', async () => {
    put(`${SHARD}/${SHARD}00000001`);
    put(`${SHARD}/000000010000000600000001`);
    put(`${SHARD}/notes.txt`);
    put(`${SHARD}/deeper/file`);
    put('0000000100000007/readme');
    assert.deepEqual(await listed(tree, folder.path), [
      `${SHARD}/000000010000000600000001`,
      `${SHARD}/deeper/`,
      `${SHARD}/notes.txt`,
      '000000010000000500000001',
      '0000000100000007/',
    ]);
  });

  it('sees what changes in a shard', async () => {
    put(`${SHARD}/${SHARD}00000001-${sum('a')}`, 'one');
    assert.equal(await text(`${SHARD}00000001`), 'one');
    rmSync(`${folder.path}/${SHARD}/${SHARD}00000001-${sum('a')}`);
    put(`${SHARD}/${SHARD}00000001-${sum('d')}`, 'two');
    assert.equal(await text(`${SHARD}00000001`), 'two');
  });

  it('leads to the file that a person can go to', () => {
    put(`${SHARD}/${SHARD}00000001-${sum('a')}.gz`);
    put('plain');
    const where = new Locator();
    const physical = (path: string): string => where.physicalPath(`${folder.path}/${path}`);
    assert.equal(physical(`${SHARD}00000001.gz`), `${folder.path}/${SHARD}/${SHARD}00000001-${sum('a')}.gz`);
    assert.equal(physical('plain'), `${folder.path}/plain`);
    assert.equal(physical('absent'), `${folder.path}/absent`);
    assert.equal(locator(), locator());
  });
});
