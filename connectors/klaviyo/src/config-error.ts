import { ConnectorError } from '@esplanade/connector-kit'

/** What a person must change in the configuration before the call makes sense. */
export function configError(route: string, code: string, message: string): ConnectorError {
  return new ConnectorError('config', route, { status: null, code, message }, message)
}
