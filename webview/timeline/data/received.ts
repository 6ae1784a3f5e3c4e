import type { AnswerCard } from '../../../src/core/timeline/answerCard';
import type { Lane, Picture } from '../../../src/core/timeline/picture';
import { shortened } from '../../../src/protocol/guards';
import { isToWebview, type ToWebview } from '../../../src/protocol/timeline';
import { safeText } from './safeText';

/** A message of the host, with texts shortened to a displayable length; undefined if its shape is unknown. */
export function received(data: unknown): ToWebview | undefined {
  if (isToWebview(data)) return data;
  // One text that is too long must not prevent the whole picture.
  const bounded = shortened(data);
  return isToWebview(bounded) ? bounded : undefined;
}

/** The message with texts that contain no hidden or reordering characters. */
export function safeMessage<M extends ToWebview>(message: M): M;
export function safeMessage(message: ToWebview): ToWebview {
  if (message.type === 'say') return { ...message, text: safeText(message.text) };
  if (message.type === 'answer') return { ...message, cards: message.cards.map(safeCard) };
  if (message.type !== 'state') return message;
  const { scopes, picture } = message;
  return {
    ...message,
    scopes: scopes.map((scope) => ({ ...scope, path: safeText(scope.path) })),
    picture: picture === null ? null : safePicture(picture),
  };
}

function safeCard(card: AnswerCard): AnswerCard {
  return {
    ...card,
    headline: safeText(card.headline),
    rows: card.rows.map(([name, value]) => [name, safeText(value)]),
    notes: card.notes.map(safeText),
    nearest: card.nearest.map(({ words, ask }) => ({ words: safeText(words), ask })),
  };
}

function safePicture(picture: Picture): Picture {
  const safe = <T extends { readonly title: string; readonly findings: readonly string[] }>(set: T): T => ({
    ...set,
    title: safeText(set.title),
    findings: set.findings.map(safeText),
  });
  return {
    ...picture,
    lanes: picture.lanes.map(safeLane),
    sets: picture.sets.map(safe),
    unplaced: picture.unplaced.map(safe),
  };
}

function safeLane(lane: Lane): Lane {
  return { ...lane, points: lane.points.map((point) => ({ ...point, name: safeText(point.name) })) };
}
