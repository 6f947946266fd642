import type { JsonObject, JsonValue } from 'keelson/core'
import {
  cloudTrailEvents,
  genAiSpanEvents,
  githubAuditEvents,
  kubernetesAuditEvents,
  mcpToolCallEvents,
} from 'keelson/interop'
import type { Draw } from './draw.js'
import { drawDocument } from './json-documents.js'
import { type CorpusRoom, outcome } from './room.js'

const NAMES = ['ada', 'system:serviceaccount:ci:deployer', 'größe', 'arn:aws:iam::12:user/eve', '']

const timeText = (draw: Draw): string =>
  `2026-${draw.pick(['10', '02', '12'])}-${draw.pick(['01', '28', '30'])}T${draw.pick(['00', '12', '23'])}:0${draw.below(10)}:0${draw.below(10)}${draw.pick(['Z', '.123456Z', '+02:00'])}`

/** A record with one member in four cases taken out, or of another kind. */
function damaged(draw: Draw, record: JsonObject): JsonObject {
  const members = Object.entries(record)
  const at = draw.below(members.length)
  if (draw.chance(1, 8)) members.splice(at, 1)
  else if (draw.chance(1, 7)) members[at] = [members[at]![0], drawDocument(draw)]
  return Object.fromEntries(members)
}

const kubernetes = (draw: Draw): JsonObject => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Event',
  stage: draw.pick(['ResponseComplete', 'Panic', 'RequestReceived']),
  verb: draw.pick(['create', 'patch', 'delete', 'get']),
  user: { username: draw.pick(NAMES), groups: draw.list(0, 2, () => draw.pick(NAMES)) },
  objectRef: {
    resource: 'pods',
    namespace: 'pay',
    name: draw.pick(NAMES),
    subresource: draw.pick(['exec', '']),
  },
  stageTimestamp: timeText(draw),
  sourceIPs: [`10.0.0.${draw.below(256)}`],
  userAgent: 'kubectl/v1.31',
  responseStatus: { code: draw.pick([200, 403, 500]) },
  auditID: `${draw.below(1e9)}`,
})

const cloudTrail = (draw: Draw): JsonObject => ({
  eventVersion: draw.pick(['1.08', '1.11', '2.0']),
  eventTime: timeText(draw),
  eventSource: 's3.amazonaws.com',
  eventName: draw.pick(['PutObject', 'AssumeRole', 'DeleteBucket']),
  userIdentity: {
    type: draw.pick(['IAMUser', 'AssumedRole', 'AWSService']),
    arn: draw.pick(NAMES),
    userName: draw.pick(NAMES),
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::12:role/deploy', userName: 'deploy' } },
  },
  sourceIPAddress: '203.0.113.9',
  userAgent: 'aws-cli/2.1',
  awsRegion: 'eu-west-1',
  requestParameters: { bucketName: draw.pick(NAMES) },
  eventID: `${draw.below(1e9)}`,
})

const github = (draw: Draw): JsonObject => ({
  '@timestamp': 1_790_812_800_000 + draw.below(1e9),
  action: draw.pick(['repo.create', 'git.push', 'org.add_member']),
  actor: draw.pick(NAMES),
  org: 'acme',
  repo: 'acme/api',
  _document_id: `${draw.below(1e9)}`,
})

const span = (draw: Draw): JsonObject => {
  const attributes: Record<string, JsonValue> = {
    'gen_ai.operation.name': draw.pick(['execute_tool', 'chat', 'invoke_agent']),
    'gen_ai.tool.name': draw.pick(NAMES),
    'gen_ai.agent.name': draw.pick(NAMES),
    'gen_ai.conversation.id': `${draw.below(9)}`,
  }
  return {
    traceId: 'a'.repeat(32),
    spanId: `${draw.below(1e8)}`.padStart(16, '0'),
    name: 'execute_tool',
    startTimeUnixNano: '1790812800000000000',
    endTimeUnixNano: `179081280${draw.between(1_000_000_000, 9_999_999_999)}`,
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
  }
}

const exchange = (draw: Draw): JsonObject => ({
  at: 1_790_812_800_000 + draw.below(1e9),
  actor: draw.pick(NAMES),
  request: {
    jsonrpc: '2.0',
    id: draw.below(99),
    method: draw.pick(['tools/call', 'tools/list']),
    params: { name: draw.pick(NAMES), arguments: { path: draw.pick(NAMES) } },
  },
})

const READERS: readonly ((draw: Draw) => unknown)[] = [
  (draw) => kubernetesAuditEvents(draw.list(1, 3, () => damaged(draw, kubernetes(draw)))),
  (draw) => cloudTrailEvents({ Records: draw.list(1, 3, () => damaged(draw, cloudTrail(draw))) }),
  (draw) => githubAuditEvents(draw.list(1, 3, () => damaged(draw, github(draw)))),
  (draw) => genAiSpanEvents(draw.list(1, 3, () => damaged(draw, span(draw)))),
  (draw) => mcpToolCallEvents(draw.list(1, 3, () => damaged(draw, exchange(draw))) as never),
]

/** Records of others as events, in the formats that are read, and what is refused of them. */
export const interopRoom: CorpusRoom = {
  name: 'interop',
  scenarioLength: 50,
  *scenario(draw) {
    for (;;) yield outcome(() => draw.pick(READERS)(draw))
  },
}
