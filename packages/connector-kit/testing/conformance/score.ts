import { CAPABILITIES, type Capability, hasCapability } from '../../src/capability.ts'
import type { Connector } from '../../src/connector.ts'
import { allTests } from './all-tests.ts'
import type { ConformanceTest } from './conformance-test.ts'
import type { ConnectorConformance } from './describe-connector.ts'
import { onStage } from './stage.ts'
import { type LeftOut, whyLeftOut } from './why-left-out.ts'

/** Which of the suite's guarantees a connector keeps: plain JSON. */
export interface Score {
  readonly connector: string
  readonly title: string
  readonly kept: number
  readonly broken: number
  readonly leftOut: number
  readonly guarantees: readonly Guarantee[]
  readonly capabilities: readonly {
    readonly name: Capability
    readonly means: string
    /** Null for one that is there. */
    readonly absentBecause: string | null
  }[]
}

export type Guarantee =
  | { readonly name: string; readonly result: 'kept' }
  | { readonly name: string; readonly result: 'broken'; readonly message: string }
  | ({ readonly name: string; readonly result: 'left-out' } & LeftOut)

/** Plays the whole suite against the connector's emulator, in this process and without a test runner. */
export async function runConformance<State>(
  conformance: ConnectorConformance<State>,
  tell: (done: number, total: number) => void = () => undefined,
): Promise<Score> {
  const guarantees: Guarantee[] = []
  for (const test of allTests) {
    guarantees.push(leftOut(test, conformance) ?? (await play(test, conformance)))
    tell(guarantees.length, allTests.length)
  }
  return toScore(conformance.connector, guarantees)
}

/** What the suite holds the connector to, unplayed: its tests fail where one of these is not kept. */
export function declaredScore<State>(conformance: ConnectorConformance<State>): Score {
  const guarantees = allTests.map(
    (test): Guarantee => leftOut(test, conformance) ?? { name: test.name, result: 'kept' },
  )
  return toScore(conformance.connector, guarantees)
}

async function play<State>(
  { name, run }: ConformanceTest,
  { connector, harness }: ConnectorConformance<State>,
): Promise<Guarantee> {
  try {
    await onStage(connector, harness, run)
    return { name, result: 'kept' }
  } catch (error) {
    return { name, result: 'broken', message: error instanceof Error ? error.message : String(error) }
  }
}

function leftOut<State>(
  test: ConformanceTest,
  { connector, harness, skip = [] }: ConnectorConformance<State>,
): Guarantee | undefined {
  const why = whyLeftOut(test, connector, harness, skip)
  return why && { name: test.name, result: 'left-out', ...why }
}

function toScore(connector: Connector, guarantees: readonly Guarantee[]): Score {
  const count = (result: Guarantee['result']) => guarantees.filter(one => one.result === result).length
  return {
    connector: connector.name,
    title: connector.title,
    kept: count('kept'),
    broken: count('broken'),
    leftOut: count('left-out'),
    guarantees,
    capabilities: (Object.keys(CAPABILITIES) as Capability[]).map(name => ({
      name,
      means: CAPABILITIES[name],
      absentBecause: hasCapability(connector, name) ? null : (connector.absent?.[name] ?? 'not said'),
    })),
  }
}
