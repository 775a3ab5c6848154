import type { Exchange } from '@esplanade/connector-kit/emulator'
import type { ApiDescription, DescribedOperation } from './api-description.ts'
import type { DescribedSchema } from './json-schema.ts'
import { shapesOf, unknownKeys } from './unknown-keys.ts'

/**
 * Where a request or its answer leaves the vendor's description, one line each: the operation, the
 * side, and what is wrong. Positions in lists are left out, so that one mistake is one line.
 */
export function checkExchange(api: ApiDescription, { request, reply }: Exchange): string[] {
  const operation = api.operation(request.method, request.path)
  if (!operation) return [`${request.method} ${request.path}: no such operation`]
  const asked = [...queryIssues(api, operation, request), ...requestBodyIssues(api, operation, request)]
  // A request that the vendor refuses may be wrong in any way; the refusal still has a shape.
  const issues = [
    ...(reply.status < 400 ? asked.map(issue => `request ${issue}`) : []),
    ...answerIssues(api, operation, reply).map(issue => `answer ${reply.status} ${issue}`),
  ]
  return [...new Set(issues)].map(issue => `${operation.name}: ${issue}`)
}

function queryIssues(
  api: ApiDescription,
  operation: DescribedOperation,
  request: Exchange['request'],
): string[] {
  const issues: string[] = []
  const known = new Map(
    operation.parameters.filter(({ in: place }) => place === 'query').map(query => [query.name, query]),
  )
  for (const name of new Set(request.query.keys())) {
    const parameter = known.get(name)
    if (!parameter) {
      issues.push(`query ${name}: no such parameter`)
      continue
    }
    const texts = request.query.getAll(name)
    const given = { value: parameter.list ? texts.flatMap(text => text.split(',')) : texts[0] }
    issues.push(...invalid(api, parameter.schema, given, 'coerced', `query ${name}`))
    if (name === 'fields') issues.push(...unknownFields(api, operation, texts))
    if (name === 'filter' && operation.filters)
      issues.push(...filterIssues(operation.filters, texts.join(',')))
  }
  for (const { name, in: place, required } of operation.parameters) {
    const given = place === 'query' ? request.query.has(name) : name.toLowerCase() in request.headers
    if (required && !given && (place === 'query' || place === 'header'))
      issues.push(`${place} ${name}: missing`)
  }
  return issues
}

function requestBodyIssues(
  api: ApiDescription,
  { body: schema }: DescribedOperation,
  { body }: Exchange['request'],
): string[] {
  if (body === undefined) return []
  if (!schema) return ['body: none is described']
  return bodyIssues(api, schema, body)
}

function answerIssues(
  api: ApiDescription,
  operation: DescribedOperation,
  { status, body }: Exchange['reply'],
): string[] {
  const answer = operation.answer(status)
  if (!answer) return ['no such status']
  if (body === undefined) return answer.schema && status < 400 ? ['body: missing'] : []
  return answer.schema ? bodyIssues(api, answer.schema, body) : []
}

function bodyIssues(api: ApiDescription, schema: DescribedSchema, body: unknown): string[] {
  // As it travels: what JSON leaves out is not there.
  const sent: unknown = JSON.parse(JSON.stringify(body))
  const unknown = unknownKeys(sent, schema, api.resolve).map(path => `body${path}: no such key`)
  return [...unknown, ...invalid(api, schema, sent, 'json', 'body')]
}

function invalid(
  api: ApiDescription,
  schema: DescribedSchema,
  value: unknown,
  values: 'json' | 'coerced',
  name: string,
): string[] {
  const validate = api.validator(schema, values)
  if (validate(value)) return []
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'anyOf')
    .map(({ instancePath, message = '' }) => {
      const path = instancePath.replace(/\/\d+(?=\/|$)/g, '[]').replaceAll('/', '.')
      return `${name}${values === 'coerced' ? '' : path}: ${message}`
    })
}

/** Fields that Mailchimp is asked for and would leave out in silence, since it does not have them. */
function unknownFields(
  api: ApiDescription,
  operation: DescribedOperation,
  texts: readonly string[],
): string[] {
  const schema = operation.answer(200)?.schema
  if (!schema) return []
  return texts
    .flatMap(text => text.split(','))
    .filter(field => !hasField(api, [schema], field.split('.')))
    .map(field => `query fields: no field ${field}`)
}

function hasField(
  api: ApiDescription,
  schemas: readonly DescribedSchema[],
  path: readonly string[],
): boolean {
  const [name, ...rest] = path
  if (name === undefined) return true
  const shapes = schemas.flatMap(schema => shapesOf(schema, api.resolve))
  const inner = shapes.flatMap(({ properties, items }) => {
    const property = (properties as DescribedSchema | undefined)?.[name]
    if (property) return hasField(api, [property as DescribedSchema], rest) ? [true] : []
    return items && hasField(api, [items as DescribedSchema], path) ? [true] : []
  })
  return inner.length > 0
}

const COMPARISON = /([a-z-]+)\(([\w.$]+),\s*(\[)?/g

function filterIssues(filters: NonNullable<DescribedOperation['filters']>, filter: string): string[] {
  return [...filter.matchAll(COMPARISON)].flatMap(([, operator = '', field = '', list]) => {
    const { single = [], list: many = [] } = filters[field]?.operators ?? {}
    return (list ? many : single).includes(operator)
      ? []
      : [`query filter: ${operator} of ${field}${list ? ' with a list' : ''} is not allowed`]
  })
}
