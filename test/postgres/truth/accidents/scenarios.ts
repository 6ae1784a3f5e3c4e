import { availableMajors } from '../../support/versions';
import type { Accident } from '../harness/accident';
import { ACCIDENTS } from './all';

/** Each accident happens on so many majors in a test run, spread over all of them. */
const TIMES = 2;

/** What happens to the backups of a major in a test run; the random form tries the rest. */
export function scenariosOf(major: number): Accident[] {
  return ACCIDENTS.filter((accident, i) => chosenMajors(accident, i).includes(major));
}

function chosenMajors({ from = 0, to = Infinity, everywhere }: Accident, i: number): number[] {
  const majors = availableMajors().filter((major) => major >= from && major <= to);
  if (everywhere === true) return majors;
  const step = Math.max(1, Math.floor(majors.length / TIMES));
  const chosen = Array.from({ length: TIMES }, (_, time) => majors[(i + time * step) % majors.length]);
  return chosen.filter((major) => major !== undefined);
}
