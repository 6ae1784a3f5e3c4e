import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../../src/core/report/report';
import { toReport } from '../../../src/core/report/toReport';
import { CatalogSession } from '../../../src/engine/catalogSession';
import { scopeOfAll, scopeOfArchives } from '../../../src/engine/verify/scope';
import { verifyInWindow } from '../../../src/vscode/services/verifying';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { jsonDifferences } from '../../support/jsonDifferences';
import { projectRoot } from '../../support/paths';
import { command } from '../cli/console';
import { temporaryFolder } from '../io/temporary';
import { fixture } from '../support/fixtures';

/** The window's report, without the window: the calls of its commands to the engine, one after the other. */
async function windowReport(root: string, isVerified: boolean): Promise<Report> {
  const tasks = new InlineRunner();
  const session = new CatalogSession(tasks);
  const { signal } = new AbortController();
  const scan = async (): Promise<void> => {
    const options = { roots: [root], archiveDirectories: [], level: 'headers' } as const;
    session.accept(await session.scan(options, signal));
  };
  await scan();
  const source = {
    get unproven() {
      return session.unproven;
    },
    results: session.results,
    readWholeTars: async (paths: readonly string[]) => {
      session.wantWholeTars(paths);
      await scan();
    },
  };
  const run = { signal, report: () => undefined };
  if (isVerified) {
    await verifyInWindow(tasks, source, scopeOfAll(session), run);
    const archives = session.unproven.archives.map(({ path }) => path);
    await verifyInWindow(tasks, source, scopeOfArchives(session, archives), run);
    session.applyResults();
  }
  return toReport(session.catalog);
}

async function commandLineReport(...args: readonly string[]): Promise<Report> {
  return JSON.parse((await command([...args, '--json'])).out) as Report;
}

describe('the command line and the window', () => {
  const folder = temporaryFolder();

  const sources = {
    '9.2': () => fixture('9.2'),
    '9.6': () => fixture('9.6'),
    files: () => Promise.resolve(join(projectRoot(), 'test/fixtures/files')),
  } as const;

  for (const [name, rootOf] of Object.entries(sources)) {
    it(`list the same of ${name}`, async () => {
      const root = await rootOf();
      const differences = jsonDifferences(
        await commandLineReport('list', root),
        await windowReport(root, false),
      );
      assert.deepEqual(differences, []);
    });

    it(`verify the same of ${name}`, async () => {
      const root = await rootOf();
      const terminal = await commandLineReport('verify', root, '--files');
      assert.deepEqual(jsonDifferences(terminal, await windowReport(root, true)), []);
    });
  }

  it('would be told apart by one key', async () => {
    const root = join(folder.path, 'A-standalone');
    await cp(join(await fixture('9.6'), 'A-standalone'), root, { recursive: true });
    const listed = await commandLineReport('list', root);
    const differences = jsonDifferences(listed, await windowReport(root, true));
    assert.ok(
      differences.some((line) => line.startsWith('sets.0.parts.wal.verdict: "complete" and "restorable"')),
    );
  });
});
