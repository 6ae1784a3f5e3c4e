import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingCodes } from '../../../src/core/report/messages';
import { headingLines } from '../../../src/vscode/editor/model/headingLines';
import { projectRoot } from '../../support/paths';

describe('the page that explains the findings', () => {
  const lines = headingLines(readFileSync(join(projectRoot(), 'docs', 'findings.md'), 'utf8'));

  it('has a heading for every code that the Problems panel may show', () => {
    assert.deepEqual(
      findingCodes().filter((code) => !lines.has(code)),
      [],
    );
  });

  it('is found at its lines', () => {
    assert.deepEqual(
      [...headingLines('# a\n### b\r\ntext\n### c d\n### e')],
      [
        ['b', 2],
        ['e', 5],
      ],
    );
  });
});
