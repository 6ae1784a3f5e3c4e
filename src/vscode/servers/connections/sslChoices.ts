import type { Translate } from '../../tree/model/context';
import type { Choice } from '../dialogs/step';

/** The modes of `sslmode` with what each of them protects against. */
export function sslChoices(t: Translate, withService: boolean): readonly Choice[] {
  const service = { value: '', label: t('As the service file says') };
  return [
    ...(withService ? [service] : []),
    { value: 'disable', label: 'disable', detail: t('Never encrypted: everybody on the way can read along') },
    { value: 'allow', label: 'allow', detail: t('Encrypted only if the server insists') },
    {
      value: 'prefer',
      label: 'prefer',
      detail: t('Encrypted if the server can; whoever stands in the way can prevent it'),
    },
    { value: 'require', label: 'require', detail: t('Always encrypted, but with whom is not checked') },
    {
      value: 'verify-ca',
      label: 'verify-ca',
      detail: t('Encrypted, with a server that a trusted authority knows'),
    },
    {
      value: 'verify-full',
      label: 'verify-full',
      detail: t('The same, and the certificate must bear the name of the host'),
    },
  ];
}
