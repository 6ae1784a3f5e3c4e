import type { AnswerCard } from '../core/timeline/answerCard';
import type { Picture, Scope } from '../core/timeline/picture';
import {
  bytes,
  count,
  either,
  flag,
  type Guard,
  listOf,
  number,
  oneOf,
  orNull,
  shape,
  text,
  textTable,
} from './guards';
import { isPicture, isScope } from './picture';

/**
 * The messages between the extension and the timeline's webview. Both sides check what they receive and drop what they
 * do not know. The webview sends the first message (`ready`), and the host always answers with its whole state: nothing is lost, whatever the order in which the two start.
 */

/** Incremented whenever a message changes its shape: a webview from before an update gets no answer, and the log says why. */
export const TIMELINE_SCHEMA = 1;

/** Something in the picture that also exists elsewhere. */
export type ItemRef =
  | { readonly kind: 'set'; readonly id: string }
  | { readonly kind: 'segment'; readonly timeline: number; readonly segment: number };

/** What the webview shows. `picture` is absent before the first scan, and if there is nothing to draw. */
export interface StateMessage {
  readonly type: 'state';
  readonly schema: number;
  readonly scanned: boolean;
  readonly scopes: readonly Scope[];
  readonly picture: Picture | null;
  /** Texts in the viewer's language, by their English text. */
  readonly words: Readonly<Record<string, string>>;
  /** BCP 47 tag. */
  readonly locale: string;
}

/** Selects something and brings it into view. */
export interface ShowMessage {
  readonly type: 'show';
  readonly item: ItemRef;
}

/** Announces a text in the live region. */
export interface SayMessage {
  readonly type: 'say';
  readonly text: string;
}

/** The question, and the answer for each server that is shown. */
export interface AnswerMessage {
  readonly type: 'answer';
  readonly ask: string;
  readonly cards: readonly AnswerCard[];
}

export type ToWebview = StateMessage | ShowMessage | SayMessage | AnswerMessage;

export interface ReadyMessage {
  readonly type: 'ready';
  readonly schema: number;
  /** The scope that was shown before a reload. */
  readonly scope: string | null;
}

export interface ScopeMessage {
  readonly type: 'scope';
  readonly scope: string;
}

/** Selects it in the tree, or opens the file. */
export interface ItemMessage {
  readonly type: 'select' | 'open';
  readonly item: ItemRef;
}

export const PAGE_COMMANDS = ['verify', 'refresh', 'addArchive', 'openFolder', 'showLog'] as const;

export interface CommandMessage {
  readonly type: 'run';
  readonly what: (typeof PAGE_COMMANDS)[number];
}

/** "Can I recover to …?": a time, an LSN or the name of a restore point, as it was typed. */
export interface AskMessage {
  readonly type: 'ask';
  readonly text: string;
}

/** The steps to restore a set, to the target of the question, or to the end of the backup. */
export interface StepsMessage {
  readonly type: 'steps';
  readonly set: string;
  readonly ask: string | null;
  readonly timeline: number | null;
}

/** The steps to restore a set: the host asks for the target. */
export interface RestoreStepsMessage {
  readonly type: 'restoreSteps';
  readonly setId: string;
}

/** Reads the records that an answer lacks, and answers the same question again. */
export interface VerifyFirstMessage {
  readonly type: 'verifyFirst';
  readonly ask: string;
}

/** What may be removed from the archive that is shown. */
export interface ObsoleteMessage {
  readonly type: 'obsolete';
}

export interface SaveReportMessage {
  readonly type: 'saveReport';
  readonly format: 'markdown' | 'json';
}

export interface SavePictureMessage {
  readonly type: 'savePicture';
  readonly format: 'svg' | 'png';
  readonly content: Uint8Array;
}

/** Something that the webview could not handle; it is written to the log. */
export interface ProblemMessage {
  readonly type: 'problem';
  readonly text: string;
}

export type FromWebview =
  | ReadyMessage
  | ScopeMessage
  | ItemMessage
  | CommandMessage
  | AskMessage
  | StepsMessage
  | RestoreStepsMessage
  | VerifyFirstMessage
  | ObsoleteMessage
  | SaveReportMessage
  | SavePictureMessage
  | ProblemMessage;

const isItem: Guard<ItemRef> = either<
  [Extract<ItemRef, { kind: 'set' }>, Extract<ItemRef, { kind: 'segment' }>]
>(
  shape({ kind: oneOf(['set']), id: text(20_000) }),
  shape({ kind: oneOf(['segment']), timeline: count, segment: count }),
);

const isState = shape<StateMessage>({
  type: oneOf(['state']),
  schema: number,
  scanned: flag,
  scopes: listOf(isScope, 10_000),
  picture: orNull(isPicture),
  words: textTable,
  locale: text(100),
});
const isShow = shape<ShowMessage>({ type: oneOf(['show']), item: isItem });
const isSay = shape<SayMessage>({ type: oneOf(['say']), text: text() });

const isRow = (value: unknown): value is readonly [string, string] =>
  listOf(text(20_000))(value) && value.length === 2;
const isCard = shape<AnswerCard>({
  outcome: oneOf(['proven', 'unproven', 'impossible', 'not-understood']),
  headline: text(20_000),
  rows: listOf(isRow),
  notes: listOf(text(20_000)),
  set: orNull(text(20_000)),
  timeline: orNull(count),
  verify: flag,
  nearest: listOf(shape({ words: text(), ask: text() })),
});
const isAnswer = shape<AnswerMessage>({ type: oneOf(['answer']), ask: text(), cards: listOf(isCard) });

/** Whether the host may have sent this. */
export const isToWebview: Guard<ToWebview> = either<[StateMessage, ShowMessage, SayMessage, AnswerMessage]>(
  isState,
  isShow,
  isSay,
  isAnswer,
);

/** Whether the webview may have sent this. */
export const isFromWebview: Guard<FromWebview> = either<
  [
    ReadyMessage,
    ScopeMessage,
    ItemMessage,
    CommandMessage,
    AskMessage,
    StepsMessage,
    RestoreStepsMessage,
    VerifyFirstMessage,
    ObsoleteMessage,
    SaveReportMessage,
    SavePictureMessage,
    ProblemMessage,
  ]
>(
  shape<ReadyMessage>({ type: oneOf(['ready']), schema: number, scope: orNull(text(20_000)) }),
  shape<ScopeMessage>({ type: oneOf(['scope']), scope: text(20_000) }),
  shape<ItemMessage>({ type: oneOf(['select', 'open']), item: isItem }),
  shape<CommandMessage>({ type: oneOf(['run']), what: oneOf(PAGE_COMMANDS) }),
  shape<AskMessage>({ type: oneOf(['ask']), text: text(1000) }),
  shape<StepsMessage>({
    type: oneOf(['steps']),
    set: text(20_000),
    ask: orNull(text(1000)),
    timeline: orNull(count),
  }),
  shape<RestoreStepsMessage>({ type: oneOf(['restoreSteps']), setId: text(20_000) }),
  shape<VerifyFirstMessage>({ type: oneOf(['verifyFirst']), ask: text(1000) }),
  shape<ObsoleteMessage>({ type: oneOf(['obsolete']) }),
  shape<SaveReportMessage>({ type: oneOf(['saveReport']), format: oneOf(['markdown', 'json']) }),
  shape<SavePictureMessage>({
    type: oneOf(['savePicture']),
    format: oneOf(['svg', 'png']),
    content: bytes,
  }),
  shape<ProblemMessage>({ type: oneOf(['problem']), text: text() }),
);
