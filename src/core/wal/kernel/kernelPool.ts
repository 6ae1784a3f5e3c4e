import { RecordKernel } from './recordKernel';

/** Kernels that wait for the next walk. One walk uses one kernel at a time. */
const idle: RecordKernel[] = [];
const MOST_IDLE = 2;

/** A kernel of one's own until it is given back; undefined if there is no WebAssembly. */
export function takeKernel(): RecordKernel | undefined {
  return idle.pop() ?? RecordKernel.create();
}

export function giveKernel(kernel: RecordKernel): void {
  if (idle.length < MOST_IDLE) idle.push(kernel);
}
