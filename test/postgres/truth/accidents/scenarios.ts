import { availableMajors } from '../../support/versions';
import type { Accident } from '../harness/accident';
import type { BranchName } from '../story/branches';
import { ACCIDENTS } from './all';

/** Each accident happens on so many majors in a test run, if it does not say otherwise, spread over all of them. */
const TIMES = 2;

/** What happens to the backups of a major in a test run; the random form tries the rest. */
export function scenariosOf(major: number): Accident[] {
  return ACCIDENTS.filter((accident, i) => chosenMajors(accident, i).includes(major));
}

/**
 * Of each branch two majors, one of them up to 11 or both on different sides of a change in what servers read: a branch takes a server
 * seconds to live through.
 */
const OF_BRANCH: Readonly<Record<BranchName | 'standby', readonly number[]>> = {
  beforeLate: [10, 14],
  duringLate: [11, 15],
  atStop: [18, 11],
  justAfterStop: [12, 16],
  afterLate: [13, 17, 10],
  standby: [12, 17],
};

function chosenMajors(accident: Accident, i: number): number[] {
  const { from = 0, to = Infinity, everywhere, times = TIMES, branch, of, majors: own } = accident;
  const place = branch ?? (of === 'early' ? undefined : of);
  const among = own ?? (place === undefined ? availableMajors() : OF_BRANCH[place]);
  const majors = availableMajors().filter((major) => among.includes(major) && major >= from && major <= to);
  if (everywhere === true) return majors;
  const step = Math.max(1, Math.floor(majors.length / Math.max(1, times)));
  const chosen = Array.from({ length: times }, (_, time) => majors[(i + time * step) % majors.length]);
  return [...new Set(chosen)].filter((major) => major !== undefined);
}
