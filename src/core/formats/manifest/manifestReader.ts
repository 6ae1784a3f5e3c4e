import {
  cInteger,
  type EntryFields,
  FILE_FIELDS,
  finishFile,
  finishWalRange,
  WAL_RANGE_FIELDS,
} from './manifestEntries';
import type { ManifestFailure, ManifestFile, ManifestFileSink, ManifestWalRange } from './manifestModel';

type State =
  | 'top-start'
  | 'top-field'
  | 'version-value'
  | 'system-identifier-value'
  | 'files-start'
  | 'files-next'
  | 'file-field'
  | 'file-value'
  | 'ranges-start'
  | 'ranges-next'
  | 'range-field'
  | 'range-value'
  | 'checksum-value'
  | 'top-end'
  | 'done';

const TOP_FIELDS: ReadonlyMap<string, State> = new Map<string, State>([
  ['System-Identifier', 'system-identifier-value'],
  ['Files', 'files-start'],
  ['WAL-Ranges', 'ranges-start'],
  ['Manifest-Checksum', 'checksum-value'],
]);
const VERSIONS: readonly bigint[] = [1n, 2n];

/**
 * Interprets a manifest's JSON event by event, with the states and errors of PostgreSQL's own reader (parse_manifest.c
 * of 18). More than three levels are an error in every state, so no input makes it recurse deeply.
 */
export class ManifestReader {
  version: number | undefined;
  systemIdentifier: bigint | undefined;
  readonly files: ManifestFile[] = [];
  readonly walRanges: ManifestWalRange[] = [];
  checksumText: string | undefined;
  #state: State = 'top-start';
  #sawVersion = false;
  readonly #fields: EntryFields = new Map();
  #field = '';
  readonly #paths = new Set<string>();
  readonly #sink: ManifestFileSink | undefined;

  constructor(sink?: ManifestFileSink) {
    this.#sink = sink;
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  objectStart(): ManifestFailure | undefined {
    if (this.#state === 'top-start') return this.#go('top-field');
    if (this.#state !== 'files-next' && this.#state !== 'ranges-next')
      return { reason: 'unexpected-object-start' };
    this.#fields.clear();
    return this.#go(this.#state === 'files-next' ? 'file-field' : 'range-field');
  }

  objectEnd(): ManifestFailure | undefined {
    if (this.#state === 'top-end') return this.#go('done');
    if (this.#state === 'file-field') return this.#endFile();
    if (this.#state === 'range-field') return this.#endRange();
    return { reason: 'unexpected-object-end' };
  }

  arrayStart(): ManifestFailure | undefined {
    if (this.#state === 'files-start') return this.#go('files-next');
    if (this.#state === 'ranges-start') return this.#go('ranges-next');
    return { reason: 'unexpected-array-start' };
  }

  arrayEnd(): ManifestFailure | undefined {
    const inside = this.#state === 'files-next' || this.#state === 'ranges-next';
    return inside ? this.#go('top-field') : { reason: 'unexpected-array-end' };
  }

  fieldStart(name: string): ManifestFailure | undefined {
    if (this.#state === 'top-field') return this.#topField(name);
    if (this.#state === 'file-field') {
      if (!FILE_FIELDS.has(name)) return { reason: 'unexpected-file-field', text: name };
      this.#field = name;
      return this.#go('file-value');
    }
    if (this.#state === 'range-field') {
      if (!WAL_RANGE_FIELDS.has(name)) return { reason: 'unexpected-wal-range-field', text: name };
      this.#field = name;
      return this.#go('range-value');
    }
    return { reason: 'unexpected-object-field', text: name };
  }

  scalar(text: string): ManifestFailure | undefined {
    switch (this.#state) {
      case 'version-value':
        return this.#versionValue(text);
      case 'system-identifier-value':
        return this.#systemIdentifierValue(text);
      case 'file-value':
        this.#fields.set(this.#field, text);
        return this.#go('file-field');
      case 'range-value':
        this.#fields.set(this.#field, text);
        return this.#go('range-field');
      case 'checksum-value':
        this.checksumText = text;
        return this.#go('top-end');
      default:
        return { reason: 'unexpected-scalar', text };
    }
  }

  /** A step that succeeds ends in a new state and without a failure. */
  #go(state: State): ManifestFailure | undefined {
    this.#state = state;
    return undefined;
  }

  #topField(name: string): ManifestFailure | undefined {
    if (!this.#sawVersion) {
      if (name !== 'PostgreSQL-Backup-Manifest-Version') return { reason: 'expected-version-indicator' };
      this.#sawVersion = true;
      return this.#go('version-value');
    }
    const next = TOP_FIELDS.get(name);
    return next === undefined ? { reason: 'unrecognized-top-level-field', text: name } : this.#go(next);
  }

  #versionValue(text: string): ManifestFailure | undefined {
    const version = cInteger(text);
    if (version === undefined) return { reason: 'manifest-version-not-an-integer', text };
    if (!VERSIONS.includes(version)) return { reason: 'unexpected-manifest-version', text };
    this.version = Number(version);
    return this.#go('top-field');
  }

  #systemIdentifierValue(text: string): ManifestFailure | undefined {
    const value = cInteger(text);
    if (value === undefined) return { reason: 'manifest-system-identifier-not-an-integer', text };
    this.systemIdentifier = value;
    return this.#go('top-field');
  }

  #endFile(): ManifestFailure | undefined {
    const file = finishFile(this.#fields);
    if ('reason' in file) return file;
    const fresh = this.#sink === undefined ? this.#keep(file) : this.#sink.add(file);
    return fresh ? this.#go('files-next') : { reason: 'duplicate-path-name', text: file.path };
  }

  #keep(file: ManifestFile): boolean {
    // Names that are not UTF-8 can look alike when decoded; their bytes must differ.
    const identity = file.rawPath === undefined ? file.path : `\uFFFD${file.rawPath.join()}`;
    if (this.#paths.has(identity)) return false;
    this.#paths.add(identity);
    this.files.push(file);
    return true;
  }

  #endRange(): ManifestFailure | undefined {
    const range = finishWalRange(this.#fields);
    if ('reason' in range) return range;
    this.walRanges.push(range);
    return this.#go('ranges-next');
  }
}
