/** A request that this hub cannot carry out as it was put: a name it does not have, or a step that comes first. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
}
