/** One member of a tar, from its header. */
export interface TarMember {
  /** Undefined if the name would lead out of the tar. */
  readonly path: string | undefined;
  /** As written in the header; used in messages. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'hard-link' | 'link' | 'sparse' | 'other';
  /** Bytes of content that follow in the tar. */
  readonly size: number;
  /** The target of a hard link, as a path in the tar. */
  readonly target?: string;
}
