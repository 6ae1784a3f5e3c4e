import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { isSegmentFailure } from '../../../../src/core/wal/segmentSource';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { locator } from '../../../../src/io/location/locator';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { openSegment } from '../../../../src/io/segments/segmentStream';
import { listed } from '../listed';
import { temporaryFolder } from '../temporary';
import { tarOf } from './tars';

const SEGMENTS = [1, 2, 3].map((low) => `00000001000000000000000${low}`);

function content(low: number): Buffer {
  return Buffer.from(Array.from({ length: 600_000 }, (_, i) => ((i + low) * 2_654_435_761) >>> 24));
}

describe('A tar', () => {
  const folder = temporaryFolder();

  for (const compressed of [false, true]) {
    const kind = compressed ? 'packed' : 'plain';
    const write = async (): Promise<string> => {
      const bytes = await tarOf([
        { name: 'backup_label', content: 'START' },
        ...SEGMENTS.map((name, i) => ({ name: `pg_wal/${name}`, content: content(i) })),
        { name: `pg_wal/${SEGMENTS[0] ?? ''}.gz`, content: gzipSync(content(0)) },
        { name: 'pg_wal/cut.tar/x', content: 'no' },
      ]);
      const path = `${folder.path}/base.tar${compressed ? '.gz' : ''}`;
      writeFileSync(path, compressed ? gzipSync(bytes, { level: 1 }) : bytes);
      return path;
    };

    it(`(${kind}) is also a directory`, async () => {
      const path = await write();
      const tree = new LocatedTree(new NodeFileTree());
      assert.deepEqual(await listed(tree, path), ['backup_label', 'pg_wal/']);
      assert.equal((await listed(tree, `${path}/pg_wal`)).length, 5);
      const label = await tree.read(`${path}/backup_label`, 0, 100);
      assert.equal('failed' in label ? label.code : Buffer.from(label).toString(), 'START');
      const size = async (name: string): Promise<unknown> => {
        const facts = await tree.stat(`${path}/${name}`);
        return 'failed' in facts ? facts.code : `${facts.kind} ${facts.size}`;
      };
      assert.equal(await size(`pg_wal/${SEGMENTS[1] ?? ''}`), 'file 600000');
      assert.equal(await size('pg_wal'), 'directory 0');
      assert.equal(await size('absent'), 'ENOENT');
      const head = await tree.readHead(`${path}/pg_wal/${SEGMENTS[0] ?? ''}.gz`, 40);
      assert.ok(!('failed' in head) && head.compression === 'gzip');
      assert.deepEqual(Buffer.from(head.bytes ?? []), content(0).subarray(0, 40));
      assert.equal(await tree.realPath(`${path}/pg_wal`), `${path}/pg_wal`);
      assert.equal(locator().physicalPath(`${path}/pg_wal`), path);
    });

    it(`(${kind}) gives out segments in any order, several at once`, async () => {
      const path = await write();
      const order = [0, 0, 1, 2, 1, 0, 2];
      for (const i of order) {
        const reader = await openSegment(`${path}/pg_wal/${SEGMENTS[i] ?? ''}`);
        if (isSegmentFailure(reader)) assert.fail(reader.code);
        assert.equal(reader.file, path);
        const into = Buffer.alloc(700_000);
        assert.equal(await reader.read(into.subarray(0, 1000)), 1000);
        if (i === 0) await reader.close();
        else {
          assert.equal(await reader.read(into.subarray(1000)), 599_000);
          assert.ok(into.subarray(0, 600_000).equals(content(i)));
          assert.equal(await reader.finish(1_000_000), 600_000);
        }
      }
      const [one, two] = [
        await openSegment(`${path}/pg_wal/${SEGMENTS[1] ?? ''}`),
        await openSegment(`${path}/pg_wal/${SEGMENTS[0] ?? ''}.gz`),
      ];
      if (isSegmentFailure(one) || isSegmentFailure(two)) assert.fail();
      const [left, right] = [Buffer.alloc(600_000), Buffer.alloc(600_000)];
      for (let at = 0; at < 600_000; at += 100_000) {
        await one.read(left.subarray(at, at + 100_000));
        await two.read(right.subarray(at, at + 100_000));
      }
      assert.ok(left.equals(content(1)) && right.equals(content(0)));
      await Promise.all([one.close(), two.close()]);
    });

    it(`(${kind}) has no segment that is not in it`, async () => {
      const path = await write();
      const reader = await openSegment(`${path}/pg_wal/00000001000000000000000A`);
      assert.ok(isSegmentFailure(reader) && reader.args['reason'] === 'ENOENT');
    });
  }
});
