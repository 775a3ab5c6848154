/** A mail to many. Times are milliseconds since the epoch. */
export interface EmailCampaign {
  readonly id: number
  readonly name: string
  readonly subject: string
  readonly sentAt?: number
  readonly updatedAt?: number
}
