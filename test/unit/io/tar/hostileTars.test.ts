import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { entryAt } from '../../../../src/core/tars/tarIndex';
import type { TarIndex } from '../../../../src/core/tars/tarIndex';
import { ContentRoom } from '../../../../src/io/tar/keptContents';
import { readTarIndex } from '../../../../src/io/tar/readTarIndex';
import { temporaryFolder } from '../temporary';
import { tarOf } from './tars';

const SEGMENT = '000000010000000000000005';
const LATER = '000000010000000000000006';

/** A header as it is, with its checksum; `change` damages it before that. */
function header(name: string, size: string, type = '0', change?: (block: Buffer) => void): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'latin1');
  block.write('0000600\0', 100);
  block.write(size, 124, 12, 'latin1');
  block.write(type, 156);
  block.write('ustar\x0000', 257, 'latin1');
  change?.(block);
  block.fill(32, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function octal(size: number): string {
  return size.toString(8).padStart(11, '0');
}

function padded(text: string): Buffer {
  return Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)]);
}

/** A record of a pax header; its length includes itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const guess = rest.length + String(rest.length).length;
  return `${String(rest.length + String(guess).length)}${rest}`;
}

describe('Hostile tars', () => {
  const folder = temporaryFolder();
  const good = Buffer.concat([header(LATER, octal(1)), padded('x'), Buffer.alloc(1024)]);

  /** Plain and compressed, listed and read for a verification: all must have the same result. */
  async function index(bytes: Uint8Array): Promise<TarIndex> {
    const found: TarIndex[] = [];
    for (const [name, stored] of [
      ['x.tar', bytes],
      ['x.tar.gz', gzipSync(bytes)],
    ] as const) {
      writeFileSync(`${folder.path}/${name}`, stored);
      const keep = { room: new ContentRoom(), algorithm: 'CRC32C' } as const;
      for (const options of [{}, { keep }]) {
        const one = await readTarIndex(`${folder.path}/${name}`, options);
        if ('failed' in one) assert.fail(one.code);
        found.push(one);
      }
    }
    const said = found.map(({ members, faults }) => ({ members, faults }));
    for (const other of said) assert.deepEqual(other, said[0]);
    return found[0] ?? assert.fail();
  }

  function told({ faults }: TarIndex): string[] {
    return faults.map(({ reason, member }) => (member === undefined ? reason : `${reason} ${member}`));
  }

  for (const size of ['-5', '99999999999999999999', '1e3', '0x10', '', '18446744073709551615']) {
    it(`with a size of "${size}" in a pax header end there`, async () => {
      const pax = record('size', size);
      const found = await index(
        Buffer.concat([
          header('PaxHeader', octal(pax.length), 'x'),
          padded(pax),
          header(SEGMENT, octal(3)),
          padded('wal'),
          good,
        ]),
      );
      assert.deepEqual(told(found), ['not-a-tar']);
    });
  }

  it('with negative and endless sizes in base 256 end there', async () => {
    for (const first of [0xff, 0x80]) {
      const bad = header(SEGMENT, '', '0', (block) => {
        block.fill(0xff, 124, 136);
        block[124] = first;
      });
      assert.deepEqual(told(await index(Buffer.concat([good.subarray(0, 1024), bad, good]))), ['header']);
    }
  });

  it('that claim a segment of terabytes take no memory for it', async () => {
    const claimed = header(SEGMENT, '77777777777');
    const found = await index(Buffer.concat([claimed, padded('x'), good]));
    assert.deepEqual(told(found), [`truncated ${SEGMENT}`]);
    assert.ok((entryAt(found, SEGMENT)?.size ?? 0) < 10_000);
  });

  it('cut in the middle of a header, of a name or of a pax header say so', async () => {
    const pax = record('path', `pg_wal/${SEGMENT}`);
    const whole = Buffer.concat([
      good.subarray(0, 1024),
      header('PaxHeader', octal(pax.length), 'x'),
      padded(pax),
      header('short', octal(1)),
      padded('x'),
    ]);
    for (const at of [1024 + 1, 1024 + 511, 1536 + 10, 2048 + 300])
      assert.deepEqual(told(await index(whole.subarray(0, at))), ['truncated'], String(at));
    assert.deepEqual(told(await index(whole)), ['no-end']);
  });

  it('with a name longer than any path, or an extension without an end, end there', async () => {
    const long = header('././@LongLink', octal(2 * 1024 * 1024), 'L');
    assert.deepEqual(told(await index(Buffer.concat([good.subarray(0, 1024), long, good]))), ['header']);
    const endless = Buffer.concat(Array.from({ length: 2000 }, () => header('././@LongLink', octal(0), 'L')));
    assert.deepEqual(told(await index(Buffer.concat([endless, good]))), []);
  });

  it('with links to the outside, to themselves and to each other hold nothing by them', async () => {
    const found = await index(
      await tarOf([
        { name: SEGMENT, type: 'symlink', linkname: '/etc/passwd' },
        { name: `a/${SEGMENT}`, type: 'link', linkname: '../../etc/passwd' },
        { name: `b/${SEGMENT}`, type: 'link', linkname: `b/${SEGMENT}` },
        { name: `c/${SEGMENT}`, type: 'link', linkname: `d/${SEGMENT}` },
        { name: `d/${SEGMENT}`, type: 'link', linkname: `c/${SEGMENT}` },
        { name: 'pg_wal', type: 'symlink', linkname: '/' },
        { name: `pg_wal/${LATER}`, content: 'x' },
      ]),
    );
    for (const name of [SEGMENT, `a/${SEGMENT}`, `b/${SEGMENT}`, `c/${SEGMENT}`, `d/${SEGMENT}`])
      assert.equal(entryAt(found, name), undefined, name);
    assert.equal(entryAt(found, `pg_wal/${LATER}`)?.size, 1);
  });

  it('of several gzip members are one tar, also where a member ends within a header', async () => {
    const bytes = await tarOf([
      { name: SEGMENT, content: 'first' },
      { name: LATER, content: 'second' },
    ]);
    const cut = 1024 + 100;
    const path = `${folder.path}/two.tar.gz`;
    writeFileSync(path, Buffer.concat([gzipSync(bytes.subarray(0, cut)), gzipSync(bytes.subarray(cut))]));
    const found = await readTarIndex(path);
    assert.ok(!('failed' in found));
    assert.deepEqual([found.members, found.faults, entryAt(found, LATER)?.size], [2, [], 6]);
  });

  it('whose names are folders and files at once keep both', async () => {
    const found = await index(
      await tarOf([
        { name: 'pg_wal', content: 'a file' },
        { name: `pg_wal/${SEGMENT}`, content: 'x' },
        { name: `${SEGMENT}/${LATER}`, content: 'x' },
        { name: SEGMENT, content: 'yy' },
      ]),
    );
    assert.deepEqual(told(found), []);
    assert.deepEqual([entryAt(found, SEGMENT)?.size, entryAt(found, `${SEGMENT}/${LATER}`)?.size], [2, 1]);
  });

  it('with holes, as GNU tar writes them, are passed over whole, and say what cannot be read', async () => {
    const source = `${folder.path}/source`;
    mkdirSync(source);
    const sparse = openSync(`${source}/${SEGMENT}`, 'w');
    for (let i = 0; i < 40; i++) writeSync(sparse, Buffer.alloc(4096, 7), 0, 4096, i * 65_536);
    ftruncateSync(sparse, 16 * 1024 * 1024);
    closeSync(sparse);
    writeFileSync(`${source}/${LATER}`, 'behind it');
    for (const format of ['gnu', 'posix']) {
      const path = `${folder.path}/${format}.tar`;
      execFileSync('tar', ['-S', `--format=${format}`, '-cf', path, '-C', source, SEGMENT, LATER]);
      const found = await readTarIndex(path);
      assert.ok(!('failed' in found));
      assert.equal(entryAt(found, LATER)?.size, 9, format);
      // A file system without sparse files cannot write this.
      if (statSync(path).size > 16 * 1024 * 1024) continue;
      assert.deepEqual(
        found.faults.map(({ reason }) => reason),
        ['sparse'],
        format,
      );
    }
  });

  it('in several volumes are told as cut, and what goes on in another volume is no file of its own', async () => {
    const source = `${folder.path}/source`;
    mkdirSync(source);
    writeFileSync(`${source}/${SEGMENT}`, Buffer.alloc(100_000, 1));
    writeFileSync(`${source}/${LATER}`, Buffer.alloc(5000, 2));
    const volumes = [1, 2, 3].map((n) => `${folder.path}/volume${String(n)}.tar`);
    const files = volumes.flatMap((volume) => ['-f', volume]);
    execFileSync('tar', ['-c', '-M', '-L', '50', ...files, '-C', source, SEGMENT, LATER]);
    const first = await readTarIndex(volumes[0] ?? '');
    assert.ok(!('failed' in first));
    assert.deepEqual(told(first), [`truncated ${SEGMENT}`]);
    const second = await readTarIndex(volumes[1] ?? '');
    assert.ok(!('failed' in second));
    assert.equal(entryAt(second, SEGMENT), undefined);
    assert.ok(readFileSync(volumes[1] ?? '').length > 0);
  });
});
