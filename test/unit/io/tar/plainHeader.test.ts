import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Header } from 'tar/header';
import { plainHeader } from '../../../../src/io/tar/plainHeader';
import { TarParser } from '../../../../src/io/tar/tarParser';

type Type = 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'FIFO';

function headerOf(path: string, size: number, type: Type = 'File'): Buffer {
  const block = Buffer.alloc(512);
  const fields = { path, size, type, mode: 0o600, uid: 26, gid: 26, mtime: new Date(1e12), linkpath: 'x' };
  new Header(fields).encode(block, 0);
  return block;
}

/** A parser that leaves every header to the package, because a comment for all members came before. */
function byPackage(block: Buffer): unknown {
  const parser = new TarParser();
  const extension = headerOf('pax', 14);
  extension.write('g', 156, 'latin1');
  sign(extension);
  assert.equal(parser.header(extension).kind, 'extension');
  parser.extension(Buffer.from('14 comment=ab\n'));
  return parser.header(block);
}

function sign(block: Buffer): void {
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

describe('Headers of tars that are read directly', () => {
  it('are those of WAL and of data files', () => {
    const name = '00000001000000A70000001F';
    const file = { path: name, name, kind: 'file', size: 16_777_216 };
    assert.deepEqual(plainHeader(headerOf(name, 16_777_216)), file);
    const folder = { path: 'base/5', name: 'base/5/', kind: 'directory', size: 0 };
    assert.deepEqual(plainHeader(headerOf('base/5/', 0, 'Directory')), folder);
  });

  it('are none with anything but plain names and numbers', () => {
    const size = headerOf('a', 1);
    size[124] = 0x80;
    sign(size);
    const sum = headerOf('a', 1);
    sum.write('b', 0);
    for (const block of [
      size,
      sum,
      headerOf('ä', 1),
      headerOf(`${'d'.repeat(90)}/${'f'.repeat(60)}`, 1),
      headerOf('link', 0, 'SymbolicLink'),
      headerOf('link', 0, 'Link'),
      headerOf('pipe', 0, 'FIFO'),
      Buffer.alloc(512),
    ]) {
      assert.equal(plainHeader(block), undefined);
    }
  });

  it('say what the package says of them, whatever was changed in them', () => {
    const names = fc.stringMatching(/^[a-z0-9_./-]{1,90}$/);
    const changes = fc.array(
      fc.tuple(fc.nat(511), fc.constantFrom(0, 0x20, 0x30, 0x37, 0x38, 0x2f, 0x80, 0xff)),
      {
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(names, fc.nat(2 ** 33), changes, fc.boolean(), (name, size, changed, isSigned) => {
        const block = headerOf(name, size);
        for (const [at, byte] of changed) block[at] = byte;
        if (isSigned) sign(block);
        const member = plainHeader(block);
        if (member !== undefined) assert.deepEqual(byPackage(block), { kind: 'member', member });
      }),
      { numRuns: 5000 },
    );
  });
});
