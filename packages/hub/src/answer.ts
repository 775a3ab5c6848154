import { didYouMean } from '@esplanade/core/schema'
import { listCampaigns } from './campaigns.ts'
import { compact } from './compact.ts'
import type { Connection } from './connection.ts'
import type { HubContext } from './context.ts'
import { describeConnection } from './describe-connection.ts'
import { doctor } from './doctor.ts'
import { evaluate } from './evaluate.ts'
import { importFile } from './import/import-file.ts'
import { makePlan } from './plan/make-plan.ts'
import { planMinutes } from './plan/plan-minutes.ts'
import type { Plan } from './plan/planned.ts'
import type { PlanResult } from './plan/results.ts'
import { preview } from './preview.ts'
import { askVendors } from './privacy/ask-vendors.ts'
import { closeErasure } from './privacy/close-erasure.ts'
import { erase } from './privacy/erase.ts'
import { erasureStatus } from './privacy/erasure-status.ts'
import { exportContact } from './privacy/export-contact.ts'
import { planErasure } from './privacy/plan-erasure.ts'
import { readmit } from './privacy/readmit.ts'
import { listMerges, unmerge } from './privacy/unmerge.ts'
import { pullConnection } from './pull.ts'
import { pushPlan } from './push/push-plan.ts'
import { recoverConnections, writable } from './push/recover-batches.ts'
import { replay } from './push/replay.ts'
import { listRates } from './rates/list-rates.ts'
import type { CheckedRequest } from './request.ts'
import { RequestError } from './request-error.ts'
import type { HubResults, PullResult } from './result.ts'
import { recordRun } from './run-record.ts'
import { bringScoresUpToDate } from './scores/due-scores.ts'
import { explainScore } from './scores/explain-score.ts'
import { listScores, reportScore } from './scores/list-scores.ts'
import { experimentReport } from './scores/report-experiment.ts'
import { trainScores } from './scores/train-scores.ts'
import { difference } from './segments/difference.ts'
import { engagementBySegment } from './segments/engagement.ts'
import { explainContact } from './segments/explain-contact.ts'
import { history } from './segments/history.ts'
import { listWithWarnings } from './segments/list-with-warnings.ts'
import { members } from './segments/members.ts'
import { overlap } from './segments/overlap.ts'
import { sideBySide } from './side-by-side.ts'
import { status } from './status.ts'

/** Carries out one checked request. */
export async function answer(
  hub: HubContext,
  request: CheckedRequest,
  { signal, running }: { signal: AbortSignal; running: string | null },
): Promise<HubResults[keyof HubResults]> {
  switch (request.command) {
    case 'status':
      return status(hub, running)
    case 'doctor':
      return doctor(hub, signal)
    case 'describe':
      return describeConnection(hub, chosen(hub, [request.connection])[0] as Connection, signal)
    case 'pull':
      return pull(hub, chosen(hub, request.connections), signal)
    case 'import':
      return importFile(hub, request, signal)
    case 'evaluate':
      await bringScoresUpToDate(hub, { signal })
      return evaluate(hub, { ...request, author: request.author, signal })
    case 'scores-train':
      return trainScores(hub, { scores: request.scores, signal })
    case 'experiments-report':
      return experimentReport(hub, { experiment: request.experiment, look: request.look, signal })
    case 'scores-explain':
      return explainScore(hub, { score: request.score, contact: request.contact, signal })
    case 'scores-list':
      return listScores(hub)
    case 'scores-report':
      return reportScore(hub, request)
    case 'campaigns-list':
      return listCampaigns(hub)
    case 'rates-list':
      return listRates(hub)
    case 'compact':
      return compact(hub, signal)
    case 'segments-list':
      return listWithWarnings(hub)
    case 'segments-preview':
      return preview(hub, request)
    case 'segments-explain':
      return explainContact(hub, request)
    case 'segments-history':
      return history(hub, request)
    case 'segments-members':
      return members(hub, request)
    case 'segments-diff':
      return difference(hub, request)
    case 'segments-overlap':
      return overlap(hub, request)
    case 'segments-pareto':
      return engagementBySegment(hub, request)
    case 'plan':
      return planResult(await makePlan(hub, chosen(hub, request.connections)))
    case 'push':
      return push(hub, chosen(hub, request.connections), request.confirm, signal)
    case 'erase-plan':
      return planErasure(hub, request.contacts)
    case 'erase':
      return erase(hub, request.contacts, signal)
    case 'erase-status':
      return erasureStatus(hub, signal)
    case 'erase-close':
      return closeErasure(hub, request.erasure)
    case 'contacts-merges':
      return listMerges(hub, request)
    case 'contacts-unmerge':
      return unmerge(hub, request.contact, signal)
    case 'contacts-export':
      return exportContact(hub, request.contact)
    case 'readmit':
      return readmit(hub, request.contacts)
    case 'replay':
      return replay(hub, chosen(hub, request.connections), signal)
    case 'sync':
      return sync(hub, request, signal)
    default:
      throw new Error(`Unhandled request: ${request satisfies never}`)
  }
}

