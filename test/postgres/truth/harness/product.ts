import type { BackupSet } from '../../../../src/core/model/backupSet';
import type { Catalog } from '../../../../src/core/model/catalog';
import type { Finding } from '../../../../src/core/ground/finding';
import { readRestoreFacts } from '../../../../src/core/restore/steps/readFacts';
import { restoreSteps } from '../../../../src/core/restore/steps/steps';
import { stepsText } from '../../../../src/core/restore/steps/stepsText';
import type { AnswerPath, RecoveryAnswer } from '../../../../src/core/restore/types';
import { CatalogSession } from '../../../../src/engine/catalogSession';
import { mainAnswer, recoverTo, targetOf } from '../../../../src/engine/recover/recoverTo';
import { StopKnowledge } from '../../../../src/engine/recover/stopKnowledge';
import { engineTools } from '../../../../src/engine/tools';
import { verifyCatalog } from '../../../../src/engine/verify/verifyCatalog';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../../src/worker/inlineRunner';

const { signal } = new AbortController();
const RUN = { signal, report: () => undefined };

/** What the product says of one set and its archive, all of it verified. */
export class ProductView {
  readonly catalog: Catalog;
  readonly set: BackupSet;

  private constructor(catalog: Catalog, set: BackupSet) {
    this.catalog = catalog;
    this.set = set;
  }

  /** Verifies as `verify` of the command line does; throws if there is not exactly one set in the directory. */
  static async of(directory: string, archives: readonly string[]): Promise<ProductView> {
    const tasks = new InlineRunner();
    const session = new CatalogSession(tasks);
    const options = { roots: [directory], archiveDirectories: archives, level: 'headers' as const };
    session.accept(await session.scan(options, signal));
    const sets = session.unproven.sets.filter(({ files }) => files.dataDirectory === directory);
    const [{ id } = { id: '' }, ...others] = sets;
    if (id === '' || others.length > 0)
      throw new Error(`one set was expected in ${directory}, not ${sets.length}`);
    const source = {
      results: session.results,
      get unproven() {
        return session.unproven;
      },
      readWholeTars: () => Promise.resolve(),
    };
    await verifyCatalog(
      engineTools(tasks),
      source,
      {
        sets: [id],
        archives: session.unproven.archives.map(({ path }) => path),
        level: 'records',
        files: true,
        everySegment: false,
        keep: false,
      },
      RUN,
    );
    session.applyResults();
    const set = session.catalog.sets.find((one) => one.id === id);
    if (set === undefined) throw new Error(`the set ${id} is gone`);
    return new ProductView(session.catalog, set);
  }

  /** Findings of the set, of its archives and of the search, the bad ones first. */
  get findings(): readonly Finding[] {
    const { archives, findings } = this.catalog;
    const all = [...this.set.findings, ...archives.flatMap((archive) => archive.findings), ...findings];
    const order = ['error', 'warning', 'info'];
    return all.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  }

  /** Answers "can I recover to …?". */
  async answer(text: string): Promise<RecoveryAnswer | undefined> {
    const { target, problem } = targetOf(this.catalog, text);
    if (target === undefined) throw new Error(`${text}: ${problem}`);
    const tools = engineTools(new InlineRunner());
    const question = { target };
    return mainAnswer(
      await recoverTo(() => Promise.resolve(tools), this.catalog, question, new StopKnowledge(), RUN),
    );
  }

  /** The steps as a script: along a recovery path, or to the end of the backup. */
  async script(dataDirectory: string, path?: AnswerPath): Promise<string> {
    const facts = await readRestoreFacts(new LocatedTree(new NodeFileTree()), this.catalog, this.set);
    return stepsText(restoreSteps(facts, path, { dataDirectory }));
  }
}
