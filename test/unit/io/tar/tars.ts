import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';

export interface Member extends Partial<Header> {
  readonly name: string;
  readonly content?: string | Uint8Array;
}

/** The bytes of a tar of these members, in their order. */
export async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const stream = pack();
  for (const { content = '', ...header } of members) stream.entry(header, Buffer.from(content));
  stream.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
