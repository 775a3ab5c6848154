import type { EmulatorWorld } from '../../testing/emulator/index.ts'

export interface AcmeMember {
  readonly id: string
  /** Empty where none is known. */
  email: string
  mailable: boolean
  /** Topics that the member opted out of. */
  readonly optedOutOf: Set<string>
  /** The person said so themself, which no account may undo. */
  optedOutByPerson: boolean
  bounced: boolean
  changedAt: number
  gone: 'archived' | { readonly mergedInto: string } | null
  readonly fields: Map<string, string>
}

export interface AcmeEvent {
  readonly key: string
  readonly id: string
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

type AcmeFate = 'fails' | 'loses-rows' | 'expires'

interface AcmeJob {
  readonly dueAt: number
  readonly ids: readonly string[]
  readonly fate: AcmeFate | null
}

/** A made-up vendor: one container, cursors, a bulk write with an answer per row, tags by jobs, opt-outs unanswered. */
export interface AcmeAccount {
  readonly world: EmulatorWorld
  readonly members: Map<string, AcmeMember>
  readonly byEmail: Map<string, AcmeMember>
  readonly fields: Set<string>
  /** Fields that take numbers alone. */
  readonly numeric: Set<string>
  /** Fields that every member should have filled. */
  readonly required: Set<string>
  /** The key that works. */
  apiKey: string
  /** Tag names to members. */
  readonly tags: Map<string, Set<string>>
  /** Those of the tags that a rule of Acme's own fills. */
  readonly ruled: Set<string>
  readonly jobs: AcmeJob[]
  /** What becomes of the next job. */
  nextFate: AcmeFate | null
  readonly events: Map<string, AcmeEvent>
  readonly erasures: { readonly dueAt: number; readonly ids: readonly string[] }[]
  readonly campaigns: { readonly id: string; readonly subject: string; readonly sentAt: number }[]
  readonly products: { readonly id: string; readonly title: string }[]
  scopes: readonly string[]
}

export const ACME_KEY = 'acme-key-1234567890'
const ACME_SCOPES = ['read', 'write', 'erase'] as const

export function createAccount(world: EmulatorWorld): AcmeAccount {
  return {
    world,
    members: new Map(),
    byEmail: new Map(),
    fields: new Set(),
    numeric: new Set(),
    required: new Set(),
    apiKey: ACME_KEY,
    tags: new Map(),
    ruled: new Set(),
    jobs: [],
    nextFate: null,
    events: new Map(),
    erasures: [],
    campaigns: [],
    products: [],
    scopes: ACME_SCOPES,
  }
}

/** Erasing takes effect when its time has come; nobody hears of it but whoever asks. */
export function eraseDue({ erasures, members, byEmail, tags, world }: AcmeAccount): void {
  for (const { dueAt, ids } of erasures) {
    if (world.clock.now() < dueAt) continue
    for (const id of ids) {
      const member = members.get(id)
      members.delete(id)
      if (member) byEmail.delete(member.email)
      for (const tag of tags.values()) tag.delete(id)
    }
  }
}
