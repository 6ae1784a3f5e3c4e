import assert from 'node:assert/strict';
import { Scanf } from '../../../src/core/formats/scanf';
import { readAsServer } from '../../../src/core/formats/label/labelServer';
import { bytesOf } from './samples';

describe('reading as C’s fscanf does', () => {
  const on = (text: string): Scanf => new Scanf(bytesOf(text));

  it('matches any white space for a blank, and consumes a literal as far as it matches', () => {
    const scan = on('BACKUP \n\t FROM: x');
    assert.equal(scan.literal('BACKUP METHOD: '), false);
    assert.equal(scan.literal('FROM: '), true);
    assert.equal(scan.word(19), 'x');
    assert.equal(scan.byte(), undefined);
  });

  it('reads numbers with sign and prefix, wrapped to 32 bits', () => {
    assert.equal(on(' 1f').hex(), 0x1f);
    assert.equal(on('0x1F').hex(), 0x1f);
    assert.equal(on('0xg').hex(), 0);
    assert.equal(on('-1').hex(), 0xffffffff);
    assert.equal(on('123456789').hex(), 0x23456789);
    assert.equal(on('12345678').hex(4), 0x1234);
    assert.equal(on('4294967297').decimal(), 1);
    assert.equal(on('x').hex(), undefined);
    assert.equal(on('').decimal(), undefined);
  });

  it('stops words at white space and at their width', () => {
    assert.equal(on('  ab c').word(5), 'ab');
    assert.equal(on('abcdef').word(3), 'abc');
    assert.equal(on(' ').word(3), undefined);
    assert.equal(on(' a b\nc').restOfLine(9), ' a b');
    assert.equal(on('\n').restOfLine(9), undefined);
  });
});

describe('what a server reads in a label', () => {
  const head =
    'START WAL LOCATION: 0/2000028 (file 000000030000000000000002)\nCHECKPOINT LOCATION: 0/2000060\n';
  const read = (tail: string, version?: number): ReturnType<typeof readAsServer> =>
    readAsServer(bytesOf(head + tail), version);

  it('looks for each line once, in order', () => {
    const whole = read(
      'BACKUP METHOD: streamed\nBACKUP FROM: standby\nSTART TIME: x\nLABEL: y\nSTART TIMELINE: 3\n',
    );
    assert.deepEqual(
      [whole.refusedAt, whole.method, whole.from, whole.declaredTimeline],
      [undefined, 'streamed', 'standby', 3],
    );
    const swapped = read('BACKUP FROM: standby\nBACKUP METHOD: streamed\n');
    assert.deepEqual([swapped.method, swapped.from], [undefined, undefined]);
  });

  it('is blank to a label text that swallows the next line', () => {
    // The blank in "LABEL: " also consumes the newline of an empty label.
    const swallowed = read(
      'BACKUP METHOD: streamed\nBACKUP FROM: primary\nSTART TIME: x\nLABEL: \nSTART TIMELINE: 9\n',
    );
    assert.equal(swallowed.refusedAt, undefined);
  });

  it('takes the timeline from the first eight digits', () => {
    assert.equal(read('').startTimeline, 3);
    assert.equal(read('START TIME: x\nLABEL: y\nSTART TIMELINE: 1\n').refusedAt, 'timeline');
    assert.equal(read('START TIME: x\nLABEL: y\nSTART TIMELINE: 1\n', 100000).refusedAt, undefined);
  });
});
