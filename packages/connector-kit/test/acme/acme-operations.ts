import {
  type CustomEventRow,
  type EraseRow,
  type FieldRow,
  fitFields,
  type MemberRow,
  type Operation,
  type Operations,
  type OptInRow,
  type OptOutRow,
  type Outcome,
  onFailure,
  rejected,
  type SendResult,
  type TargetRef,
  type TopicOptOutRow,
} from '../../src/index.ts'
import type { AcmeClient } from './acme-client.ts'
import { type AcmeConfig, ask } from './ask.ts'

type Op<Row extends { remoteId: string; email: string | null }> = Operation<Row, AcmeConfig, AcmeClient>

export const tagPath = ({ name, property }: Pick<TargetRef, 'name' | 'property'>): string =>
  `/tags/${encodeURIComponent(property === undefined ? name : `${property}:${name}`)}`

/** An answer per row: null, or what the vendor has against it. */
const outcomesOf = (results: readonly (string | null)[]): Outcome[] =>
  results.map(code => (code === null ? { status: 'applied' } : rejected(code, code, 'Pull again.')))

const fields: Op<FieldRow> = {
  name: 'fields',
  route: 'POST /members/fields',
  maxRows: 50,
  idempotent: true,
  prepare: fitFields,
  send: async (context, _target, rows) => {
    const body = rows.map(({ remoteId, values }) => ({ id: remoteId, values }))
    // "Partly": a field that Acme requires and that is empty stops no other.
    const results = await ask<(string | null)[]>(context, fields.route, '/members/fields?partly', { body })
    return { kind: 'answered', outcomes: outcomesOf(results) }
  },
}

const members: Op<MemberRow> = {
  name: 'members',
  route: 'POST /tags/{tag}/members',
  job: { route: 'GET /jobs/{job}', usuallyMs: 3_000, pollAfterMs: 1_000 },
  maxRows: 70,
  idempotent: false,
  send: async (context, { target }, rows) => {
    const ids = (action: MemberRow['action']) => rows.filter(r => r.action === action).map(r => r.remoteId)
    const body = { add: ids('add'), remove: ids('remove') }
    const path = `${tagPath(target as TargetRef)}/members`
    const begun = ask<{ job: number }>(context, members.route, path, { body, idempotent: false })
    return onFailure(
      'missing',
      begun.then(({ job }): SendResult => ({ kind: 'job', job, pollAfterMs: 1_000 })),
      ({ failure: { message } }) => {
        const next = `The tag "${target?.name}" is gone; choose another.`
        return { kind: 'answered', outcomes: rows.map(() => rejected('target-missing', message, next)) }
      },
    )
  },
  poll: async (context, _target, job, rows) => {
    const told = await ask<{ state: string; ids?: string[] }>(
      context,
      'GET /jobs/{job}',
      `/jobs/${String(job)}`,
    )
    if (told.state === 'working') return { kind: 'pending', pollAfterMs: 1_000 }
    if (told.state === 'failed') return { kind: 'done', outcomes: rows.map(() => JOB_FAILED) }
    const done = new Set(told.ids)
    return {
      kind: 'done',
      outcomes: rows.map(row => (done.has(row.remoteId) ? { status: 'applied' } : ROW_LOST)),
    }
  },
}

const JOB_FAILED: Outcome = { status: 'deferred', code: 'job-failed', message: 'The job failed. Push again.' }
const ROW_LOST: Outcome = {
  status: 'in-doubt',
  code: 'row-missing',
  message: 'The job never said. Pull again.',
}

const optOut: Op<OptOutRow> = {
  name: 'opt-out',
  route: 'POST /opt-outs',
  maxRows: 100,
  idempotent: true,
  send: async (context, _target, rows) => {
    await ask(context, optOut.route, '/opt-outs', {
      body: rows.map(({ remoteId }) => remoteId),
      priority: 'consent',
    })
    return { kind: 'accepted' }
  },
}

const optOutOfTopic: Op<TopicOptOutRow> = {
  name: 'opt-out of a topic',
  route: 'POST /topics/{topic}/opt-outs',
  maxRows: 100,
  batchKey: ({ topic }) => topic,
  idempotent: true,
  send: async (context, _target, rows) => {
    await ask(context, optOutOfTopic.route, `/topics/${rows[0]?.topic}/opt-outs`, {
      body: rows.map(({ remoteId }) => remoteId),
      priority: 'consent',
    })
    return { kind: 'accepted' }
  },
}

const optIn: Op<OptInRow> = {
  name: 'opt-in',
  route: 'POST /opt-ins',
  maxRows: 100,
  idempotent: true,
  send: async (context, _target, rows) => {
    const body = rows.map(({ remoteId, optIn: { at, evidence } }) => ({ id: remoteId, at, evidence }))
    return { kind: 'answered', outcomes: outcomesOf(await ask(context, optIn.route, '/opt-ins', { body })) }
  },
}

const events: Op<CustomEventRow> = {
  name: 'events',
  route: 'POST /events',
  maxRows: 40,
  // The vendor keeps the first event of a key.
  idempotent: true,
  rowKey: ({ key }) => key,
  send: async (context, _target, rows) => {
    const body = rows.map(({ remoteId, key, name, at, properties }) => ({
      id: remoteId,
      key,
      name,
      at,
      properties,
    }))
    await ask(context, events.route, '/events', { body })
    return { kind: 'accepted' }
  },
}

const erase: Op<EraseRow> = {
  name: 'erase',
  route: 'POST /erasures',
  maxRows: 100,
  idempotent: true,
  send: async (context, _target, rows) => {
    const body = rows.map(({ remoteId }) => remoteId)
    const { erasure } = await ask<{ erasure: number }>(context, erase.route, '/erasures', {
      body,
      priority: 'consent',
    })
    return { kind: 'job', job: erasure, pollAfterMs: 600_000 }
  },
  poll: async (context, _target, erasure, rows) => {
    const path = `/erasures/${String(erasure)}`
    const { done } = await ask<{ done: boolean }>(context, 'GET /erasures/{erasure}', path)
    if (!done) return { kind: 'pending', pollAfterMs: 600_000 }
    const body = rows.map(({ remoteId }) => remoteId)
    const there = new Set(await ask<string[]>(context, 'POST /members/lookup', '/members/lookup', { body }))
    return {
      kind: 'done',
      outcomes: rows.map(row => (there.has(row.remoteId) ? STILL_THERE : { status: 'applied' })),
    }
  },
}

const STILL_THERE: Outcome = { status: 'rejected', code: 'still-there', message: 'Acme kept it. Ask Acme.' }

export const acmeOperations: Operations<AcmeConfig, AcmeClient> = {
  fields,
  members,
  optOut,
  optOutOfTopic,
  optIn,
  events,
  erase,
}
