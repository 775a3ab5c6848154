import { ConnectorError } from '../fault.ts'

/** A mistake in how a connection is set up, found before or without a request. `message` says what to change. */
export function configError(route: string, message: string, code: string | null = null): ConnectorError {
  return new ConnectorError('config', route, { status: null, code, message }, message)
}
