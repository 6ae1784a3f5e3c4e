import type { Translate } from '../../../core/ground/translate';
import type { Step, Steps, TextStep } from '../dialogs/step';
import { type ConnectionAnswers, nameFor, usesTls, verifies, type Where } from './connectionAnswers';
import { isPort } from '../../../engine/backup/connectionSetting';
import { sslChoices } from './sslChoices';

type TextKey = Exclude<keyof ConnectionAnswers, 'where' | 'certificate' | 'password'>;
type AnswersStep = Step<ConnectionAnswers>;

/**
 * The questions for a new or a changed connection. `isTaken` knows the names of other connections, `isAbsolute` what an
 * absolute path is on the machine of the extension.
 */
export function connectionSteps(
  t: Translate,
  isTaken: (name: string) => boolean,
  isAbsolute: (path: string) => boolean,
): Steps<ConnectionAnswers> {
  const path = (key: TextKey, prompt: string, optional: boolean, value?: string): AnswersStep =>
    textStep(key, prompt, value, (text) => {
      if (text.trim() === '') return optional ? undefined : t('Enter a path');
      const known =
        isAbsolute(text.trim()) ||
        text.startsWith('~/') ||
        (key === 'sslrootcert' && text.trim() === 'system');
      return known ? undefined : t('Enter an absolute path or one that starts with ~/');
    });
  return (answers) => [
    whereStep(answers, t),
    ...placeSteps(answers, t, path),
    textStep(
      'user',
      t('User name. The user needs the right to call the backup functions'),
      answers.user,
      (text) => needed(text, answers.where === 'service', t),
    ),
    textStep(
      'database',
      t('Database to connect to. A backup always covers the whole server, so any database works'),
      answers.database,
      (text) => needed(text, answers.where === 'service', t),
    ),
    ...tlsSteps(answers, t, path),
    ...passwordSteps(answers, t, path),
    textStep(
      'name',
      t('Name of the connection in the Servers view'),
      answers.name === '' ? nameFor(answers) : answers.name,
      (text) => {
        if (text.trim() === '') return t('Enter a name');
        return isTaken(text.trim()) ? t('Another connection has this name') : undefined;
      },
    ),
  ];
}

type PathStepOf = (key: TextKey, prompt: string, optional: boolean, value?: string) => AnswersStep;

function whereStep(answers: ConnectionAnswers, t: Translate): AnswersStep {
  return {
    kind: 'pick',
    id: 'where',
    prompt: t('Where is the server?'),
    active: answers.where,
    choices: [
      { value: 'tcp', label: t('Host and port'), detail: t('Over the network, or on this machine') },
      {
        value: 'socket',
        label: t('Unix socket'),
        detail: t('On this machine; the server may identify you by your operating system user'),
      },
      {
        value: 'service',
        label: t('Service file'),
        detail: t('A section of ~/.pg_service.conf or of the file in PGSERVICEFILE'),
      },
    ],
    apply: (before, answer) => ({ ...before, where: answer as Where }),
  };
}

function placeSteps(answers: ConnectionAnswers, t: Translate, path: PathStepOf): readonly AnswersStep[] {
  if (answers.where === 'service') {
    return [
      textStep('service', t('Name of the section in the service file'), answers.service, (text) =>
        needed(text, false, t),
      ),
    ];
  }
  const port = textStep('port', t('Port'), answers.port, (text) =>
    /^\d{1,5}$/.test(text.trim()) && isPort(Number(text)) ? undefined : t('A number from 1 to 65535'),
  );
  if (answers.where === 'socket') {
    return [path('socket', t('Directory of the socket'), false, answers.socket), port];
  }
  const host = textStep('host', t('Host name or address'), answers.host, (text) => {
    if (/[\s/\\'"]/.test(text.trim())) return t('A host name cannot contain blanks, slashes or quotes');
    return needed(text, false, t);
  });
  return [host, port];
}

function tlsSteps(answers: ConnectionAnswers, t: Translate, path: PathStepOf): readonly AnswersStep[] {
  if (answers.where === 'socket') return [];
  const mode: AnswersStep = {
    kind: 'pick',
    id: 'sslmode',
    prompt: t('How should the connection be encrypted?'),
    active: answers.sslmode,
    choices: sslChoices(t, answers.where === 'service'),
    apply: (before, answer) => ({ ...before, sslmode: answer }),
  };
  if (!usesTls(answers)) return [mode];
  const authorities = path(
    'sslrootcert',
    t('File with the certificates that are trusted, or `system`. Empty: ~/.postgresql/root.crt'),
    true,
    answers.sslrootcert,
  );
  const certificate: AnswersStep = {
    kind: 'pick',
    id: 'certificate',
    prompt: t('Does the server require a client certificate?'),
    active: answers.certificate,
    choices: [
      { value: 'none', label: t('No client certificate') },
      { value: 'file', label: t('A certificate and its key'), detail: t('Two files in PEM format') },
    ],
    apply: (before, answer) => ({ ...before, certificate: answer as ConnectionAnswers['certificate'] }),
  };
  const files = [
    path('sslcert', t('File with your certificate'), false, answers.sslcert),
    path('sslkey', t('File with the key of your certificate'), false, answers.sslkey),
  ];
  return [
    mode,
    ...(verifies(answers) ? [authorities] : []),
    certificate,
    ...(answers.certificate === 'file' ? files : []),
  ];
}

function passwordSteps(answers: ConnectionAnswers, t: Translate, path: PathStepOf): readonly AnswersStep[] {
  const source: AnswersStep = {
    kind: 'pick',
    id: 'password',
    prompt: t('Where does the password come from if the server requires one?'),
    active: answers.password,
    choices: [
      {
        value: 'ask',
        label: t('Same as psql, otherwise prompt'),
        detail: t(
          'PGPASSWORD, PGPASSFILE, ~/.pgpass, service file. If none has it, you are prompted and can save it',
        ),
      },
      {
        value: 'file',
        label: t('A password file'),
        detail: t('In the format of ~/.pgpass, readable only by you'),
      },
    ],
    apply: (before, answer) => ({ ...before, password: answer as ConnectionAnswers['password'] }),
  };
  const file = path('passfile', t('Password file'), false, answers.passfile);
  return answers.password === 'file' ? [source, file] : [source];
}

function textStep(
  key: TextKey,
  prompt: string,
  value = '',
  problem: TextStep<ConnectionAnswers>['problem'] = () => undefined,
): AnswersStep {
  return {
    kind: 'text',
    id: key,
    prompt,
    value,
    problem,
    apply: (before, answer) => ({ ...before, [key]: answer }),
  };
}

function needed(text: string, optional: boolean, t: Translate): string | undefined {
  return text.trim() === '' && !optional ? t('Required') : undefined;
}
