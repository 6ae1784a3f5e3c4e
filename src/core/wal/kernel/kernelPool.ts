import { RecordKernel } from './recordKernel';

/** Kernels that are free for the next walk. One walk uses one kernel at a time. */
const idle: RecordKernel[] = [];
const MOST_IDLE = 2;

/** A kernel for the caller alone until it is returned; undefined without WebAssembly. */
export function takeKernel(): RecordKernel | undefined {
  return idle.pop() ?? RecordKernel.create();
}

export function giveKernel(kernel: RecordKernel): void {
  if (idle.length < MOST_IDLE) idle.push(kernel);
}
