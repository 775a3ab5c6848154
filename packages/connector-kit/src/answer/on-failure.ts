import { ConnectorError, type FaultKind } from '../fault.ts'

/**
 * What a call gives or, where it failed in one of these ways, what is made of the failure. Every other
 * failure goes on.
 *
 * @example
 * const list = await onFailure('missing', readList(context, id), () => undefined)
 */
export async function onFailure<Answer, Instead>(
  kinds: FaultKind | readonly FaultKind[],
  call: Promise<Answer>,
  instead: (failure: ConnectorError) => Instead | Promise<Instead>,
): Promise<Answer | Instead> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ConnectorError && [kinds].flat().includes(error.kind)) return instead(error)
    throw error
  }
}
