import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InventoryRun } from '../../../src/core/model/walArchive';
import type { CompletionJob } from '../../../src/core/complete/completionJob';
import { segmentsToBring } from '../../../src/core/complete/completionPlan';
import { planCompletion } from '../../../src/core/complete/planCompletion';
import type { StoredSegment } from '../../../src/core/complete/segmentFault';
import type { Finding } from '../../../src/core/ground/finding';
import { walGeometry } from '../../../src/core/wal/geometry';
import { segmentName } from '../../../src/core/wal/segmentName';
import { timelinePath } from '../../../src/core/wal/timelinePath';

const geometry = walGeometry(1024 * 1024, 150000);

function jobOf(last: number, archives: CompletionJob['archives']): CompletionJob {
  return {
    setId: '/set',
    dataDirectory: '/set',
    folder: '/set/pg_wal',
    ranges: [{ timeline: 1, first: 1, last }],
    start: 0x100028n,
    stop: BigInt(last + 1) * 0x100000n,
    geometry,
    timelinePath: timelinePath(1, undefined, geometry),
    systemIdentifier: 1n,
    versionNum: 150000,
    pageSize: 8192,
    archives,
    places: archives,
    partials: [],
    companions: [],
  };
}

const nameOf = (segment: number): string => segmentName(1, segment, geometry);
const faultOf = ({ segment, folder, suffix }: StoredSegment): Finding => ({
  code: 'recycled-segment',
  severity: 'error',
  args: {},
  segment: nameOf(segment),
  file: `${folder}/${nameOf(segment)}${suffix}`,
});

/**
 * An invented archive with segments 1 to `last`: the content of the set's own directory, and the quality of each copy
 * in each archive.
 */
interface World {
  readonly last: number;
  readonly own: readonly ('none' | 'good' | 'bad')[];
  readonly archives: readonly (readonly { readonly suffix: string; readonly worth: string }[][])[];
}

const form = fc.record({
  suffix: fc.constantFrom('', '.gz', '.zst'),
  worth: fc.constantFrom('good', 'good', 'bad'),
});
const world: fc.Arbitrary<World> = fc.integer({ min: 1, max: 8 }).chain((last) =>
  fc.record({
    last: fc.constant(last),
    own: fc.array(fc.constantFrom('none', 'none', 'good', 'bad'), { minLength: last, maxLength: last }),
    archives: fc.array(
      fc.array(fc.uniqueArray(form, { maxLength: 3, selector: ({ suffix }) => suffix }), {
        minLength: last,
        maxLength: last,
      }),
      { maxLength: 3 },
    ),
  }),
);

function places({ archives }: World): CompletionJob['archives'] {
  return archives.map((segments, index) => ({
    path: `/archive${index}`,
    runs: segments.flatMap((forms, i): InventoryRun[] =>
      forms.map(({ suffix }) => ({ timeline: 1, first: i + 1, last: i + 1, suffix })),
    ),
  }));
}

function worthOf({ archives }: World, { folder, segment, suffix }: StoredSegment): string | undefined {
  const index = Number(folder.slice('/archive'.length));
  return archives[index]?.[segment - 1]?.find((one) => one.suffix === suffix)?.worth;
}

/** The expected result for a segment, computed the slow way. */
function expectedOf(one: World, segment: number): string {
  const own = one.own[segment - 1];
  const byRank = one.archives.flatMap((segments, index) =>
    [...(segments[segment - 1] ?? [])]
      .sort((a, b) => a.suffix.length - b.suffix.length)
      .map(({ suffix, worth }) => ({ place: `/archive${index} ${suffix}`, worth })),
  );
  const copy = byRank.find(({ worth }) => worth === 'good')?.place;
  if (own === 'good') return 'present';
  if (own === 'bad') return copy === undefined ? 'in the way' : 'in the way, replaceable';
  return copy ?? 'absent';
}

