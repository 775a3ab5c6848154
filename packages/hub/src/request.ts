import { parseDuration, strictShape } from '@esplanade/core/schema'
import { z } from 'zod'

const AUTHOR_LENGTH = 200
/** Who asks, as new versions of segments will name them. */
const author = z.string().min(1).max(AUTHOR_LENGTH).optional()

/** People whom one request may name; a request has to cross a socket whole. */
const MOST_PEOPLE = 100_000
/** E-mail addresses, contact numbers, or `external:…`, `phone:…`. */
const people = z.array(z.string().min(1).max(512)).min(1).max(MOST_PEOPLE)

/**
 * Everything that can be asked of a hub, as plain JSON: the process that owns the store carries
 * requests out, for itself and for others that reach it over its socket.
 */
export const requestSchema = z.discriminatedUnion('command', [
  strictShape({ command: z.literal('status') }),
  strictShape({ command: z.literal('doctor') }),
  strictShape({ command: z.literal('describe'), connection: z.string() }),
  strictShape({ command: z.literal('pull'), connections: z.array(z.string()).optional() }),
  strictShape({
    command: z.literal('import'),
    kind: z.enum(['contacts', 'events']),
    file: z.string().min(1),
    mapping: z.lazy(() => importMappingSchema),
  }),
  strictShape({
    command: z.literal('evaluate'),
    author,
    /** Evaluates everything, whatever is known of the last time. */
    full: z.boolean().default(false),
    /** Evaluates in full beside, and fails when the two differ. */
    verify: z.boolean().default(false),
  }),
  strictShape({ command: z.literal('compact') }),
  strictShape({ command: z.literal('campaigns-list') }),
  strictShape({ command: z.literal('rates-list') }),
  strictShape({
    command: z.literal('scores-train'),
    /** Names; none means all. */
    scores: z.array(z.string()).optional(),
  }),
  strictShape({ command: z.literal('scores-list') }),
  strictShape({
    command: z.literal('scores-explain'),
    score: z.string(),
    /** An e-mail address, a contact number, or `external:…`, `phone:…`. */
    contact: z.string().min(1).max(512),
  }),
  strictShape({
    command: z.literal('experiments-report'),
    experiment: z.string(),
    /** Without it, the last one planned. */
    look: z.int().min(1).optional(),
  }),
  strictShape({
    command: z.literal('scores-report'),
    score: z.string(),
    /** Without it, the one that serves. */
    version: z.int().min(1).optional(),
  }),
  strictShape({ command: z.literal('segments-list') }),
  strictShape({
    command: z.literal('segments-preview'),
    segment: z.string(),
    samples: z.int().min(0).max(100).default(5),
  }),
  strictShape({
    command: z.literal('segments-explain'),
    segment: z.string(),
    /** An e-mail address, a contact number, or `external:…`, `phone:…`. */
    contact: z.string().min(1).max(512),
    /** Deciding events to show for each leaf. */
    latest: z.int().min(0).max(100).default(3),
  }),
  strictShape({ command: z.literal('segments-history'), segment: z.string() }),
  strictShape({
    command: z.literal('segments-members'),
    segment: z.string(),
    /** ISO 8601; without it, now. */
    at: z.string().optional(),
    /** Contacts to name. */
    most: z.int().min(0).max(100_000).default(100),
  }),
  strictShape({
    command: z.literal('segments-diff'),
    /** Without it, every segment that differs. */
    segment: z.string().optional(),
    /** Versions; without `from` what is stored, without `to` what the files say. */
    from: z.int().min(1).optional(),
    to: z.int().min(1).optional(),
    /** Contacts to name, of those entering and of those leaving. */
    most: z.int().min(0).max(1_000).default(10),
  }),
  strictShape({
    command: z.literal('segments-overlap'),
    /** Ids of segments; none means all. */
    segments: z.array(z.string()).optional(),
    /** Of nobody's contacts. */
    samples: z.int().min(0).max(100).default(5),
  }),
  strictShape({
    command: z.literal('segments-pareto'),
    /** How far back engagement counts, such as `30d`. */
    within: z
      .string()
      .refine(text => parseDuration(text) !== undefined, 'expected a length of time such as 12h, 30d or 6w')
      .default('30d'),
  }),
  strictShape({ command: z.literal('plan'), connections: z.array(z.string()).optional() }),
  strictShape({
    command: z.literal('push'),
    connections: z.array(z.string()).optional(),
    /** Goes on past the brake. */
    confirm: z.boolean().default(false),
  }),
  strictShape({ command: z.literal('erase-plan'), contacts: people }),
  strictShape({ command: z.literal('erase'), contacts: people }),
  strictShape({ command: z.literal('erase-status') }),
  strictShape({ command: z.literal('erase-close'), erasure: z.string().min(1).max(64) }),
  strictShape({
    command: z.literal('contacts-merges'),
    /** Only those into this one. */
    contact: z.string().min(1).max(512).optional(),
    most: z.int().min(1).max(100_000).default(100),
  }),
  strictShape({ command: z.literal('contacts-unmerge'), contact: z.string().min(1).max(512) }),
  strictShape({ command: z.literal('contacts-export'), contact: z.string().min(1).max(512) }),
  strictShape({ command: z.literal('readmit'), contacts: people }),
  strictShape({ command: z.literal('replay'), connections: z.array(z.string()).optional() }),
  strictShape({
    command: z.literal('sync'),
    connections: z.array(z.string()).optional(),
    confirm: z.boolean().default(false),
    author,
  }),
])
export type HubRequest = z.input<typeof requestSchema>
export type CheckedRequest = z.output<typeof requestSchema>

/**
 * How the columns of a file become contacts or events. `source` names where the rows come from, as a
 * connection's name does for pulled ones; the same file imported twice under one source adds nothing.
 */
export const importMappingSchema = strictShape({
  source: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,62}$/, 'expected lower-case letters, digits, "-" or "_"')
    .default('import'),
  /** Columns that identify the person, by kind. */
  identities: strictShape({ email: z.string(), phone: z.string(), external: z.string() })
    .partial()
    .refine(columns => Object.keys(columns).length > 0, 'expected at least one of email, phone, external'),
  /** Contacts: attribute names to columns. */
  attributes: z.record(z.string(), z.string()).optional(),
  /** Contacts: the column with the time of the last change. */
  changedAt: z.string().optional(),
  /** Contacts: a recorded opt-in or opt-out. */
  consent: strictShape({
    column: z.string(),
    subscribed: z.array(z.string()),
    unsubscribed: z.array(z.string()),
    at: z.string().optional(),
  }).optional(),
  /** Events: the type of all rows, or the column that names it. */
  type: z.union([z.string(), strictShape({ column: z.string() })]).optional(),
  /** Events: the column with the time, ISO 8601; without an offset it is UTC. */
  at: z.string().optional(),
  /** Events: columns that together identify the event; absent, all mapped columns and the row's occurrence do. */
  id: z.array(z.string()).min(1).optional(),
  /** Events: property names to columns. */
  properties: z.record(z.string(), z.string()).optional(),
})
export type ImportMapping = z.input<typeof importMappingSchema>

/** What a running request tells whoever asked. */
export type ProgressReport =
  /** `task` is stable while it goes on, such as `pull news contacts`; `total` is null where nobody knows. */
  | { readonly kind: 'progress'; readonly task: string; readonly done: number; readonly total: number | null }
  | { readonly kind: 'done'; readonly task: string; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }

export type Report = (report: ProgressReport) => void
