import assert from 'node:assert/strict';
import type { RecoveryTarget } from '../../../src/core/restore/types';
import type { StopSearch } from '../../../src/core/verify/records/findStop';
import {
  type FirstAnswersEvent,
  answersKnown,
  isExact,
  pathFrom,
  recoverTo,
  targetOf,
} from '../../../src/engine/recover/recoverTo';
import { StopKnowledge } from '../../../src/engine/recover/stopKnowledge';
import type { EngineTools } from '../../../src/engine/tools';
import { answerAsked, setsToRead } from '../../../src/vscode/timeline/asking';
import { archive, at, backup, clock, run, time, window } from '../restore/world';
import { judgedAs } from '../../support/judgedAs';

const set = backup('nightly', 2, 3, { began: '01:00:00', ended: '01:05:00' });
const wal = archive([run(1, 1, 12)], {
  windows: [window(set, at(12, 0x500), '04:00:00')],
  restorePoints: [],
});
const catalog = { sets: [set], archives: [wal], findings: [] };
const three: RecoveryTarget = { kind: 'time', time: time('03:00:00'), zone: 'UTC', zoneAssumed: false };
const question = { target: three };
const FOUND: StopSearch = {
  kind: 'found',
  record: at(9),
  end: at(9, 0x140),
  lastSegment: 9,
  time: clock('03:00:01') * 1000,
};

/** Tools that find where recovery stops, and count the calls. */
function searching(find: () => StopSearch): { tools: () => Promise<EngineTools>; readonly asked: number } {
  let asked = 0;
  const reader = {
    findStop: () => {
      asked++;
      return Promise.resolve(find());
    },
  };
  return {
    // Only this is needed here.
    tools: () => Promise.resolve({ reader } as unknown as EngineTools),
    get asked() {
      return asked;
    },
  };
}

describe('recoverTo', () => {
  const ask = async (
    stops: StopKnowledge,
    tools: () => Promise<EngineTools>,
    abort = new AbortController(),
  ) => {
    const first: FirstAnswersEvent[] = [];
    const answers = await recoverTo(tools, catalog, question, stops, {
      signal: abort.signal,
      report: (event) => {
        if (event.kind === 'first-answers') first.push(event);
      },
    });
    const extent = (all: typeof answers): string | undefined => all.answers[0]?.recoveryPath?.wal.extent;
    return { first: first.map((event) => extent(event.answers)), last: extent(answers) };
  };

  it('answers with what is known, and exactly once the records were read', async () => {
    const stops = new StopKnowledge();
    const search = searching(() => FOUND);
    assert.equal(isExact(catalog, question, stops), false);
    assert.deepEqual(await ask(stops, search.tools), { first: ['at-most'], last: 'exact' });
    assert.equal(isExact(catalog, question, stops), true);
  });

  it('reads no record twice for one catalogue', async () => {
    const stops = new StopKnowledge();
    const search = searching(() => FOUND);
    await ask(stops, search.tools);
    assert.deepEqual(await ask(stops, search.tools), { first: [], last: 'exact' });
    assert.equal(search.asked, 1);
    assert.equal(isExact({ ...catalog }, question, stops), false, 'another scan may have found other WAL');
  });

  it('answers with what is known when it is canceled', async () => {
    const abort = new AbortController();
    const search = searching(() => {
      abort.abort();
      return { kind: 'canceled' };
    });
    assert.equal((await ask(new StopKnowledge(), search.tools, abort)).last, 'at-most');
  });

  it('understands a text as the panel, the command and the command line do', () => {
    const { target, problem } = targetOf(catalog, '2026-11-25 03:00:00 UTC');
    assert.equal(problem, undefined);
    assert.equal(target.kind, 'time');
    assert.equal(targetOf(catalog, 'latest').target?.kind, 'end');
  });

  it('finds the recovery path from one set', () => {
    assert.equal(pathFrom(catalog, set.id, { kind: 'end' })?.set.id, set.id);
    assert.equal(pathFrom(catalog, 'another', { kind: 'end' }), undefined);
  });
});

describe('the question in the timeline', () => {
  const asked = { catalog, text: '2026-11-25 03:00:00 UTC', systemIdentifier: null };

  it('gets the cards of the engine’s answers, the first and the exact', async () => {
    const shown: number[] = [];
    const { signal } = new AbortController();
    const search = searching(() => FOUND);
    await answerAsked(asked, new StopKnowledge(), search.tools, signal, (cards) => {
      shown.push(cards.length);
    });
    assert.deepEqual(shown, [1, 1]);
  });

  it('gets no answer to a text that makes no sense, but why', async () => {
    const search = searching(() => FOUND);
    const shown: string[] = [];
    await answerAsked(
      { ...asked, text: '99:99' },
      new StopKnowledge(),
      search.tools,
      new AbortController().signal,
      (cards) => {
        shown.push(...cards.map(({ headline }) => headline));
      },
    );
    assert.equal(shown.length, 1);
    assert.equal(search.asked, 0);
  });

  it('names the sets that are to be read as the answer does', () => {
    const unread = { ...catalog, sets: [{ ...set, ...judgedAs('complete') }] };
    const stops = new StopKnowledge();
    const { answers } = answersKnown(unread, question, stops);
    assert.deepEqual(setsToRead({ ...asked, catalog: unread }, stops), answers[0]?.verify);
  });
});
