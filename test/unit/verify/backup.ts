import type { SetInput, SetVerification } from '../../../src/core/verify/records/setVerification';
import { verifySetRecords } from '../../../src/core/verify/records/verifyRecords';
import { timelinePath } from '../../../src/core/wal/timelinePath';
import { SYSTEM, WalBuilder } from '../records/walBuilder';

/** A server of any version that takes a backup, step by step. */
export class Backup {
  readonly version: number;
  readonly wal: WalBuilder;
  readonly start: bigint;
  checkpoint = 0n;

  constructor(version: number) {
    this.version = version;
    this.wal = new WalBuilder(version);
    this.start = this.wal.position;
  }

  work(bytes = 12_000): void {
    this.wal.append({ manager: 10, info: 0, payload: new Uint8Array(bytes).fill(7) });
  }

  takeCheckpoint(options: { shutdown?: boolean; redo?: bigint; fullPageWrites?: boolean } = {}): bigint {
    const payload = new Uint8Array(88);
    const redo = options.redo ?? this.start;
    payload.set(this.wal.lsnBytes(redo));
    payload[8] = 1;
    payload[this.wal.format.family === '9.0' ? 12 : 16] = options.fullPageWrites === false ? 0 : 1;
    return this.wal.append({ manager: 0, info: options.shutdown === true ? 0x00 : 0x10, payload }).lsn;
  }

  begin(options: Parameters<Backup['takeCheckpoint']>[0] = {}): void {
    this.work(100);
    this.checkpoint = this.takeCheckpoint(options);
    this.work();
  }

  end(start = this.start): bigint {
    return this.wal.append({ manager: 0, info: 0x50, payload: this.wal.lsnBytes(start) }).end;
  }

  verify(changes: Partial<SetInput> = {}): Promise<SetVerification> {
    const { geometry } = this.wal;
    return verifySetRecords({
      source: this.wal.source(),
      geometry,
      timelinePath: timelinePath(1, undefined, geometry),
      systemIdentifier: SYSTEM,
      versionNum: this.version,
      start: this.start,
      startTimeline: 1,
      checkpoint: this.checkpoint,
      takenFrom: 'primary',
      knownStop: undefined,
      minRecoveryPoint: 0n,
      minRecoveryPointTimeline: 0,
      controlState: 'in production',
      ...changes,
    });
  }
}

export function codes(result: Pick<SetVerification, 'findings'>): string[] {
  return result.findings.map((finding) => finding.code);
}
