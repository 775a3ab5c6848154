export interface EventDefinition {
  readonly name: string
  readonly label: string
  readonly fullyQualifiedName: string
  readonly properties: readonly string[]
  readonly createdAt: number
}

export interface EventOccurrence {
  readonly eventName: string
  readonly uuid: string
  readonly objectId: string | undefined
  readonly email: string | undefined
  readonly at: number
  readonly properties: Readonly<Record<string, string>>
}

/** Occurrences that are kept; a rehearsal that sends more has seen what it wanted to see. */
const MOST_OCCURRENCES = 1_000_000

/** Custom events: what they are, and what happened. Of two occurrences with one uuid the first counts. */
export class CustomEventStore {
  readonly #portalId: number
  readonly #definitions = new Map<string, EventDefinition>()
  readonly #occurrences = new Map<string, EventOccurrence>()

  constructor(portalId: number) {
    this.#portalId = portalId
  }

  /** Undefined where the name is taken. */
  define(
    name: string,
    label: string,
    properties: readonly string[],
    createdAt: number,
  ): EventDefinition | undefined {
    const fullyQualifiedName = `pe${this.#portalId}_${name}`
    if (this.#definitions.has(fullyQualifiedName)) return undefined
    const definition = { name, label, fullyQualifiedName, properties, createdAt }
    this.#definitions.set(fullyQualifiedName, definition)
    return definition
  }

  definition(fullyQualifiedName: string): EventDefinition | undefined {
    return this.#definitions.get(fullyQualifiedName)
  }

  search(text: string): EventDefinition[] {
    const wanted = text.toLowerCase()
    return [...this.#definitions.values()].filter(({ name, label }) =>
      [name, label.toLowerCase()].some(known => known.includes(wanted)),
    )
  }

  record(occurrence: EventOccurrence): void {
    const key = `${occurrence.eventName}/${occurrence.uuid}`
    if (this.#occurrences.has(key) || this.#occurrences.size >= MOST_OCCURRENCES) return
    this.#occurrences.set(key, occurrence)
  }

  of(contactId: string, email: string): EventOccurrence[] {
    return [...this.#occurrences.values()].filter(
      occurrence => occurrence.objectId === contactId || occurrence.email === email,
    )
  }
}
