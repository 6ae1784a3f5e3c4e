import type { Catalog } from '../core/model/catalog';
import type { ScanOptions } from '../core/catalog/scan';
import type { SetJob } from '../core/proofs/setJob';
import type { FileTree } from '../core/ground/ports';
import type { FilesInput, FilesVerification } from '../core/verify/files/filesVerification';
import type { SetVerification } from '../core/verify/records/setVerification';
import type { WalReader } from '../engine/read/readArchive';
import type { TextOutput } from './output';

/** What a command works with; tests bring their own. */
export interface Context {
  readonly workingDirectory: string;
  readonly tree: FileTree;
  readonly scan: (tree: FileTree, options: ScanOptions) => Promise<Catalog>;
  /** Reads the WAL of a set record by record. */
  readonly verifySet: (job: SetJob, progress: (bytes: number) => void) => Promise<SetVerification>;
  /** Reads whole archives record by record. */
  readonly walReader: WalReader;
  /** Compares files with a manifest. */
  readonly verifyFiles: (input: Omit<FilesInput, 'hasher'>) => Promise<FilesVerification>;
  readonly out: TextOutput;
  readonly err: TextOutput;
  /** Of this program. */
  readonly version: string;
}
