/** Every call this connector makes, by the name it has in budgets, metrics and the emulator. */
export const ROUTES = {
  account: 'GET /account',
  contacts: 'GET /contacts',
  contact: 'GET /contacts/{identifier}',
  deleteContact: 'DELETE /contacts/{identifier}',
  updateContacts: 'POST /contacts/batch',
  attributes: 'GET /contacts/attributes',
  createAttribute: 'POST /contacts/attributes/{attributeCategory}/{attributeName}',
  updateAttribute: 'PUT /contacts/attributes/{attributeCategory}/{attributeName}',
  folders: 'GET /contacts/folders',
  createFolder: 'POST /contacts/folders',
  lists: 'GET /contacts/lists',
  createList: 'POST /contacts/lists',
  listContacts: 'GET /contacts/lists/{listId}/contacts',
  campaigns: 'GET /emailCampaigns',
  createEvent: 'POST /events',
} as const
