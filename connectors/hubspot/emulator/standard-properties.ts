import type { PropertyType } from './property-catalog.ts'

/** Properties that every account has, with those that only the vendor writes marked. */
type StandardProperties = readonly (readonly [string, PropertyType, 'readOnly'?])[]

export const CONTACT_PROPERTIES: StandardProperties = [
  ['email', 'string'],
  ['firstname', 'string'],
  ['lastname', 'string'],
  ['phone', 'string'],
  ['mobilephone', 'string'],
  ['company', 'string'],
  ['jobtitle', 'string'],
  ['address', 'string'],
  ['city', 'string'],
  ['state', 'string'],
  ['zip', 'string'],
  ['country', 'string'],
  ['gender', 'string'],
  ['date_of_birth', 'string'],
  ['hs_language', 'enumeration'],
  ['hs_timezone', 'enumeration'],
  ['lifecyclestage', 'enumeration'],
  ['hs_additional_emails', 'string', 'readOnly'],
  ['hs_merged_object_ids', 'string', 'readOnly'],
  ['hs_email_optout', 'bool', 'readOnly'],
  ['hs_email_hard_bounce_reason_enum', 'enumeration', 'readOnly'],
  ['hs_object_id', 'number', 'readOnly'],
  ['createdate', 'datetime', 'readOnly'],
  ['lastmodifieddate', 'datetime', 'readOnly'],
]

export const PRODUCT_PROPERTIES: StandardProperties = [
  ['name', 'string'],
  ['price', 'number'],
  ['hs_url', 'string'],
  ['hs_images', 'string'],
  ['hs_product_type', 'string'],
  ['hs_object_id', 'number', 'readOnly'],
  ['createdate', 'datetime', 'readOnly'],
  ['hs_lastmodifieddate', 'datetime', 'readOnly'],
]

export const DEAL_PROPERTIES: StandardProperties = [
  ['dealname', 'string'],
  ['amount', 'number'],
  ['deal_currency_code', 'string'],
  ['closedate', 'datetime'],
  ['dealstage', 'enumeration'],
  ['pipeline', 'enumeration'],
  ['hs_is_closed_won', 'bool', 'readOnly'],
  ['hs_object_id', 'number', 'readOnly'],
  ['createdate', 'datetime', 'readOnly'],
  ['hs_lastmodifieddate', 'datetime', 'readOnly'],
]

export const ORDER_PROPERTIES: StandardProperties = [
  ['hs_order_name', 'string'],
  ['hs_total_price', 'number'],
  ['hs_currency_code', 'string'],
  ['hs_external_created_date', 'datetime'],
  ['hs_object_id', 'number', 'readOnly'],
  ['hs_createdate', 'datetime', 'readOnly'],
  ['hs_lastmodifieddate', 'datetime', 'readOnly'],
]
