import type { BackupMode } from '../../../postgres/session/backupTypes';
import type { Translate } from '../../tree/model/context';
import type { Choice, Step, Steps } from '../dialogs/step';

/** A backup while it is being asked for. */
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

/** The questions before a start. The mode is asked for only where there is a choice. */
export function startSteps(t: Translate, { modes, labelProblem }: StartQuestions): Steps<StartAnswers> {
  return (answers) => [
    {
      kind: 'text',
      id: 'label',
      prompt: t('Label of the backup: written into backup_label, so that the set is known by it'),
      value: answers.label,
      problem: labelProblem,
      apply: (before, label) => ({ ...before, label }),
    },
    {
      kind: 'pick',
      id: 'checkpoint',
      prompt: t('A backup begins with a checkpoint. How is it to be written?'),
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
    prompt: t('How is the server to hold the backup?'),
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
        label: t('Tell me later'),
        detail: t('The label can be written into the copy when the backup is stopped'),
      },
      {
        value: 'choose',
        label: t('Choose the folder of the copy…'),
        detail: t('On this machine. Label and required WAL go there; nothing in it is replaced'),
      },
    ],
    apply: (before, answer) => ({ ...before, wantsFolder: answer === 'choose' }),
  };
  const folder: AnswersStep = {
    kind: 'path',
    id: 'folder',
    wanted: 'folder',
    prompt: t('Folder of the copy'),
    button: t('Use as Folder of the Copy'),
    apply: (before, path) => ({ ...before, folder: path }),
  };
  return answers.wantsFolder ? [wants, folder] : [wants];
}

function checkpointChoices(t: Translate): readonly Choice[] {
  return [
    {
      value: 'fast',
      label: t('At once'),
      description: t('fast checkpoint'),
      detail: t(
        'Starts within seconds. Everything that is not on disk yet is written as fast as possible, which other sessions may feel',
      ),
    },
    {
      value: 'spread',
      label: t('Spread out'),
      description: t('spread checkpoint'),
      detail: t(
        'Nobody feels it, but the start takes minutes: checkpoint_completion_target of checkpoint_timeout, usually 2 to 5 minutes',
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
        'Several can run at once, and the server forgets the backup when the session ends. This window must stay open until the stop',
      ),
    },
    {
      value: 'exclusive',
      label: t('Exclusive'),
      description: t('removed in PostgreSQL 15'),
      detail: t(
        'One at a time. The server keeps backup_label in its own data directory: if it crashes meanwhile, it may not start again until somebody removes the file',
      ),
    },
  ];
}

/** "backup 2026-11-25 13:20": the label that is offered, in the viewer's own time. */
export function defaultLabel(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `backup ${day} ${two(now.getHours())}:${two(now.getMinutes())}`;
}
