import type { CallAnswer, SdkFailure } from '@esplanade/connector-kit'

/** The title of a result that can no longer be fetched. */
export const RESULT_EXPIRED = 'Batch Result Expired'
const TIMEOUT_MS = 120_000

/**
 * Fetches the result of a batch. Its address belongs to a file store and not to the API: it is open to
 * anyone who knows it, so the key must not go there, and the SDK cannot fetch it.
 *
 * @throws DownloadError
 */
export async function download(url: URL): Promise<CallAnswer<Uint8Array>> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const data = new Uint8Array(await answer.arrayBuffer())
    if (!answer.ok) throw new DownloadError(answer.status)
    return { data, headers: answer.headers }
  } catch (error) {
    // The message of a failed fetch may hold the address, which is as good as a key to what it names.
    throw error instanceof DownloadError ? error : new DownloadError(null)
  }
}

/** The result did not come. */
export class DownloadError extends Error {
  readonly facts: SdkFailure

  constructor(status: number | null) {
    super('the result of the batch could not be fetched')
    const gone = status === 403 || status === 404 || status === 410
    const title = gone ? RESULT_EXPIRED : 'Batch Result Unavailable'
    this.facts = { status, body: { title, detail: `${title}.` } }
  }
}
