import * as vscode from 'vscode';
import { visibleText } from '../../core/report/visibleText';
import { withoutIcons } from '../services/inertText';
import { COMMANDS } from '../ids';
import { Disposable } from '../services/disposable';
import { HELD_ICONS, heldWords } from '../tree/model/heldWords';
import { clockText } from '../tree/model/elapsed';
import type { Translate } from '../../core/ground/translate';
import type { HeldBackup } from '../../engine/backup/heldBackup';
import { type HeldState, heldState, mostUrgent } from '../../engine/backup/heldState';

const TICK_MS = 1000;

/** One item of the status bar, shown only while this window holds a backup: the most urgent one and how long it runs. */
export class BackupStatus extends Disposable {
  readonly #t: Translate;
  #item: vscode.StatusBarItem | undefined;
  #timer: NodeJS.Timeout | undefined;
  #held: readonly HeldBackup[] = [];

  constructor(t: Translate) {
    super();
    this.#t = t;
  }

  /** Its text; undefined while it is hidden. */
  get text(): string | undefined {
    return this.#item?.text;
  }

  show(held: readonly HeldBackup[]): void {
    this.#held = held;
    if (held.length === 0) {
      this.#hide();
      return;
    }
    if (this.#item === undefined) {
      this.#item = vscode.window.createStatusBarItem('backups', vscode.StatusBarAlignment.Left, 100);
      this.#item.name = this.#t('PostgreSQL backup');
      this.#item.command = COMMANDS.backupMenu;
      this.#item.show();
      this.#timer = setInterval(() => {
        this.#draw();
      }, TICK_MS).unref();
    }
    this.#draw();
  }

  override dispose(): void {
    this.#hide();
    super.dispose();
  }

  #draw(): void {
    const urgent = mostUrgent(this.#held);
    const item = this.#item;
    if (urgent === undefined || item === undefined) return;
    const t = this.#t;
    const { started } = urgent.backup;
    const state = heldState(urgent);
    const label = withoutIcons(visibleText(started.label, 30));
    const elapsed = clockText(Date.now() - Date.parse(started.startTime));
    const more = this.#held.length > 1 ? ` +${this.#held.length - 1}` : '';
    item.text = `$(${HELD_ICONS[state].name}) ${label} ${briefly(state, elapsed, t)}${more}`;
    item.tooltip = t('{0} backups run in this window. Click to stop, abort or show one', this.#held.length);
    // Without the clock, because a screen reader would read it again each second.
    item.accessibilityInformation = {
      label: t('PostgreSQL backup {0}: {1}', visibleText(started.label, 60), heldWords(state, t)),
      role: 'button',
    };
  }

  #hide(): void {
    clearInterval(this.#timer);
    this.#item?.dispose();
    this.#item = undefined;
    this.#timer = undefined;
  }
}

function briefly(state: HeldState, elapsed: string, t: Translate): string {
  switch (state) {
    case 'lost':
      return t('lost');
    case 'label-not-saved':
      return t('label not saved');
    case 'no-answer':
      return t('no answer');
    case 'running':
    case 'stopping':
    case 'aborted':
      return elapsed;
  }
}
