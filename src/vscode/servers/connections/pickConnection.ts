import type { ServerServices } from '../serverServices';
import { addConnection } from './manage';
import { connectionAddress } from './place';

/**
 * The connection that a command applies to: the named one, the only one, or the picked one. If there is none yet, a new
 * one is asked for.
 */
export async function pickConnection(
  services: ServerServices,
  named: string | undefined,
): Promise<string | undefined> {
  const { connections, ui, t } = services;
  if (named !== undefined && connections.find(named) !== undefined) return named;
  const [first, ...others] = connections.all;
  if (first === undefined) return addConnection(services);
  if (others.length === 0) return first.name;
  const picked = await ui.ask<{ readonly name: string }>(
    t('Which server?'),
    (answers) => [
      {
        kind: 'pick',
        id: 'connection',
        prompt: t('Which server?'),
        active: answers.name,
        choices: connections.all.map((spec) => ({
          value: spec.name,
          label: spec.name,
          description: connectionAddress(spec),
        })),
        apply: (_before, name) => ({ name }),
      },
    ],
    { name: first.name },
  );
  return picked?.name;
}
