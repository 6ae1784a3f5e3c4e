import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ByteSource, FileSource } from './byteSource';
import { BLOCK, type HeaderFault, TarParser } from './tarParser';
import type { TarMember } from './tarMember';

/** Takes the content of a member piece by piece. */
export type Sink = (piece: Uint8Array) => void;

/** Is called for every member, in the order of the tar. */
export interface TarVisitor {
  /**
   * @param offset where its content begins
   * @returns a sink for the content; undefined to skip it
   */
  member(member: TarMember, offset: number): Sink | undefined;
  /** Called if the content was complete. */
  done?(member: TarMember): void;
  /** Asked before each header; true ends the walk there. */
  enough?(): boolean;
}

/** Two visitors of one walk. */
export function bothVisitors(first: TarVisitor, second: TarVisitor): TarVisitor {
  return {
    member(member, offset) {
      const sinks = [first.member(member, offset), second.member(member, offset)].filter(
        (sink) => sink !== undefined,
      );
      if (sinks.length < 2) return sinks[0];
      return (piece) => {
        for (const sink of sinks) sink(piece);
      };
    },
    done(member) {
      first.done?.(member);
      second.done?.(member);
    },
  };
}

/**
 * How a tar ended: with its two empty blocks, after a member without them, within a member, at something other than a header, or because the visitor had enough or the walk was canceled.
 */
export type TarEnd =
  | { readonly kind: 'ended'; readonly at: number; readonly trailing: boolean }
  | { readonly kind: 'open-end'; readonly at: number }
  | { readonly kind: 'truncated'; readonly at: number; readonly member: string | undefined }
  | { readonly kind: 'fault'; readonly at: number; readonly fault: HeaderFault }
  | { readonly kind: 'stopped'; readonly at: number };

/** Headers between two turns of the event loop. */
const TURN = 2000;
/** Bytes skipped between two turns: a large compressed member must not delay a cancel. */
const SKIP_STEP = 256 * 1024 * 1024;
/**
 * GNU tar writes records of 20 blocks, and fills the last one with zeros. No program writes larger records than this.
 */
const LARGEST_RECORD = 1024 * 1024;

/** Walks through a tar. Rejects only if the source does. */
export async function walkTar(
  source: ByteSource,
  visitor: TarVisitor,
  signal?: AbortSignal,
): Promise<TarEnd> {
  const parser = new TarParser();
  for (let headers = 1; ; headers++) {
    if (headers % TURN === 0) await nextTurn();
    const at = source.position;
    if (signal?.aborted === true || visitor.enough?.() === true) return { kind: 'stopped', at };
    const block = await source.take(BLOCK);
    if (block.length === 0) return { kind: 'open-end', at };
    if (block.length < BLOCK) return { kind: 'truncated', at, member: undefined };
    const step = parser.header(block);
    if (step.kind === 'more') continue;
    if (step.kind === 'blank') return endOf(source, at);
    if (step.kind === 'fault') return { kind: 'fault', at, fault: step.fault };
    const cut =
      step.kind === 'extension'
        ? await readExtension(source, parser, step.size)
        : await readMember(source, visitor, step.member, signal);
    if (cut !== undefined) return cut;
  }
}

async function readExtension(
  source: ByteSource,
  parser: TarParser,
  size: number,
): Promise<TarEnd | undefined> {
  const content = await source.take(size);
  const whole = content.length === size && (await passPadding(source, size));
  if (!whole) return { kind: 'truncated', at: source.position, member: undefined };
  parser.extension(content);
  return undefined;
}

async function readMember(
  source: ByteSource,
  visitor: TarVisitor,
  member: TarMember,
  signal: AbortSignal | undefined,
): Promise<TarEnd | undefined> {
  const sink = visitor.member(member, source.position);
  let left = member.size;
  if (sink === undefined) {
    // In a plain file, skipping costs nothing, whatever the size.
    const step = source instanceof FileSource ? left : SKIP_STEP;
    for (let passed = -1; left > 0 && passed !== 0; left -= passed) {
      if (signal?.aborted === true) return { kind: 'stopped', at: source.position };
      passed = await source.skip(Math.min(left, step));
      if (left > passed) await nextTurn();
    }
  } else {
    for (let turn = 0; left > 0; turn++) {
      if (turn % 16 === 15) await nextTurn();
      if (signal?.aborted === true) return { kind: 'stopped', at: source.position };
      const piece = await source.piece(left);
      if (piece.length === 0) break;
      sink(piece);
      left -= piece.length;
    }
  }
  if (left > 0) return { kind: 'truncated', at: source.position, member: member.name };
  visitor.done?.(member);
  // A last member without its padding is still complete.
  await passPadding(source, member.size);
  return undefined;
}

async function passPadding(source: ByteSource, size: number): Promise<boolean> {
  const padding = (BLOCK - (size % BLOCK)) % BLOCK;
  return (await source.skip(padding)) === padding;
}

/** One empty block ends a tar too, as for all programs. After it only zeros are expected, up to a whole record. */
async function endOf(source: ByteSource, at: number): Promise<TarEnd> {
  for (let left = LARGEST_RECORD; left > 0;) {
    const piece = await source.piece(left);
    if (piece.length === 0) return { kind: 'ended', at, trailing: false };
    if (piece.some((byte) => byte !== 0)) return { kind: 'ended', at, trailing: true };
    left -= piece.length;
  }
  return { kind: 'ended', at, trailing: true };
}
