import fc from 'fast-check'
import { isKeelsonError } from 'keelson/core'
import {
  cloudTrailEvents,
  genAiSpanEvents,
  githubAuditEvents,
  kubernetesAuditEvents,
  mcpToolCallEvents,
} from 'keelson/interop'
import { expect } from 'vitest'
import { law } from '../support/law.js'

/** Members that the formats name, with values of every sort under them. */
const MEMBERS = [
  'apiVersion',
  'stage',
  'verb',
  'user',
  'username',
  'objectRef',
  'resource',
  'stageTimestamp',
  'requestURI',
  'sourceIPs',
  'items',
  'eventVersion',
  'eventTime',
  'eventSource',
  'eventName',
  'userIdentity',
  'sessionContext',
  'type',
  'arn',
  'Records',
  '@timestamp',
  'action',
  'actor',
  'resourceSpans',
  'scopeSpans',
  'spans',
  'attributes',
  'key',
  'value',
  'kvlistValue',
  'values',
  'endTimeUnixNano',
  'gen_ai.operation.name',
  'gen_ai.tool.name',
  'gen_ai.agent.name',
  'at',
  'request',
  'jsonrpc',
  'method',
  'params',
  '_meta',
  'id',
  'name',
  '__proto__',
]
const LEAVES = [
  'audit.k8s.io/v1',
  'ResponseComplete',
  '1.11',
  '2026-10-01T12:00:00Z',
  'AssumedRole',
  'execute_tool',
  'tools/call',
  '2.0',
  1_790_856_000_000,
  '1790856000000000000',
]

const { record } = fc.letrec<{ record: unknown }>((tie) => ({
  record: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.oneof(fc.constantFrom(...LEAVES), fc.string(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie('record'), { maxKeys: 12 }),
    fc.array(tie('record'), { maxLength: 3 }),
  ),
}))

const converters = [
  kubernetesAuditEvents,
  cloudTrailEvents,
  githubAuditEvents,
  genAiSpanEvents,
  (records: unknown) => mcpToolCallEvents(records as never),
]

law('whatever is handed in, events come out or a coded error with its place', record, (records) => {
  for (const convert of converters) {
    try {
      for (const event of convert(records)) {
        expect(Number.isSafeInteger(event.at)).toBe(true)
        expect([event.actor, event.action, event.resource].every((text) => text !== '')).toBe(true)
      }
    } catch (error) {
      if (!isKeelsonError(error)) throw error
      expect(error.code).toMatch(/^interop\//)
      expect(error.path).toBeDefined()
    }
  }
})

const secret = fc.string({ minLength: 8, unit: fc.constantFrom('q', 'Q', '7', '!') })

law('what docs/interop.md names as not read comes into no event', secret, (text) => {
  const body = { data: text, nested: [text] }
  const events = [
    ...kubernetesAuditEvents({
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'create',
      user: { username: 'ana', extra: { token: [text] } },
      requestURI: `/api?token=${text}`,
      stageTimestamp: '2026-10-01T12:00:00Z',
      requestObject: body,
      responseObject: body,
      annotations: { note: text },
    }),
    ...cloudTrailEvents({
      eventVersion: '1.11',
      eventTime: '2026-10-01T12:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateLoginProfile',
      userIdentity: { type: 'IAMUser', userName: 'ana', accessKeyId: text },
      requestParameters: { userName: 'bob', password: text, environment: body },
      responseElements: body,
    }),
    ...githubAuditEvents({
      '@timestamp': 1_790_856_000_000,
      action: 'api.request',
      actor: 'octocat',
      hashed_token: text,
      query_string: text,
      request_body: text,
      url_path: text,
    }),
    ...genAiSpanEvents(
      {
        endTimeUnixNano: '1790856000000000000',
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'send_mail',
          'gen_ai.agent.name': 'triage',
          'gen_ai.tool.call.arguments': JSON.stringify({ to: 'ana', body: text }),
          'gen_ai.tool.call.result': text,
          'gen_ai.input.messages': text,
        },
      },
      { resourceArguments: { send_mail: 'to' } },
    ),
    ...mcpToolCallEvents({
      at: 1_790_856_000_000,
      actor: 'triage',
      request: {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'send_mail', arguments: { body: text } },
      },
      response: { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text }] } },
    }),
  ]
  expect(events).toHaveLength(5)
  expect(JSON.stringify(events)).not.toContain(text)
})
