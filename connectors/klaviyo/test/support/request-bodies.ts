/** Request bodies as the vendor's reference shows them. */
export const profile = (attributes: Record<string, unknown>, id?: string) => ({
  data: { type: 'profile', ...(id && { id }), attributes },
})
export const imported = (...attributes: Record<string, unknown>[]) => ({
  data: {
    type: 'profile-bulk-import-job',
    attributes: { profiles: { data: attributes.map(each => profile(each).data) } },
  },
})
export const consented = (type: 'create' | 'delete', email: string, list?: string) => ({
  data: {
    type: `profile-subscription-bulk-${type}-job`,
    attributes: {
      profiles: {
        data: [
          profile({
            email,
            subscriptions: {
              email: { marketing: { consent: type === 'create' ? 'SUBSCRIBED' : 'UNSUBSCRIBED' } },
            },
          }).data,
        ],
      },
    },
    ...(list && { relationships: { list: { data: { type: 'list', id: list } } } }),
  },
})
