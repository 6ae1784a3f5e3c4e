import type { BackupMode } from '../../../postgres/session/backupTypes';
import type { Translate } from '../../../core/ground/translate';
import type { Choice, Step, Steps } from '../dialogs/step';

/** The answers to the questions before a start. */
export interface StartAnswers {
  readonly label: string;
  readonly fast: boolean;
  readonly mode: BackupMode;
  readonly wantsFolder: boolean;
  readonly folder: string;
}

export interface StartQuestions {
  /** Modes of the server, the usual one first. */
  readonly modes: readonly BackupMode[];
  readonly labelProblem: (label: string) => string | undefined;
}

type AnswersStep = Step<StartAnswers>;

/** The questions before a start. The mode is asked for only if there is a choice. */
export function startSteps(t: Translate, { modes, labelProblem }: StartQuestions): Steps<StartAnswers> {
  return (answers) => [
    {
      kind: 'text',
      id: 'label',
      prompt: t('Label of the backup, written into backup_label as its name'),
      value: answers.label,
      problem: labelProblem,
      apply: (before, label) => ({ ...before, label }),
    },
    {
      kind: 'pick',
      id: 'checkpoint',
      prompt: t('A backup starts with a checkpoint. Run it fast, or spread it out?'),
      active: answers.fast ? 'fast' : 'spread',
      choices: checkpointChoices(t),
      apply: (before, answer) => ({ ...before, fast: answer === 'fast' }),
    },
    ...(modes.length > 1 ? [modeStep(answers, t)] : []),
    ...folderSteps(answers, t),
  ];
}

function modeStep(answers: StartAnswers, t: Translate): AnswersStep {
  return {
    kind: 'pick',
    id: 'mode',
    prompt: t('Which backup mode should the server use?'),
    active: answers.mode,
    choices: modeChoices(t),
    apply: (before, answer) => ({ ...before, mode: answer as BackupMode }),
  };
}

function folderSteps(answers: StartAnswers, t: Translate): readonly AnswersStep[] {
  const wants: AnswersStep = {
    kind: 'pick',
    id: 'wantsFolder',
    prompt: t('Where will the copy be?'),
    active: answers.wantsFolder ? 'choose' : 'later',
    choices: [
      {
        value: 'later',
        label: t('Choose later'),
        detail: t('The label can be written into the copy when the backup is stopped'),
      },
      {
        value: 'choose',
        label: t('Choose the directory of the copy…'),
        detail: t(
          'On this machine. The label and the required WAL are written there; existing files are not replaced',
        ),
      },
    ],
    apply: (before, answer) => ({ ...before, wantsFolder: answer === 'choose' }),
  };
  const folder: AnswersStep = {
    kind: 'path',
    id: 'folder',
    wanted: 'folder',
    prompt: t('Directory of the copy'),
    button: t('Use as Directory of the Copy'),
    apply: (before, path) => ({ ...before, folder: path }),
  };
  return answers.wantsFolder ? [wants, folder] : [wants];
}

function checkpointChoices(t: Translate): readonly Choice[] {
  return [
    {
      value: 'fast',
      label: t('Fast'),
      description: t('fast checkpoint'),
      detail: t(
        'Starts within seconds. The server writes all dirty pages as fast as possible, which may slow down other sessions',
      ),
    },
    {
      value: 'spread',
      label: t('Spread'),
      description: t('spread checkpoint'),
      detail: t(
        'Low impact on other sessions, but the start takes minutes (checkpoint_timeout times checkpoint_completion_target, usually 2 to 5 minutes)',
      ),
    },
  ];
}

function modeChoices(t: Translate): readonly Choice[] {
  return [
    {
      value: 'non-exclusive',
      label: t('Non-exclusive'),
      description: t('recommended'),
      detail: t(
        'Several can run at once. The backup ends with its session, so this window must stay open until the stop',
      ),
    },
    {
      value: 'exclusive',
      label: t('Exclusive'),
      description: t('removed in PostgreSQL 15'),
      detail: t(
        'Only one at a time. The server keeps backup_label in its own data directory. If it crashes during the backup, it may not start again until that file is removed',
      ),
    },
  ];
}

/** "backup 2026-11-25 13:20": the proposed label, in the viewer's own time. */
export function defaultLabel(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `backup ${day} ${two(now.getHours())}:${two(now.getMinutes())}`;
}
