import { z } from 'zod'
import { problemBody } from './contract.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

/** The control API described by its own schemas, as OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
export function toOpenApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of OPERATIONS) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method]: toOperation(operation) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Claudeflare control API', version },
    paths,
    components: {
      securitySchemes: {
        clientKey: { type: 'http', scheme: 'bearer', description: 'A client key of scope admin.' },
        session: { type: 'apiKey', in: 'cookie', name: 'claudeflare_session', description: 'From POST /api/session.' },
      },
    },
    security: [{ clientKey: [] }, { session: [] }],
  }
}

function toOperation(operation: Operation): object {
  const problem = {
    description: 'RFC 9457',
    content: { 'application/problem+json': { schema: toSchema(problemBody) } },
  }
  return {
    summary: operation.summary,
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query)],
    ...(operation.body === undefined ? {} : { requestBody: { content: toContent(operation.body, 'input') } }),
    ...(operation.path.startsWith('/health') ? { security: [] } : {}),
    responses: {
      [operation.status]: {
        description: operation.summary,
        ...(operation.answer === undefined ? {} : { content: toContent(operation.answer, 'output') }),
        ...(operation.events === undefined ? {} : { content: toEventContent(operation.events) }),
        ...(operation.mediaTypes === undefined ? {} : { content: toTextContent(operation.mediaTypes) }),
      },
      ...Object.fromEntries(
        Object.entries(operation.also ?? {}).map(([status, { summary, answer }]) => [
          status,
          { description: summary, content: toContent(answer, 'output') },
        ]),
      ),
      default: problem,
    },
  }
}

function toContent(schema: z.ZodType, io: 'input' | 'output'): object {
  return { 'application/json': { schema: toSchema(schema, io) } }
}

function toTextContent(mediaTypes: readonly string[]): object {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: { type: 'string' } }]))
}

/** OpenAPI 3.1 has no word for a stream: one event of it is described, its data as it is once it has been parsed. */
function toEventContent(events: Readonly<Record<string, z.ZodType>>): object {
  const oneOf = Object.entries(events).map(([name, data]) => ({
    type: 'object',
    properties: { event: { const: name }, data: toSchema(data) },
    required: ['event', 'data'],
  }))
  return { 'text/event-stream': { schema: { oneOf } } }
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!(query instanceof z.ZodObject)) return []
  return Object.entries<z.ZodType>(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: toSchema(schema, 'input'),
  }))
}

function toSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}
