export interface Metric {
  /** A small number for the event columns. */
  readonly no: number
  readonly id: string
  readonly name: string
  readonly integration: string
  readonly created: number
}

/** The metrics that every account has from its own e-mail, and those that events have made. */
export class MetricStore {
  readonly #byName = new Map<string, Metric>()
  readonly #all: Metric[] = []
  readonly #created: number

  constructor(created: number) {
    this.#created = created
    for (const name of STANDARD_METRICS) this.#add(name, 'Klaviyo')
  }

  /** The metric of this name; an event of an unknown one makes it. */
  named(name: string): Metric {
    return this.#byName.get(name) ?? this.#add(name, 'API')
  }

  byNumber(no: number): Metric {
    return this.#all[no] as Metric
  }

  byId(id: string): Metric | undefined {
    return this.#all.find(metric => metric.id === id)
  }

  all(): readonly Metric[] {
    return this.#all
  }

  #add(name: string, integration: string): Metric {
    const no = this.#all.length
    const id = `M${(no + 1).toString(36).toUpperCase().padStart(5, '0')}`
    const metric: Metric = { no, id, name, integration, created: this.#created }
    this.#all.push(metric)
    this.#byName.set(name, metric)
    return metric
  }
}

/** Source: "Email metrics reference" of the vendor's help centre. */
const STANDARD_METRICS = [
  'Received Email',
  'Opened Email',
  'Clicked Email',
  'Bounced Email',
  'Dropped Email',
  'Marked Email as Spam',
  'Unsubscribed from Email Marketing',
  'Subscribed to Email Marketing',
  'Subscribed to List',
  'Unsubscribed from List',
]
