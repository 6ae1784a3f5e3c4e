import { waitForArchive } from '../archive/waitForArchive';
import { watchServerWait } from '../archive/watchServerWait';
import type { ResolvedConnection } from '../connection/connectionSpec';
import { canceled, whenAborted } from '../connection/deadline';
import { PostgresError } from '../postgresError';
import { stopWaits } from './backupCalls';
import type {
  AbortResult,
  BackupState,
  LostCause,
  LostSession,
  RunningBackup,
  SessionTrouble,
  StartedBackup,
  StopOptions,
  StopProgress,
  StopResult,
} from './backupTypes';
import { endExclusiveIn } from './endExclusive';
import { Heartbeat } from './heartbeat';
import { Listeners } from './listeners';
import { describeLoss, lostCause, lostError } from './loss';
import { probeFromOutside } from './probe';
import { type StopInput, stopInSession } from './stopBackup';
import type { BackupTimings } from './timings';

interface Parts extends StopInput {
  readonly connection: ResolvedConnection;
  readonly timings: BackupTimings;
}

/** A started backup and the session that holds it. */
export class SessionBackup implements RunningBackup {
  readonly started: StartedBackup;
  readonly #parts: Parts;
  readonly #losses = new Listeners<LostSession>();
  readonly #troubles = new Listeners<SessionTrouble | undefined>();
  #heartbeat: Heartbeat | undefined;
  #current: BackupState = 'running';
  #loss: LostSession | undefined;
  /** The running stop call, which a second `stop` joins. */
  #stopping: Promise<StopResult> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.started = parts.started;
    parts.prepared.session.onEnd((error) => {
      this.#lose(lostCause(error), error);
    });
    this.#beat();
  }

  get state(): BackupState {
    return this.#current;
  }

  get lost(): LostSession | undefined {
    return this.#loss;
  }

  onLost(listener: (lost: LostSession) => void): () => void {
    if (this.#loss !== undefined) listener(this.#loss);
    return this.#losses.add(listener);
  }

  onTrouble(listener: (trouble: SessionTrouble | undefined) => void): () => void {
    return this.#troubles.add(listener);
  }

  async stop(
    options: StopOptions,
    onProgress: (progress: StopProgress) => void,
    signal: AbortSignal,
  ): Promise<StopResult> {
    if (this.#loss !== undefined) throw lostError(this.#loss);
    if (this.#current === 'aborted') throw alreadyAborted(this.started);
    onProgress({ kind: 'stopping' });
    const forget = this.#parts.messages.listen((message) => {
      onProgress({ kind: 'server-message', message });
    });
    const { connection, timings } = this.#parts;
    const watching = stopWaits(this.started.version)
      ? watchServerWait(
          connection,
          this.started,
          (waiting) => {
            onProgress({ kind: 'waiting', waiting });
          },
          timings,
        )
      : undefined;
    try {
      const result = await untilAborted((this.#stopping ??= this.#callStop()), signal);
      onProgress({ kind: 'stopped', result });
      const wait = options.waitForArchive && result.archive === 'not-waited';
      return wait ? await this.#wait(result, onProgress, signal) : result;
    } finally {
      forget();
      watching?.();
    }
  }

  async abort(): Promise<AbortResult> {
    if (this.#current === 'stopped' || this.#current === 'aborted' || this.#current === 'lost') {
      return { ended: 'was-over', message: this.#loss?.message ?? 'The backup had already ended.' };
    }
    this.#heartbeat?.stop();
    const { session, basics } = this.#parts.prepared;
    if (this.started.mode === 'non-exclusive') {
      this.#current = 'aborted';
      await session.close();
      const message = 'The session was closed, so the server ended the backup. The copy cannot be used.';
      return { ended: 'by-session-end', message };
    }
    if (this.#stopping !== undefined) await session.cancelStatement();
    try {
      const { message } = await endExclusiveIn(session, basics.version, this.#parts.timings);
      this.#current = 'aborted';
      await session.close();
      return { ended: 'by-stop', message: `${message} The copy was not completed.` };
    } catch (error) {
      if (this.#loss === undefined) this.#beat();
      throw error;
    }
  }

  async #callStop(): Promise<StopResult> {
    const { connection, prepared, timings } = this.#parts;
    this.#current = 'stopping';
    this.#heartbeat?.stop();
    const endProbe = probeFromOutside(connection, prepared.session, this.started.backendPid, timings);
    try {
      const result = await stopInSession(this.#parts);
      this.#current = 'stopped';
      await prepared.session.close();
      return result;
    } catch (error) {
      this.#stopping = undefined;
      if (this.#loss !== undefined) throw lostError(this.#loss);
      if (this.#current === 'stopping') {
        this.#current = 'running';
        this.#beat();
      }
      throw error;
    } finally {
      endProbe();
    }
  }

  /** Label and map have arrived: from here on nothing fails. */
  async #wait(
    result: StopResult,
    onProgress: (progress: StopProgress) => void,
    signal: AbortSignal,
  ): Promise<StopResult> {
    const { connection, timings } = this.#parts;
    const report = (waiting: Extract<StopProgress, { kind: 'waiting' }>['waiting']): void => {
      onProgress({ kind: 'waiting', waiting });
    };
    return { ...result, archive: await waitForArchive(connection, result, report, signal, timings) };
  }

  #beat(): void {
    const { prepared, timings } = this.#parts;
    this.#heartbeat = new Heartbeat(prepared.session, this.started.backendPid, timings, {
      onTrouble: (trouble) => {
        this.#troubles.call(trouble);
      },
      onOtherProcess: () => {
        this.#lose('pooler', '');
      },
      onDead: () => {
        this.#lose('connection-broken', new Error('no answer'));
      },
    });
  }

  #lose(cause: LostCause, error: unknown): void {
    if (this.#current !== 'running' && this.#current !== 'stopping') return;
    this.#current = 'lost';
    this.#heartbeat?.stop();
    this.#loss = describeLoss(this.started, cause, error);
    this.#parts.prepared.session.cut();
    this.#losses.call(this.#loss);
  }
}

/** The work continues when the signal is aborted; only the wait for it ends. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = whenAborted(signal, () => {
      reject(canceled('Waiting for the stop of the backup'));
    });
    work.then(resolve, reject).finally(forget);
  });
}

function alreadyAborted({ label }: StartedBackup): PostgresError {
  return new PostgresError({
    reason: 'server',
    message: `The backup “${label}” was aborted and has no result.`,
    remedy: 'Start a new one.',
  });
}
