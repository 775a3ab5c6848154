import type { RecordStore, RecordVersion } from './record-store.ts'

/** Who is who among the contacts: addresses are unique over primary and secondary ones, and merges make new ids. */
export class ContactBook {
  readonly #records: RecordStore
  readonly #idsByEmail = new Map<string, string>()
  /** By name and value of properties that the account made unique. */
  readonly #idsByValue = new Map<string, string>()

  constructor(records: RecordStore) {
    this.#records = records
  }

  byEmail(email: string): RecordVersion | undefined {
    const id = this.#idsByEmail.get(email.toLowerCase())
    return id === undefined ? undefined : this.#records.get(id)
  }

  /** By address, or by the value of a unique property. */
  byUnique(name: string, value: string): RecordVersion | undefined {
    if (name === 'email') return this.byEmail(value)
    const id = this.#idsByValue.get(`${name} ${value}`)
    return id === undefined ? undefined : this.#records.get(id)
  }

  /** Its addresses must be free. */
  add(contact: RecordVersion, now: number): void {
    const taken = addressesOf(contact).some(address => this.#idsByEmail.has(address))
    if (taken) throw new RangeError('The account already has a contact with this address.')
    this.#records.insert(contact, now)
    this.#claim(contact)
  }

  /** Values must be good ones: routes check first. `''` clears. */
  update(id: string, values: Readonly<Record<string, string>>, at: number, now: number): RecordVersion {
    const before = this.#get(id)
    const properties = Object.fromEntries(
      Object.entries({ ...before.properties, ...this.#appended(before, values) }).filter(
        ([, value]) => value !== '',
      ),
    )
    if (properties.email !== undefined) properties.email = properties.email.toLowerCase()
    this.#release(before)
    const after = this.#records.write(before.id, { properties }, at, now)
    this.#claim(after)
    return after
  }

  archive(id: string, now: number): RecordVersion {
    const contact = this.#get(id)
    this.#release(contact)
    return this.#records.write(contact.id, { archivedAt: now }, now)
  }

  erase(id: string): void {
    const contact = this.#get(id)
    if (contact.archivedAt === null) this.#release(contact)
    this.#records.remove(contact.id)
  }

  /** The old ids forward to the new one, and the second contact's address becomes a secondary one. */
  merge(
    primaryId: string,
    otherId: string,
    newId: string,
    now: number,
  ): { merged: RecordVersion; gone: readonly string[] } {
    const [primary, other] = [this.#get(primaryId), this.#get(otherId)]
    const secondary = [...addressesOf(primary), ...addressesOf(other)].filter(
      address => address !== primary.properties.email,
    )
    const ids = [primary, other].flatMap(({ id, properties }) => [
      id,
      ...splitList(properties.hs_merged_object_ids),
    ])
    const merged: RecordVersion = {
      id: newId,
      properties: {
        ...other.properties,
        ...primary.properties,
        hs_merged_object_ids: ids.join(';'),
        ...(secondary.length > 0 && { hs_additional_emails: secondary.join(';') }),
      },
      createdAt: Math.min(primary.createdAt, other.createdAt),
      modifiedAt: now,
      archivedAt: null,
    }
    for (const each of [primary, other]) this.#release(each)
    this.#records.insert(merged, now)
    this.#claim(merged)
    const gone = [primary.id, other.id]
    for (const old of gone) this.#records.forward(old, newId)
    return { merged, gone }
  }

  /** Several checkboxes take a value after a semicolon as one more. */
  #appended({ properties }: RecordVersion, values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const several = this.#records.catalog.get(name)?.fieldType === 'checkbox'
        if (!several || !value.startsWith(';')) return [name, value]
        const all = new Set([...splitList(properties[name]), ...splitList(value.slice(1))])
        return [name, [...all].join(';')]
      }),
    )
  }

  #get(id: string): RecordVersion {
    const contact = this.#records.get(id)
    if (contact === undefined) throw new RangeError(`The account has no contact ${id}.`)
    return contact
  }

  #uniqueValues({ properties }: RecordVersion): string[] {
    const names = this.#records.catalog.uniqueNames().filter(name => properties[name])
    return names.map(name => `${name} ${properties[name]}`)
  }

  #claim(contact: RecordVersion): void {
    for (const address of addressesOf(contact)) this.#idsByEmail.set(address, contact.id)
    for (const key of this.#uniqueValues(contact)) this.#idsByValue.set(key, contact.id)
  }

  #release(contact: RecordVersion): void {
    for (const address of addressesOf(contact)) this.#idsByEmail.delete(address)
    for (const key of this.#uniqueValues(contact)) this.#idsByValue.delete(key)
  }
}

const splitList = (text: string | undefined): string[] => (text ? text.split(';') : [])

const addressesOf = ({ properties }: RecordVersion): string[] => [
  ...splitList(properties.email),
  ...splitList(properties.hs_additional_emails),
]
