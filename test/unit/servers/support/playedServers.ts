import type { PostgresLayer } from '../../../../src/postgres/api';
import { postgres } from '../../../../src/postgres/entry';
import type { ServerFacts } from '../../../../src/postgres/facts/serverFacts';
import type { ArchiveOffer } from '../../../../src/vscode/complete/archiveOffer';
import type { CompletionRequest } from '../../../../src/engine/complete/completionHost';
import type { Answer, NumberedStep } from '../../../../src/vscode/servers/dialogs/step';
import { runSteps } from '../../../../src/vscode/servers/dialogs/step';
import type { Confirmation, Ui } from '../../../../src/vscode/servers/dialogs/ui';
import type { ServerServices } from '../../../../src/vscode/servers/serverServices';
import type { HeldBackup } from '../../../../src/engine/backup/heldBackup';
import { untranslated } from '../../../../src/core/ground/translate';
import { factsOf } from './facts';
import { PATIENCE_MS } from '../../../support/patience';

/** The actions of the user; by default he accepts the proposals, and closes notifications. */
export interface PlayedUser {
  /** By the id of a question; `cancelled` cancels there. */
  answers?: Readonly<Record<string, string>>;
  /** By a word of the question; not confirmed if false. */
  refuses?: RegExp;
  /** The buttons that are pressed, one per notification that has it. */
  presses?: string[];
  /** The results of directory dialogs, one after the other; canceled if none is left. */
  folders?: string[];
}

/** What the controller reported and did. */
export interface Said {
  readonly asked: string[];
  readonly confirmed: Confirmation[];
  readonly reported: string[];
  readonly buttons: (readonly string[])[];
  readonly refused: string[];
  readonly copied: string[];
  readonly typed: string[];
}

export interface PlayedServers {
  readonly services: ServerServices;
  readonly said: Said;
  /** The texts of documents, by backup. */
  readonly documents: Map<string, string>;
  readonly held: Map<string, HeldBackup>;
  readonly forgotten: string[];
  readonly records: unknown[];
  readonly completed: CompletionRequest<ArchiveOffer>[];
}

export interface PlayedParts {
  readonly user?: PlayedUser;
  readonly layer?: Partial<PostgresLayer>;
  readonly facts?: ServerFacts | (() => Promise<ServerFacts>);
  readonly host?: string;
  readonly labels?: ReadonlyMap<string, string>;
  readonly isTrusted?: () => boolean;
}

/** A server controller without a window: `user` answers questions, `layer` plays the servers. */
export function playServers(parts: PlayedParts = {}): PlayedServers {
  const said: Said = {
    asked: [],
    confirmed: [],
    reported: [],
    buttons: [],
    refused: [],
    copied: [],
    typed: [],
  };
  const documents = new Map<string, string>();
  const held = new Map<string, HeldBackup>();
  const forgotten: string[] = [];
  const records: unknown[] = [];
  const completed: CompletionRequest<ArchiveOffer>[] = [];
  const nothing = (): void => undefined;
  const { facts = factsOf() } = parts;
  const layer = {
    ...postgres,
    readServerFacts: () => (typeof facts === 'function' ? facts() : Promise.resolve(facts)),
    ...parts.layer,
  };
  const target = { name: 'shop', hosts: [{ host: parts.host ?? '/tmp', port: 5432 }], user: 'dba' };
  const services = {
    t: untranslated,
    ui: uiOf(parts.user ?? {}, said),
    log: { info: nothing, warn: nothing, error: nothing },
    connections: {
      find: (name: string) => (name === 'shop' ? { name } : undefined),
      resolve: () => Promise.resolve({ target, notes: [], password: () => Promise.resolve(undefined) }),
      passwords: { worked: () => Promise.resolve() },
    },
    heldBackups: {
      get all() {
        return [...held.values()];
      },
      find: (id: string) => held.get(id),
      add: (one: HeldBackup) => Promise.resolve(void held.set(one.backup.started.backupId, one)),
      update: (one: HeldBackup, more: unknown) => {
        held.set(one.backup.started.backupId, one);
        records.push(more);
        return Promise.resolve();
      },
      forget: (id: string) => {
        held.delete(id);
        forgotten.push(id);
        return Promise.resolve();
      },
    },
    watch: {
      update: nothing,
      refresh: nothing,
      lookOf: () => (typeof facts === 'function' ? {} : { facts }),
    },
    documents: {
      set: (id: string, text: string) => void documents.set(id, text),
      has: (id: string) => documents.has(id),
      show: () => Promise.resolve(),
    },
    layer: () => Promise.resolve(layer),
    complete: (request: CompletionRequest<ArchiveOffer>) => Promise.resolve(void completed.push(request)),
    knownLabels: () => Promise.resolve(parts.labels ?? new Map()),
    isTrusted: parts.isTrusted ?? (() => true),
    execute: () => Promise.resolve(),
  };
  return {
    services: services as unknown as ServerServices,
    said,
    documents,
    held,
    forgotten,
    records,
    completed,
  };
}

function uiOf(user: PlayedUser, said: Said): Ui {
  const answerOf = <Answers>({ step }: NumberedStep<Answers>): Promise<Answer> => {
    said.asked.push(step.id);
    const text = user.answers?.[step.id];
    if (text === 'canceled') return Promise.resolve({ kind: 'canceled' });
    const offered = step.kind === 'pick' ? step.active : step.kind === 'text' ? step.value : '';
    return Promise.resolve({ kind: 'answer', text: text ?? offered });
  };
  return {
    ask: (_title, steps, answers) => runSteps(steps, answers, answerOf),
    confirm: (confirmation) => {
      said.confirmed.push(confirmation);
      return Promise.resolve(user.refuses?.test(confirmation.question) !== true);
    },
    refuse: (message, detail) => Promise.resolve(void said.refused.push(`${message}: ${detail}`)),
    report: (loudness, message, ...buttons) => {
      said.reported.push(`${loudness}: ${message}`);
      said.buttons.push(buttons);
      const index = user.presses?.findIndex((button) => buttons.includes(button)) ?? -1;
      return Promise.resolve(index < 0 ? undefined : user.presses?.splice(index, 1)[0]);
    },
    progress: (_title, work) => work(() => undefined, new AbortController().signal),
    pickFolder: () => Promise.resolve(user.folders?.shift()),
    copy: (text) => Promise.resolve(void said.copied.push(text)),
    mention: () => undefined,
    typeInTerminal: (name, line) => void said.typed.push(`${name}: ${line}`),
  };
}

/** Lets everything run that waits only for promises. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for work that its command does not await. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it did not come: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
