import { createRequire } from 'node:module'
import { basePath, type MailchimpConfig } from './config.ts'

/** The vendor cuts its own requests after two minutes; waiting longer learns nothing. */
const REQUEST_TIMEOUT_MS = 120_000

// The SDK is CommonJS and ships no types; what Esplanade calls of it is typed below.
const require = createRequire(import.meta.url)
const sharedInstance: { readonly constructor: new () => MailchimpClient } =
  require('@mailchimp/mailchimp_marketing')

/** What a method of the SDK resolves to. Bodies are checked against `shapes.ts`. */
export interface SdkAnswer {
  readonly data: unknown
  readonly response: { readonly headers: Readonly<Record<string, string>> }
}

export type Options = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** The part of `@mailchimp/mailchimp_marketing` that Esplanade calls, by the names it has there. */
export interface MailchimpClient {
  basePath: string
  timeout: number
  setConfig(config: { apiKey: string }): void
  readonly root: { getRootWithHttpInfo(options: Options): Promise<SdkAnswer> }
  readonly campaigns: { listWithHttpInfo(options: Options): Promise<SdkAnswer> }
  readonly batches: {
    startWithHttpInfo(body: object): Promise<SdkAnswer>
    statusWithHttpInfo(batchId: string, options: Options): Promise<SdkAnswer>
  }
  readonly ecommerce: {
    ordersWithHttpInfo(options: Options): Promise<SdkAnswer>
    storesWithHttpInfo(options: Options): Promise<SdkAnswer>
    getAllStoreProductsWithHttpInfo(storeId: string, options: Options): Promise<SdkAnswer>
  }
  readonly lists: {
    getAllListsWithHttpInfo(options: Options): Promise<SdkAnswer>
    getListWithHttpInfo(listId: string, options: Options): Promise<SdkAnswer>
    getListMemberWithHttpInfo(listId: string, contactId: string, options: Options): Promise<SdkAnswer>
    getListMembersInfoWithHttpInfo(listId: string, options: Options): Promise<SdkAnswer>
    batchListMembersWithHttpInfo(listId: string, body: object, options: Options): Promise<SdkAnswer>
    getListMergeFieldsWithHttpInfo(listId: string, options: Options): Promise<SdkAnswer>
    addListMergeFieldWithHttpInfo(listId: string, body: object): Promise<SdkAnswer>
    updateListMergeFieldWithHttpInfo(listId: string, mergeId: string, body: object): Promise<SdkAnswer>
    listSegmentsWithHttpInfo(listId: string, options: Options): Promise<SdkAnswer>
    createSegmentWithHttpInfo(listId: string, body: object): Promise<SdkAnswer>
    getSegmentMembersListWithHttpInfo(listId: string, segmentId: string, options: Options): Promise<SdkAnswer>
    /** The body comes first here, and only here. */
    batchSegmentMembersWithHttpInfo(body: object, listId: string, segmentId: string): Promise<SdkAnswer>
  }
  readonly reports: {
    getCampaignRecipientsWithHttpInfo(campaignId: string, options: Options): Promise<SdkAnswer>
    getEmailActivityForCampaignWithHttpInfo(campaignId: string, options: Options): Promise<SdkAnswer>
    getUnsubscribedListForCampaignWithHttpInfo(campaignId: string, options: Options): Promise<SdkAnswer>
  }
  /** What every method above ends in; used where one of them leaves out a parameter. */
  callApi(
    path: string,
    method: string,
    pathParams: object,
    queryParams: object,
    headerParams: object,
    formParams: object,
    body: null,
    authNames: readonly string[],
    contentTypes: readonly string[],
    accepts: readonly string[],
    returnType: string,
  ): Promise<SdkAnswer>
}

/**
 * A client of its own for each connection: the SDK exports one shared instance, which a second
 * connection would overwrite. `server` is never set, since the SDK would then replace the first
 * "server" in every URL, also inside an id or an address.
 */
export function connect(config: MailchimpConfig): MailchimpClient {
  const client = new sharedInstance.constructor()
  client.setConfig({ apiKey: config.apiKey })
  client.basePath = basePath(config)
  client.timeout = REQUEST_TIMEOUT_MS
  return client
}
