import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { suiteBuilds } from '../../run/lib/suiteBuilds.mjs';

describe('the bundle of a suite', () => {
  it('is refused when no test file is found', () => {
    assert.throws(
      () => suiteBuilds(process.cwd(), 'unit', 'unused', ['no file has this name']),
      /No test file/,
    );
  });

  it('imports every test file that lies in the folder', () => {
    const [, tests] = suiteBuilds(process.cwd(), 'unit', 'unused');
    assert.match(tests?.stdin?.contents.toString() ?? '', /test\/unit\/house\/testFiles\.test\.ts/);
  });
});

describe('test files', () => {
  const files = globSync('test/**/*.test.ts');

  it('set no limit of their own in milliseconds, which a slow machine might hit', () => {
    assert.ok(files.length > 100);
    const limited = files.filter((file) => /\.timeout\(\s*\d/.test(readFileSync(file, 'utf8')));
    assert.deepEqual(limited, []);
  });
});
