import {
  type Catalog,
  convertValue,
  parseForeignAmount,
  type Value,
  type ValueType,
} from '../../schema/index.ts'
import { didYouMean, quoted } from '../../schema/nearest-name.ts'
import type { Path } from '../../schema/path-text.ts'
import type { WrittenCase } from './segment-test-schema.ts'

/** What names in a test file can refer to. */
export interface TestScope {
  readonly catalog: Catalog
  /** ISO 4217; what amounts are read in. */
  readonly currency: string
  readonly segments: ReadonlySet<string>
}

type Report = (path: Path, reason: string) => void

/** Reports every name that nothing is called by, and every value that is not of its type. */
export function checkTestNames({ given, expect }: WrittenCase, scope: TestScope, report: Report): void {
  const { attributes, events } = scope.catalog
  for (const [name, person] of Object.entries(given)) {
    checkValues(person?.attributes ?? {}, attributes, 'attribute', ['given', name, 'attributes'])
    for (const [index, event] of (person?.events ?? []).entries()) {
      const path = ['given', name, 'events', index]
      const spec = events.get(event.event)
      if (spec)
        checkValues(event.with, spec.properties, `property of ${event.event}`, [...path, 'with'], true)
      else unknown('event', event.event, events.keys(), [...path, 'event'])
    }
  }
  for (const [name, person] of Object.entries(given)) {
    for (const [index, leaf] of (person?.passes ?? []).entries()) {
      if (!('connection' in leaf) || scope.catalog.connections.has(leaf.connection)) continue
      const path = ['given', name, 'passes', index, 'connection']
      unknown('connection', leaf.connection, scope.catalog.connections, path)
    }
  }
  for (const [segment, lists] of Object.entries(expect)) {
    if (!scope.segments.has(segment)) unknown('segment', segment, scope.segments, ['expect', segment])
    for (const list of ['in', 'not_in'] as const) {
      for (const [index, person] of lists[list].entries()) {
        const path = ['expect', segment, list, index]
        if (!Object.hasOwn(given, person)) unknown('person under "given"', person, Object.keys(given), path)
      }
    }
    for (const person of lists.in.filter(each => lists.not_in.includes(each))) {
      report(['expect', segment], `${quoted(person)} cannot be both in and not in.`)
    }
  }

  function checkValues(
    values: Readonly<Record<string, Value>>,
    known: ReadonlyMap<string, ValueType>,
    what: string,
    path: Path,
    foreign = false,
  ): void {
    for (const [name, value] of Object.entries(values)) {
      const type = known.get(name)
      if (type === undefined) unknown(what, name, known.keys(), [...path, name])
      // A value that a store would drop makes a test of nothing; an event's amount may name its currency.
      else if (
        convertValue(value, type, scope.currency) === undefined &&
        !(foreign && isForeign(value, type))
      ) {
        report([...path, name], `expected a value of type ${type}, not ${quoted(String(value))}`)
      }
    }
  }

  function unknown(what: string, name: string, candidates: Iterable<string>, path: Path): void {
    report(path, `no ${what} is called ${quoted(name)}.${didYouMean(name, candidates)}`)
  }
}

const isForeign = (value: Value, type: ValueType): boolean =>
  type === 'money' && parseForeignAmount(String(value)) !== undefined
