import type { Translate } from '../../../core/ground/translate';
import type { Choice } from '../dialogs/step';

/** The modes of `sslmode` with what each of them protects against. */
export function sslChoices(t: Translate, withService: boolean): readonly Choice[] {
  const service = { value: '', label: t('As set in the service file') };
  return [
    ...(withService ? [service] : []),
    { value: 'disable', label: 'disable', detail: t('No encryption') },
    { value: 'allow', label: 'allow', detail: t('TLS only if the server requires it') },
    {
      value: 'prefer',
      label: 'prefer',
      detail: t('TLS if available (not safe against an active attacker)'),
    },
    { value: 'require', label: 'require', detail: t('Encrypted, server not authenticated') },
    {
      value: 'verify-ca',
      label: 'verify-ca',
      detail: t('Encrypted, server certificate signed by a trusted authority'),
    },
    {
      value: 'verify-full',
      label: 'verify-full',
      detail: t('Encrypted, and the server certificate must also match the host name'),
    },
  ];
}
