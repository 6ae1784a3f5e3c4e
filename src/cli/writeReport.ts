import { rename, unlink, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { markdownReport } from '../core/report/markdownReport';
import type { Catalog } from '../core/model/catalog';
import type { SetVerdict } from '../core/model/parts';
import { passingWhen } from '../core/model/verdict';
import { toReport } from '../core/report/toReport';
import type { ServerComparison } from '../core/restore/monitor/serverComparison';
import type { CheckedServer } from '../engine/monitor/checkWithServer';
import { backupFacts } from '../core/restore/monitor/backupFacts';
import { checkBackups, type Searched } from '../core/restore/monitor/checkBackups';
import type { Context } from './context';
import { type ExitCode, exitOfArchive, exitOfSet } from './exitCode';
import { checksMarkdown } from './formats/checksMarkdown';
import { junitReport } from './formats/junit';
import { nagiosText } from './formats/nagios';
import { prometheusText } from './formats/prometheus';
import { sarifReport } from './formats/sarif';
import { type Invocation, UsageError } from './invocation';
import { writeJson } from './jsonOutput';

/**
 * Writes the report in a format that is not for reading lines. Returns false for `text`, which each command writes itself.
 * @param needsProof whether records were asked for: then a set of which less was read than can be does not pass
 * @param checked what `check` found besides
 */
export async function writeReportAs(
  { out, version, now }: Context,
  { format }: Invocation,
  searched: Searched,
  needsProof: boolean,
  checked?: CheckedServer,
): Promise<boolean> {
  const { catalog } = searched;
  switch (format) {
    case 'text':
      return false;
    case 'json':
      await writeJson(out, toReport(catalog));
      return true;
    case 'markdown':
      await out.write(
        `${markdownReport(toReport(catalog))}\n${checksMarkdown(checked?.result.items, checked?.comparison?.notRead)}`,
      );
      return true;
    case 'junit': {
      const archives = new Map(catalog.archives.map((archive) => [archive.path, exitOfArchive(archive)]));
      const ofArchive = ({ path }: { readonly path: string }): ExitCode => archives.get(path) ?? 0;
      const grades = { ofSet: (set: SetVerdict) => exitOfSet(set, needsProof), ofArchive };
      await out.write(junitReport(toReport(catalog), grades, checked?.result.items));
      return true;
    }
    case 'sarif':
      await writeJson(out, sarifReport(toReport(catalog), version, checked?.result.items));
      return true;
    case 'prometheus':
      await out.write(prometheusText(backupFacts(catalog), now(), checked?.comparison));
      return true;
    case 'nagios': {
      const require = passingWhen(needsProof);
      await out.write(nagiosText(checkBackups(searched, { require }, now().getTime())));
      return true;
    }
  }
}

/**
 * Writes the metrics into the file of --textfile in one step, so that a collector never reads half of them.
 * @throws {UsageError} when the file cannot be written
 */
export async function writeMetrics(
  { values }: Invocation,
  catalog: Catalog,
  now: Date,
  comparison?: ServerComparison,
): Promise<void> {
  const { textfile } = values;
  if (textfile === undefined) return;
  const path = resolve(textfile);
  const temporary = `${path}.${String(process.pid)}.tmp`;
  try {
    await writeFile(temporary, prometheusText(backupFacts(catalog), now, comparison), { flag: 'wx' });
    await rename(temporary, path);
  } catch {
    await unlink(temporary).catch(() => undefined);
    throw new UsageError(`--textfile: ${textfile} cannot be written`);
  }
}
