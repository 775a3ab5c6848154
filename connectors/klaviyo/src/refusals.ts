import { ConnectorError } from '@esplanade/connector-kit'
import { UNEXPECTED_ANSWER } from './read-failure.ts'

/** What a person must change in the configuration before the call makes sense. */
export function configError(route: string, code: string, message: string): ConnectorError {
  return new ConnectorError('config', route, { status: null, code, message }, message)
}

/** An answer that was read without trouble and still cannot be right. */
export function contractError(route: string, message: string): ConnectorError {
  return new ConnectorError('contract', route, { status: null, code: UNEXPECTED_ANSWER, message }, message)
}
