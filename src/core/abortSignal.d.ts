/**
 * The part of an `AbortSignal` that core reads, between two steps of long work. Node and browsers declare the rest; core
 * is compiled without their types.
 */
interface AbortSignal {
  readonly aborted: boolean;
}
