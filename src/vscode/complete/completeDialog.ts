import { completeSet } from '../../engine/complete/completeSet';
import type {
  CompletionHost,
  CompletionOutcome,
  CompletionRequest,
  CompletionStage,
} from '../../engine/complete/completionHost';
import { engineTools } from '../../engine/tools';
import { errorText } from '../services/log';
import type { ArchiveOffer } from './archiveOffer';
import {
  ask,
  askForArchive,
  offerMove,
  reportEnd,
  reportFailure,
  reportUnverified,
  whileShowing,
  completionWords,
  dialogTitles,
} from './dialogs';
import type { CompleteServices } from './services';

/** Completes a set with the engine: asks its questions, shows its progress, and reports the result. */
export async function completeInWindow(
  services: CompleteServices,
  request: CompletionRequest<ArchiveOffer>,
): Promise<void> {
  const { pool, catalog } = services;
  const outcome = await completeSet(() => engineTools(pool), catalog, request, hostOf(services));
  if (outcome.kind === 'completed') void reportEnd(services, outcome.set, outcome.alone, outcome.written);
  if (outcome.kind === 'unverified') void reportUnverified(services, outcome.set, outcome.written);
  const failure = failureText(outcome);
  if (failure === undefined) return;
  services.log.warn(failure);
  void reportFailure(services, failure);
}

function hostOf({ log }: CompleteServices): CompletionHost<ArchiveOffer> {
  return {
    during: (stage, work) => whileShowing(stageTitle(stage), stage.bytes, work),
    agree: ask,
    useArchive: askForArchive,
    moveAway: offerMove,
    copied: ({ path }, { folder }, { written }) => {
      log.info(`${path}: ${String(written)} segments copied into ${folder}`);
    },
    failed: (error) => {
      log.error(errorText(error));
    },
  };
}

function stageTitle(stage: CompletionStage): string {
  switch (stage.kind) {
    case 'find-stop':
      return dialogTitles.seekingStop();
    case 'plan':
      return dialogTitles.looking();
    case 'copy':
      return dialogTitles.copying(stage.set.label ?? stage.set.path);
    case 'verify':
      return dialogTitles.verifying(stage.set.label ?? stage.set.path);
  }
}

/** Why it was not done, or only partly; undefined if there is nothing to report. */
function failureText(outcome: CompletionOutcome): string | undefined {
  switch (outcome.kind) {
    case 'completed':
    case 'planned':
    case 'unverified':
    case 'canceled':
    // The obstacles were shown.
    case 'obstructed':
      return undefined;
    case 'refused':
      return outcome.reason === 'no-such-set'
        ? dialogTitles.noSuchSet()
        : completionWords.refusal(outcome.reason);
    case 'absent':
      return completionWords.absent(outcome.plan);
    case 'stopped': {
      const { result, total } = outcome;
      const refused = result.problem === undefined ? completionWords.findings(result.refused) : [];
      return [completionWords.stopped(result, total), ...refused].join('\n');
    }
  }
}
