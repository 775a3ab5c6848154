import { ConnectorError } from '../fault.ts'

/**
 * For an answer that the vendor's documentation does not allow. `what` names the place and what was
 * expected there, never a value: values are people's.
 */
export function contractError(route: string, what: string): ConnectorError {
  return new ConnectorError(
    'contract',
    route,
    { status: 200, code: null, message: what },
    `${route} was answered with something that its documentation does not allow: ${what}. Please report this; nothing stored is lost.`,
  )
}