function planOf(one: World) {
  const names = one.own.flatMap((state, i) => (state === 'none' ? [] : [nameOf(i + 1)]));
  return planCompletion(jobOf(one.last, places(one)), {
    own: new Set([...names, 'archive_status', `${nameOf(1)}.leftover`]),
    isLeftover: (name) => name.endsWith('.leftover'),
    checkOwn: (file) => Promise.resolve(one.own[file.segment - 1] === 'good' ? undefined : faultOf(file)),
    checkCopy: (file) => Promise.resolve(worthOf(one, file) === 'good' ? undefined : faultOf(file)),
    exists: () => Promise.resolve(true),
  });
}

describe('the plan of a completion', () => {
  it('says of every segment once what is to be done with it', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (one) => {
        const plan = await planOf(one);
        const said = new Map<number, string>();
        const say = (segment: number, what: string): void => {
          assert.ok(!said.has(segment), `${segment} is told twice`);
          said.set(segment, what);
        };
        for (const { first, last, archive, suffix } of plan.copies)
          for (let segment = first; segment <= last; segment++) say(segment, `${archive} ${suffix}`);
        for (const { first, last } of plan.absent)
          for (let segment = first; segment <= last; segment++) say(segment, 'absent');
        for (const { finding, replaceable } of plan.obstacles) {
          const segment = Number.parseInt((finding.segment ?? '').slice(16), 16);
          say(segment, replaceable ? 'in the way, replaceable' : 'in the way');
        }
        for (let segment = 1; segment <= one.last; segment++)
          assert.equal(said.get(segment) ?? 'present', expectedOf(one, segment), String(segment));
        assert.equal(plan.present, one.last - said.size);
        assert.equal(segmentsToBring(plan), said.size - plan.obstacles.length);
        assert.equal(plan.required, one.last);
        assert.deepEqual(plan.leftovers, [`${nameOf(1)}.leftover`]);
      }),
    );
  });

  it('joins neighbours from one place, so that a million of them are one line', async () => {
    const runs = [{ timeline: 1, first: 1, last: 5000, suffix: '' }];
    const job = jobOf(5000, [{ path: '/archive0', runs }]);
    const plan = await planCompletion(job, {
      own: undefined,
      isLeftover: () => false,
      checkOwn: () => Promise.resolve(undefined),
      checkCopy: () => Promise.resolve(undefined),
      exists: () => Promise.resolve(true),
    });
    assert.deepEqual(plan.copies, [{ timeline: 1, first: 1, last: 5000, archive: '/archive0', suffix: '' }]);
  });

  it('tells of unfinished segments, and takes none', async () => {
    const job = { ...jobOf(2, []), partials: [{ timeline: 1, first: 2, last: 2 }] };
    const plan = await planOfNothing(job);
    assert.deepEqual([plan.copies, plan.partialOnly], [[], 1]);
    assert.deepEqual(plan.absent, [{ timeline: 1, first: 1, last: 2 }]);
  });

  it('takes history files along, and names one that is needed and nowhere', async () => {
    const companion = { kind: 'timeline-history', timeline: 2, required: true } as const;
    const companions = [
      { ...companion, name: '00000002.history', sources: ['/there'] },
      { ...companion, name: '00000003.history', sources: ['/gone'] },
      { ...companion, name: '00000004.history', sources: [], required: false },
    ];
    const plan = await planOfNothing({ ...jobOf(1, []), companions });
    assert.deepEqual(plan.companions, ['00000002.history']);
    assert.deepEqual(plan.missingCompanions, ['00000003.history']);
  });

  it('ends soon when it is canceled, and says so', async () => {
    const abort = new AbortController();
    const { signal } = abort;
    let looked = 0;
    const plan = await planCompletion(jobOf(100, []), {
      own: undefined,
      isLeftover: () => false,
      checkOwn: () => Promise.resolve(undefined),
      checkCopy: () => Promise.resolve(undefined),
      exists: () => Promise.resolve(true),
      signal,
      progress: () => {
        if (++looked === 3) abort.abort();
      },
    });
    assert.deepEqual([plan.canceled, looked], [true, 3]);
  });
});

function planOfNothing(job: CompletionJob) {
  return planCompletion(job, {
    own: undefined,
    isLeftover: () => false,
    checkOwn: () => Promise.resolve(undefined),
    checkCopy: () => Promise.resolve(undefined),
    exists: (path) => Promise.resolve(path === '/there'),
  });
}
