import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { referenceSpec } from '../reference-dir.ts'
import { type DescribedSchema, isSchema, toJsonSchema } from './json-schema.ts'
import type { Resolve } from './unknown-keys.ts'

/** One method of one path, as the vendor describes it. */
export interface DescribedOperation {
  /** `GET /lists/{list_id}`, in the description's own names. */
  readonly name: string
  readonly parameters: readonly DescribedParameter[]
  /** Undefined where the call takes no body. */
  readonly body: DescribedSchema | undefined
  /** Which fields a filter may name, with which operators: Klaviyo's own extension. */
  readonly filters: Readonly<Record<string, FilterOperators>> | undefined
  /** The answer of a status; `schema` is undefined where it has no body. Undefined for a status that is not described. */
  answer(status: number): { readonly schema: DescribedSchema | undefined } | undefined
}

interface FilterOperators {
  readonly operators: { readonly single?: readonly string[]; readonly list?: readonly string[] }
}

interface DescribedParameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly list: boolean
  /** Of `{ value }`: a text becomes the described type only inside an object. */
  readonly schema: DescribedSchema
}

/** A vendor's API description: OpenAPI 3.0 or Swagger 2. */
export interface ApiDescription {
  /** The operation that a request means; the path as the request has it, without the base path. */
  operation(method: string, path: string): DescribedOperation | undefined
  /** A compiled validator of a schema of this description, `coerced` for values that travel as text. */
  validator(schema: DescribedSchema, values: 'json' | 'coerced'): ValidateFunction
  readonly resolve: Resolve
}

const ROOT = 'description'
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** Reads a description of the reference folder. */
export function readDescription(file: string): ApiDescription {
  return describeApi(file, JSON.parse(readFileSync(referenceSpec(file), 'utf8')) as DescribedSchema)
}

export function describeApi(title: string, document: DescribedSchema): ApiDescription {
  const resolve: Resolve = ref => {
    const found = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, key) => (isSchema(node) ? node[key] : undefined), document)
    if (!isSchema(found)) throw new Error(`${title} has no ${ref}.`)
    return found
  }
  const paths = Object.entries(document.paths as DescribedSchema).map(([template, item]) => ({
    segments: template.split('/'),
    operations: readOperations(template, item as DescribedSchema, resolve),
  }))
  const ajv = { json: compiler(document, false), coerced: compiler(document, true) }
  const compiled = {
    json: new Map<unknown, ValidateFunction>(),
    coerced: new Map<unknown, ValidateFunction>(),
  }
  return {
    resolve,
    operation: (method, path) => {
      const segments = path.split('/')
      const [match] = paths
        .filter(({ segments: template, operations }) => operations.has(method) && fits(template, segments))
        .sort((a, b) => parametersIn(a.segments) - parametersIn(b.segments))
      return match?.operations.get(method)
    },
    validator: (schema, values) => {
      const known = compiled[values].get(schema) ?? ajv[values].compile(toJsonSchema(schema, ROOT))
      compiled[values].set(schema, known)
      return known
    },
  }
}

function readOperations(
  template: string,
  item: DescribedSchema,
  resolve: Resolve,
): ReadonlyMap<string, DescribedOperation> {
  const found = new Map<string, DescribedOperation>()
  for (const method of METHODS) {
    const operation = item[method]
    if (!isSchema(operation)) continue
    const name = `${method.toUpperCase()} ${template}`
    found.set(method.toUpperCase(), readOperation(name, item, operation, resolve))
  }
  return found
}

function readOperation(
  name: string,
  item: DescribedSchema,
  operation: DescribedSchema,
  resolve: Resolve,
): DescribedOperation {
  const followed = (node: unknown): DescribedSchema => {
    if (!isSchema(node)) return {}
    return typeof node.$ref === 'string' ? resolve(node.$ref) : node
  }
  const raw = [item.parameters, operation.parameters].flatMap(list => (Array.isArray(list) ? list : []))
  const parameters = raw.map(followed)
  // Swagger 2 writes a parameter's type beside its name, and the body as one more parameter.
  const swaggerBody = parameters.find(parameter => parameter.in === 'body')
  const body = swaggerBody?.schema ?? jsonContent(followed(operation.requestBody))
  const responses = operation.responses as DescribedSchema
  return {
    name,
    parameters: parameters.map(parameter => {
      const schema = isSchema(parameter.schema) ? parameter.schema : parameter
      return {
        name: String(parameter.name),
        in: String(parameter.in),
        required: parameter.required === true,
        list: schema.type === 'array',
        schema: { type: 'object', properties: { value: { ...schema, required: undefined } } },
      }
    }),
    body: isSchema(body) ? body : undefined,
    filters: operation['x-klaviyo-filters'] as DescribedOperation['filters'],
    answer: status => {
      const node = responses[status] ?? responses[`${String(status)[0]}XX`] ?? responses.default
      if (node === undefined) return undefined
      const response = followed(node)
      const schema = response.schema ?? jsonContent(response)
      return { schema: isSchema(schema) ? schema : undefined }
    },
  }
}

function jsonContent({ content }: DescribedSchema): unknown {
  const [media] = isSchema(content) ? Object.values(content) : []
  return isSchema(media) ? media.schema : undefined
}

function compiler(document: DescribedSchema, coerceTypes: boolean): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes, formats: FORMATS })
  const convert = (schemas: unknown) =>
    Object.fromEntries(
      Object.entries(isSchema(schemas) ? schemas : {}).map(([name, schema]) => [
        name,
        toJsonSchema(schema as DescribedSchema, ROOT),
      ]),
    )
  const components = isSchema(document.components) ? document.components : {}
  ajv.addSchema({
    $id: ROOT,
    definitions: convert(document.definitions),
    components: { schemas: convert(components.schemas) },
  })
  return ajv
}

/** Times and dates are checked; the other formats of the descriptions only name a kind of text or number. */
const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uri: true,
  uuid: true,
  int32: true,
  int64: true,
} as const

const fits = (template: readonly string[], segments: readonly string[]): boolean =>
  template.length === segments.length &&
  template.every((part, at) => part.startsWith('{') || part === segments[at])

const parametersIn = (template: readonly string[]): number =>
  template.filter(part => part.startsWith('{')).length
