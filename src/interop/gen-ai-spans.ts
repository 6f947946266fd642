import type { ActorKind, BehaviourEvent } from '../behaviour/index.js'
import { KeelsonError } from '../core/index.js'
import { buildEvent, byTime, isProvenance, SOURCES } from './build-event.js'
import type { ToolOptions } from './options.js'
import { looseTime, nanosecondTime } from './record-time.js'
import { type Span, SpanTree } from './span-tree.js'
import { toolAction, toolResource } from './tool-resource.js'

export interface GenAiOptions extends ToolOptions {
  /** The attribute that carries the declared task. Default `gen_ai.workflow.name`. */
  readonly intentAttribute?: string
}

/** Names of an attribute, the present one first, then those of earlier versions of the conventions. */
const NAMES = {
  provider: ['gen_ai.provider.name', 'gen_ai.system'],
  agent: ['gen_ai.agent.name', 'gen_ai.agent.id'],
  session: ['gen_ai.conversation.id', 'mcp.session.id', 'session.id'],
  user: ['user.id', 'enduser.id'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  namespace: ['service.namespace', 'k8s.namespace.name'],
  inputTokens: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  outputTokens: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
} as const

/** Where Keelson's own word for the source of an argument stands; the conventions have none. */
const PROVENANCE = 'keelson.provenance.'

/**
 * Events of OpenTelemetry spans by the semantic conventions for generative AI (`gen_ai.*`): an export request in OTLP
 * JSON (`{ resourceSpans }`), a span, or a list of either. Spans without `gen_ai.operation.name` give nothing. Whoever
 * acts is found among the ancestors handed in with a span, so hand in a trace at once where you can. docs/interop.md
 * has the fields. No message is read, and of arguments only those that `resourceArguments` names.
 *
 * Source: OpenTelemetry, "Semantic Conventions for GenAI agent and framework spans" (1.37 to 1.41, Development).
 *
 * @returns events in order of time
 * @throws KeelsonError `interop/not-a-record`, `interop/missing-member`, `interop/invalid-member`,
 * `interop/invalid-time`, `interop/invalid-options`
 *
 * @example
 * ```ts
 * import { genAiSpanEvents } from 'keelson/interop'
 * const [event] = genAiSpanEvents({
 *   endTimeUnixNano: '1790856000000000000',
 *   attributes: {
 *     'gen_ai.operation.name': 'execute_tool',
 *     'gen_ai.tool.name': 'send_mail',
 *     'gen_ai.tool.call.arguments': '{"to":"ana@example.com","body":"…"}',
 *     'gen_ai.agent.name': 'triage',
 *   },
 * }, { resourceArguments: { send_mail: 'to' } })
 * event?.action // => 'tool.send_mail'
 * event?.resource // => 'to:ana@example.com'
 * event?.kind // => 'agent'
 * ```
 */
export function genAiSpanEvents(spans: unknown, options: GenAiOptions = {}): BehaviourEvent[] {
  const tree = new SpanTree(spans)
  return byTime(
    tree.spans.flatMap((span) => {
      const operation = span.attributes.text('gen_ai.operation.name')
      return operation === undefined ? [] : [readSpan(span, operation, tree.lineage(span), options)]
    }),
  )
}

function readSpan(
  span: Span,
  operation: string,
  lineage: readonly Span[],
  options: GenAiOptions,
): BehaviourEvent {
  const { attributes, resource } = span
  const intentName = options.intentAttribute ?? 'gen_ai.workflow.name'
  const within = (...names: readonly string[]): string | undefined => nearest(lineage, names)
  const user = within(...NAMES.user)
  // Whoever calls an agent is not that agent.
  const isCallOfAgent = operation === 'invoke_agent' || operation === 'create_agent'
  const agents = agentsOf(isCallOfAgent ? lineage.slice(1) : lineage)
  const doer = doerOf(span, agents, isCallOfAgent ? user : undefined)
  const other = agents.find(({ actor }) => actor !== doer.actor)?.actor ?? user
  return buildEvent(
    {
      at: timeOf(span),
      ...doer,
      intent: within(intentName),
      ...targetOf(span, operation, options),
      attributes: {
        namespace: resource.text(...NAMES.namespace),
        environment: resource.text(...NAMES.environment),
        outcome: outcomeOf(span),
        inputTokens: attributes.number(...NAMES.inputTokens),
        outputTokens: attributes.number(...NAMES.outputTokens),
      },
      session: within(...NAMES.session) ?? span.trace,
      onBehalfOf: other === doer.actor ? undefined : other,
      provenance: provenanceOf(span),
      id: span.id,
    },
    options,
  )
}

interface Doer {
  readonly actor: string
  readonly kind: ActorKind
  readonly role: string | undefined
}

/** The agents that a span ran within, from the inside out. */
function agentsOf(lineage: readonly Span[]): Doer[] {
  return lineage.flatMap(({ attributes, resource }) => {
    const agent = attributes.text(...NAMES.agent)
    if (agent === undefined) return []
    const service = resource.text('service.name')
    return [
      {
        actor: service === undefined ? agent : `${service}/${agent}`,
        kind: 'agent' as const,
        role: attributes.text('gen_ai.agent.name'),
      },
    ]
  })
}

function doerOf(span: Span, agents: readonly Doer[], user: string | undefined): Doer {
  const [agent] = agents
  if (agent !== undefined) return agent
  if (user !== undefined) return { actor: user, kind: 'human', role: undefined }
  const service = span.resource.text('service.name')
  if (service !== undefined) return { actor: service, kind: 'service', role: undefined }
  throw new KeelsonError('interop/missing-member', 'a span that names no agent, and no service', {
    path: span.record.pointer('attributes'),
    help: 'set gen_ai.agent.name on the spans of agents, or service.name on their resource; hand in parents with their children',
  })
}

function targetOf(
  { attributes }: Span,
  operation: string,
  options: GenAiOptions,
): { readonly action: string; readonly resource: string } {
  if (operation === 'execute_tool') {
    const tool = attributes.text('gen_ai.tool.name') ?? '(unnamed)'
    const server = attributes.text('server.address')
    const readArguments = () => attributes.value('gen_ai.tool.call.arguments')
    return { action: toolAction(tool), resource: toolResource(tool, server, readArguments, options) }
  }
  return { action: `gen_ai.${operation}`, resource: resourceOf(attributes, operation) }
}

function resourceOf(attributes: Span['attributes'], operation: string): string {
  if (operation === 'invoke_agent' || operation === 'create_agent') {
    return `agent:${attributes.text(...NAMES.agent) ?? '(unnamed)'}`
  }
  const workflow = operation === 'invoke_workflow' ? attributes.text('gen_ai.workflow.name') : undefined
  if (workflow !== undefined) return `workflow:${workflow}`
  const source = attributes.text('gen_ai.data_source.id')
  if (source !== undefined) return `data_source:${source}`
  const provider = attributes.text(...NAMES.provider) ?? '(unnamed)'
  const model = attributes.text('gen_ai.request.model')
  return model === undefined ? `provider:${provider}` : `model:${provider}/${model}`
}

/** The end of the span: that is when it is exported, so events come in the order of their times. */
function timeOf({ record }: Span): number {
  const at =
    nanosecondTime(record, 'endTimeUnixNano') ??
    looseTime(record, 'endTime') ??
    looseTime(record, 'end_time') ??
    nanosecondTime(record, 'startTimeUnixNano') ??
    looseTime(record, 'startTime') ??
    looseTime(record, 'start_time')
  if (at === undefined) throw record.missing('endTimeUnixNano', 'an event needs the time of its span')
  return at
}

/** `STATUS_CODE_ERROR` is 2 in protobuf, and `ERROR` to exporters that write names. */
function outcomeOf({ record, attributes }: Span): string {
  if (attributes.text('error.type') !== undefined) return 'failed'
  const status = record.has('status') ? record.view('status') : undefined
  const code = status?.value('code') ?? status?.value('status_code')
  return code === 2 || code === 'STATUS_CODE_ERROR' || code === 'ERROR' ? 'failed' : 'ok'
}

function provenanceOf({ record, attributes }: Span): BehaviourEvent['provenance'] {
  const told = [...attributes.startingWith(PROVENANCE)].map(([argument, source]) => {
    if (isProvenance(source)) return [argument, source] as const
    throw record.invalid('attributes', `a list whose ${PROVENANCE}${argument} is ${SOURCES}`)
  })
  return told.length === 0 ? undefined : Object.fromEntries(told)
}

/** The first text of these names from the span outwards; the nearest span goes before the first name. */
function nearest(lineage: readonly Span[], names: readonly string[]): string | undefined {
  for (const { attributes } of lineage) {
    const text = attributes.text(...names)
    if (text !== undefined) return text
  }
  return undefined
}
