import type { SetJob } from '../core/catalog/setJob';
import type { SetVerification } from '../core/verify/setVerification';

/**
 * Messages between the thread that asks and the threads that read. They are cloned, not serialised, so bigints pass.
 * A worker takes one task at a time; `cancel` names the task that it works on.
 */
export type WorkerRequest =
  | { readonly kind: 'verify-set'; readonly id: number; readonly job: SetJob }
  | { readonly kind: 'cancel'; readonly id: number };

export type WorkerResponse =
  | { readonly kind: 'progress'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: SetVerification }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
