import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/report';
import { projectRoot } from '../../support/paths';
import { command } from '../cli/console';
import { fixture } from '../support/fixtures';
import { reportLines } from './reportLines';

/**
 * Verdict, evidence, findings and missing WAL of every set in the fixtures, from the command line's JSON.
 * PGBI_UPDATE_GOLDEN=1 rewrites the files; read the difference before you keep it.
 */
const FOLDER = join(projectRoot(), 'test/fixtures/reports');

const SOURCES = {
  '9.2': () => fixture('9.2'),
  '9.6': () => fixture('9.6'),
  files: () => Promise.resolve(join(projectRoot(), 'test/fixtures/files')),
} as const;

const COMMANDS = {
  list: ['list'],
  verify: ['verify'],
} as const;

describe('reports on all fixtures', () => {
  for (const [name, rootOf] of Object.entries(SOURCES)) {
    for (const [title, words] of Object.entries(COMMANDS)) {
      it(`${title} ${name}`, async () => {
        const root = await rootOf();
        const { out, code } = await command([...words, root, '--json']);
        const text = `exit code ${String(code)}\n${reportLines(JSON.parse(out) as Report, root)}`;
        const file = join(FOLDER, `${name}-${title}.txt`);
        if (process.env['PGBI_UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
        assert.equal(text, readFileSync(file, 'utf8'));
      });
    }
  }
});
