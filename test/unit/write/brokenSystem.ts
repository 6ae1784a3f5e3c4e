import type { CreatedFile, WriteSystem } from '../../../src/io/write/writeSystem';
import { nodeWriteSystem } from '../../../src/io/write/writeSystem';

export type Fault = 'fails' | 'dies';

export class SystemError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * The real system, of which one call fails. `fails`: that call alone, as with a full disk. `dies`: that call and all
 * that follow, as if the process had been killed just before it.
 */
export class BrokenSystem {
  /** The calls that were made. */
  readonly calls: string[] = [];
  readonly #at: number;
  readonly #fault: Fault;
  readonly #code: string;

  constructor(at: number, fault: Fault, code = 'ENOSPC') {
    this.#at = at;
    this.#fault = fault;
    this.#code = code;
  }

  get system(): WriteSystem {
    const real = nodeWriteSystem;
    return {
      create: async (path) => this.#file(await this.#call('create', () => real.create(path))),
      link: (from, to) => this.#call('link', () => real.link(from, to)),
      rename: (from, to) => this.#call('rename', () => real.rename(from, to)),
      unlink: (path) => this.#call('unlink', () => real.unlink(path)),
      stat: (path) => this.#call('stat', () => real.stat(path)),
      lstat: (path) => this.#call('lstat', () => real.lstat(path)),
      realPath: (path) => this.#call('realPath', () => real.realPath(path)),
      makeDirectory: (path, mode) => this.#call('makeDirectory', () => real.makeDirectory(path, mode)),
      changeOwner: (path, owner) => this.#call('changeOwner', () => real.changeOwner(path, owner)),
      names: (path) => this.#call('names', () => real.names(path)),
      syncDirectory: (path) => this.#call('syncDirectory', () => real.syncDirectory(path)),
    };
  }

  #file(file: CreatedFile): CreatedFile {
    return {
      write: (bytes) =>
        this.#call(
          'write',
          () => file.write(bytes),
          () => file.write(bytes.subarray(0, bytes.length >> 1)),
        ),
      give: (access) => this.#call('give', () => file.give(access)),
      sync: () => this.#call('sync', () => file.sync()),
      // The system closes the files of a dead process.
      close: () =>
        this.#call(
          'close',
          () => file.close(),
          () => file.close(),
        ),
    };
  }

  async #call<T>(name: string, real: () => Promise<T>, partly?: () => Promise<unknown>): Promise<T> {
    const place = this.calls.push(name) - 1;
    if (place !== this.#at && !(this.#fault === 'dies' && place > this.#at)) return real();
    await partly?.();
    throw new SystemError(this.#code);
  }
}

/** A system whose file system does not support links. */
export function withoutLinks(system: WriteSystem = nodeWriteSystem): WriteSystem {
  return { ...system, link: () => Promise.reject(new SystemError('EPERM')) };
}
