import * as vscode from 'vscode';
import { visibleText } from '../../core/report/visibleText';
import { withoutIcons } from '../services/inertText';
import { COMMANDS } from '../ids';
import { Disposable } from '../services/disposable';
import { clockText } from '../tree/model/elapsed';
import type { Translate } from '../../core/ground/translate';
import type { HeldBackup } from '../../engine/backup/heldBackup';

const TICK_MS = 1000;

/** One item of the status bar, shown only while this window holds a backup: its label and how long it runs. */
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
    const [first] = this.#held;
    const item = this.#item;
    if (first === undefined || item === undefined) return;
    const t = this.#t;
    const { started, state } = first.backup;
    const troubled = this.#held.some(({ trouble }) => trouble !== undefined);
    const lost = this.#held.some(({ backup }) => backup.state === 'lost');
    const label = withoutIcons(visibleText(started.label, 30));
    const elapsed = clockText(Date.now() - Date.parse(started.startTime));
    const more = this.#held.length > 1 ? ` +${this.#held.length - 1}` : '';
    const words = lost
      ? t('lost')
      : state === 'stopped'
        ? t('label not saved')
        : troubled
          ? t('no answer')
          : elapsed;
    const icon = lost ? 'error' : state === 'stopped' || troubled ? 'warning' : 'record';
    item.text = `$(${icon}) ${label} ${words}${more}`;
    item.tooltip = t('{0} backups run in this window. Click to stop, abort or show one', this.#held.length);
    // Without the clock, because a screen reader would read it again each second.
    item.accessibilityInformation = {
      label: t('PostgreSQL backup {0} is running', visibleText(started.label, 60)),
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
