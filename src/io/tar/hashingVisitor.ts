import type { TarWitness } from '../../core/tars/tarWitness';
import { type Crc32cUpdate, createDigest, type Digest } from '../hashing/digests';
import type { ByteSource } from './byteSource';
import type { TarMember } from './tarMember';
import type { Sink, TarVisitor } from './walkTar';

/** Reports the members of a tar to a witness, and hashes those that it asks for. */
export class HashingVisitor implements TarVisitor {
  members = 0;
  readonly #source: ByteSource;
  readonly #witness: TarWitness;
  readonly #crc32c: Crc32cUpdate | undefined;
  #digest: Digest | undefined;
  #reported = 0;

  constructor(source: ByteSource, witness: TarWitness, crc32c?: Crc32cUpdate) {
    this.#source = source;
    this.#witness = witness;
    this.#crc32c = crc32c;
  }

  member({ path, kind, size }: TarMember): Sink | undefined {
    this.members++;
    this.#digest = undefined;
    if (path === undefined) return undefined;
    if (kind === 'directory') {
      this.#witness.directory?.(path);
      return undefined;
    }
    if (kind !== 'file') {
      this.#witness.irregular(path);
      return undefined;
    }
    const algorithm = this.#witness.file(path, size);
    if (algorithm === undefined) return undefined;
    const running = createDigest(algorithm, this.#crc32c);
    this.#digest = running;
    return (piece) => {
      running.update(piece);
    };
  }

  done({ path, size }: TarMember): void {
    this.#witness.passed(this.#source.position - this.#reported);
    this.#reported = this.#source.position;
    if (this.#digest !== undefined && path !== undefined)
      this.#witness.hashed(path, size, this.#digest.finish());
  }
}