/** Connections are pulled side by side: each waits for its own vendor. */
async function pull(
  hub: HubContext,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<PullResult> {
  return {
    connections: await sideBySide(connections, connection => pullConnection(hub, connection, signal)),
  }
}

async function push(
  hub: HubContext,
  connections: readonly Connection[],
  confirm: boolean,
  signal: AbortSignal,
) {
  await goOnErasing(hub, connections, signal)
  // What a stopped push left open changes what is to be done, so it is ended before the plan is made.
  const recovered = await recoverConnections(hub, connections, signal)
  const plan = await makePlan(hub, writable(connections, recovered))
  return pushPlan(hub, plan, { confirm, signal, recovered })
}

async function sync(
  hub: HubContext,
  request: { connections?: string[] | undefined; confirm: boolean; author?: string | undefined },
  signal: AbortSignal,
) {
  return recordRun(hub, { kind: 'sync', connection: null, signal }, async () => {
    const pulled = await pull(hub, chosen(hub, request.connections), signal)
    const failed = new Set(pulled.connections.filter(({ error }) => error !== null).map(({ id }) => id))
    await bringScoresUpToDate(hub, { signal })
    const evaluated = await evaluate(hub, { author: request.author, full: false, verify: false, signal })
    // A connection that could not be read to the end is not written to: its mirror may be old.
    const connections = chosen(hub, request.connections).filter(({ id }) => !failed.has(id))
    await goOnErasing(hub, connections, signal)
    const recovered = await recoverConnections(hub, connections, signal)
    const plan = await makePlan(hub, writable(connections, recovered))
    const pushed = await pushPlan(hub, plan, { confirm: request.confirm, signal, recovered })
    return { pull: pulled, evaluate: evaluated, plan: planResult(plan), push: pushed }
  })
}

/** Erasures that are under way come before everything else that is written. */
async function goOnErasing(
  hub: HubContext,
  connections: readonly Connection[],
  signal: AbortSignal,
): Promise<void> {
  for (const { connection, error } of await askVendors(hub, connections, signal)) {
    hub.report({ kind: 'note', text: `${connection} could not be asked to erase: ${error}` })
  }
}

function planResult({ asOf, pushes, held }: Plan): PlanResult {
  const targets = pushes.map(({ summary }) => summary)
  const creates = pushes.flatMap(({ connection, create, rows }) => {
    if (create === null || rows.length === 0) return []
    const what =
      'fields' in create
        ? create.fields.map(({ name, type }) => `field ${name} (${type})`)
        : [`${create.target.kind} ${create.target.name}`]
    return what.map(text => ({ connection: connection.id as string, what: text }))
  })
  return {
    asOf: new Date(asOf).toISOString(),
    targets,
    creates,
    held,
    requests: targets.reduce((total, { requests }) => total + requests, 0),
    reads: targets.reduce((total, { reads }) => total + reads, 0),
    minutes: planMinutes(pushes),
  }
}

/** The named connections, or all. Throws `RequestError` for a name that is none. */
function chosen(hub: HubContext, names: readonly string[] | undefined): Connection[] {
  if (names === undefined || names.length === 0) return [...hub.connections.values()]
  return names.map(name => {
    const connection = hub.connections.get(name)
    if (connection !== undefined) return connection
    const known = [...hub.connections.keys()]
    throw new RequestError(
      `"${name}" is no connection of this hub.${didYouMean(name, known)} It has ${known.join(', ') || 'none'}.`,
    )
  })
}
