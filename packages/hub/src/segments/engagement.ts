import { isoInstant } from '@esplanade/core/schema'
import {
  DefinitionError,
  type EventExpression,
  evaluateSegments,
  pareto,
  planSegments,
  resolveExpressions,
  type ValueExpression,
} from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { readDefinitions } from '../segments.ts'
import type { ParetoResult } from './results.ts'

/**
 * Which part of the engagement which part of the segments brings. Engagement is a person's opens and
 * clicks within a length of time, those that a machine made left out.
 */
export async function engagementBySegment(
  hub: HubContext,
  { within }: { within: string },
): Promise<ParetoResult> {
  const { resolved } = await readDefinitions(hub.config, hub.folder)
  const { currency, timeZone, catalog } = hub.config
  const expressions = resolveExpressions([engagement(within)], catalog)
  if (!expressions.ok) throw new DefinitionError(expressions.problems)
  const plan = planSegments(resolved, {
    asOf: hub.clock.now(),
    currency,
    timeZone,
    values: expressions.value,
  })
  const { asOf, living, segments, values } = await evaluateSegments(plan, hub.store.facts)
  const masks = [...segments].map(([id, { mask }]) => ({ id: id as string, mask }))
  const table = pareto(masks, living, contact => Number(values[0]?.get(contact) ?? 0))
  return { asOf: isoInstant(asOf), within, ...table }
}

function engagement(within: string): ValueExpression {
  const events: EventExpression = {
    event: ['email_opened', 'email_clicked'],
    within,
    where: { machine: { is_not: true } },
    count: true,
  }
  return events
}
