import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compressionOf } from '../../../src/io/compression/compressionOf';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('wrappingOf', () => {
  const known: [string, string, Uint8Array][] = [
    ['gzip', 'gzip', bytes('1f8b0800')],
    ['bzip2', 'bzip2', text('BZh91AY&SY')],
    ['xz', 'xz', bytes('fd377a585a00')],
    ['lz4 frames', 'lz4', bytes('04224d18')],
    ['lz4 legacy frames', 'lz4', bytes('02214c18')],
    ['zstd', 'zstd', bytes('28b52ffd')],
    ['lzop', 'lzo', bytes('894c5a4f000d0a1a0a')],
    ['lzma of known size', 'lzma', bytes('5d000080000000000100000000000030')],
    ['lzma with an end marker', 'lzma', bytes('5d00000004ffffffffffffffff003000')],
    ['compress', 'compress', bytes('1f9d90')],
    ['zip', 'zip', bytes('504b030414000000')],
    ['pzstd, which begins with a frame to be skipped', 'zstd', bytes('502a4d18040000000500000028b52ffd')],
    ['lz4 behind a frame to be skipped', 'lz4', bytes('512a4d18020000000000' + '04224d18')],
    ['openssl enc in base64', 'encrypted', text('U2FsdGVkX1+abc')],
    ['openssl enc', 'encrypted', text('Salted__12345678')],
    ['age', 'encrypted', text('age-encryption.org/v1\n')],
    ['armoured age', 'encrypted', text('-----BEGIN AGE ENCRYPTED FILE-----\n')],
    ['armoured gpg', 'encrypted', text('-----BEGIN PGP MESSAGE-----\n')],
    ['gpg to a public key', 'encrypted', bytes('85018c0301020304050607080107fe')],
    ['gpg with a passphrase', 'encrypted', bytes('8c0d04090302')],
    ['new packet format', 'encrypted', bytes('c34d04090302')],
  ];
  for (const [what, compression, head] of known) {
    it(`knows ${what}`, () => {
      assert.equal(compressionOf(head), compression);
    });
  }

  it('takes a WAL page, a label, an empty and a tiny file for plain', () => {
    const plain = [
      bytes('71d0020001000000'),
      bytes('18d1070001000000'),
      new Uint8Array(64),
      text('START WAL LOCATION: '),
      text(''),
      text('B'),
    ];
    for (const head of plain) assert.equal(compressionOf(head), 'plain');
  });

  it('never takes the first page of a segment for anything else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0xd062, max: 0xd1ff }),
        fc.uint8Array({ minLength: 62 }),
        fc.constantFrom(0x02, 0x03, 0x06, 0x07),
        (magic, rest, flags) => {
          assert.equal(compressionOf(Uint8Array.of(magic & 0xff, magic >> 8, flags, 0, ...rest)), 'plain');
        },
      ),
    );
  });
});
