import { isoInstant } from '@esplanade/core/schema'
import {
  DefinitionError,
  type EventExpression,
  pareto,
  resolveExpressions,
  type ValueExpression,
} from '@esplanade/core/segments'
import type { HubContext } from '../context.ts'
import { readDefinitions } from '../segments.ts'
import { evaluateAsOf } from './evaluate-as-of.ts'
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
  const expressions = resolveExpressions([engagement(within)], hub.config.catalog)
  if (!expressions.ok) throw new DefinitionError(expressions.problems)
  const { asOf, living, segments, values } = await evaluateAsOf(
    hub,
    hub.clock.now(),
    resolved,
    expressions.value,
  )
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
