import type { ActorKind, BehaviourEvent } from '../behaviour/index.js'
import type { JsonValue } from '../core/index.js'
import { buildEvent, byTime, readProvenance } from './build-event.js'
import type { ToolOptions } from './options.js'
import { millisecondTime } from './record-time.js'
import { type RecordView, recordsOf } from './record-view.js'
import { toolAction, toolResource } from './tool-resource.js'

const WHAT = 'an MCP exchange'

/** Since revision 2026-07-28 each request carries what the handshake told before. */
const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo'
const INTENT = 'keelson/intent'
const PROVENANCE = 'keelson/provenance'

/**
 * A JSON-RPC request of the Model Context Protocol with what its messages do not tell: who was authenticated, and when.
 */
export interface McpExchange {
  /** When the call was answered, or made, in epoch milliseconds. */
  readonly at: number
  /** Who calls, by an identity that the host or server has authenticated; what a client calls itself is none. */
  readonly actor: string
  /** Default `'agent'`. */
  readonly kind?: ActorKind
  readonly role?: string
  /** The declared task, where the host knows it; goes before what the request carries. */
  readonly intent?: string
  readonly onBehalfOf?: string
  readonly session?: string
  /** Address of the client, of a transport that has one. */
  readonly network?: string
  /** `clientInfo` of the handshake. */
  readonly client?: { readonly name: string; readonly version?: string }
  /** `serverInfo` of the handshake. */
  readonly server?: { readonly name: string }
  readonly request: JsonValue
  readonly response?: JsonValue
}

/**
 * Events of tool calls by the Model Context Protocol (2024-11-05 to 2026-07-28, whose `tools/call` is the same): an
 * exchange or a list. Requests of other methods and notifications give nothing. docs/interop.md has the fields. Of the
 * arguments only those that `resourceArguments` names are read, and of a result only how long it is.
 *
 * Source: Model Context Protocol Specification, "Tools"; JSON-RPC 2.0.
 *
 * @returns events in order of time
 * @throws KeelsonError `interop/not-a-record`, `interop/unknown-version`, `interop/missing-member`,
 * `interop/invalid-member`, `interop/invalid-time`, `interop/invalid-options`
 *
 * @example
 * ```ts
 * import { mcpToolCallEvents } from 'keelson/interop'
 * const [event] = mcpToolCallEvents({
 *   at: 1790856000000,
 *   actor: 'triage@acme',
 *   server: { name: 'files' },
 *   request: { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'read', arguments: { path: '/a' } } },
 *   response: { jsonrpc: '2.0', id: 7, result: { content: [{ type: 'text', text: 'four' }], isError: false } },
 * })
 * event?.resource // => 'tool:files/read'
 * event?.attributes // => { outcome: 'ok', resultLength: 4 }
 * ```
 */
export function mcpToolCallEvents(
  exchanges: McpExchange | readonly McpExchange[],
  options: ToolOptions = {},
): BehaviourEvent[] {
  return byTime(
    recordsOf(exchanges, 'exchanges', WHAT).flatMap((exchange) => readExchange(exchange, options)),
  )
}

function readExchange(exchange: RecordView, options: ToolOptions): BehaviourEvent[] {
  const request = message(exchange, 'request')
  if (request.text('method') !== 'tools/call' || !request.has('id')) return []
  const at = millisecondTime(exchange, 'at')
  if (at === undefined)
    throw exchange.missing('at', 'messages carry no time: hand in when the call was answered')
  const actor = exchange.requiredText(
    'actor',
    'hand in who was authenticated, not what the client calls itself',
  )
  const params = request.view('params')
  const tool = params.requiredText('name', 'tools/call names its tool')
  const meta = params.view('_meta')
  const client = exchange.has('client') ? exchange.view('client') : meta.view(CLIENT_INFO)
  return [
    buildEvent(
      {
        at,
        actor,
        kind: kindOf(exchange),
        role: exchange.text('role'),
        intent: exchange.text('intent') ?? meta.text(INTENT),
        action: toolAction(tool),
        resource: toolResource(
          tool,
          exchange.view('server').text('name'),
          () => params.value('arguments'),
          options,
        ),
        attributes: {
          client: clientOf(client),
          network: exchange.text('network'),
          ...(exchange.has('response') ? resultOf(message(exchange, 'response')) : {}),
        },
        session: exchange.text('session'),
        onBehalfOf: exchange.text('onBehalfOf'),
        provenance: readProvenance(meta, PROVENANCE),
        id: idOf(request),
      },
      options,
    ),
  ]
}

function message(exchange: RecordView, name: 'request' | 'response'): RecordView {
  if (!exchange.has(name)) throw exchange.missing(name, 'hand in the JSON-RPC message')
  const read = exchange.view(name)
  if (read.value('jsonrpc') !== '2.0') throw read.unknownVersion('jsonrpc', 'JSON-RPC 2.0')
  return read
}

function kindOf(exchange: RecordView): ActorKind {
  const kind = exchange.text('kind') ?? 'agent'
  if (kind === 'human' || kind === 'service' || kind === 'agent') return kind
  throw exchange.invalid('kind', `'human', 'service' or 'agent'`)
}

/** `name/version`, which the model reads up to its major version. */
function clientOf(client: RecordView): string | undefined {
  const name = client.text('name')
  const version = client.text('version')
  return name === undefined || version === undefined ? name : `${name}/${version}`
}

interface ResultFacts {
  readonly outcome: string
  readonly resultLength?: number
}

/** A tool that fails answers without an error, and says `isError`; JSON-RPC errors are those of the call itself. */
function resultOf(response: RecordView): ResultFacts {
  if (response.has('error')) return { outcome: 'failed' }
  const result = response.view('result')
  let resultLength = 0
  for (const item of result.views('content')) {
    for (const name of ['text', 'data']) {
      const content = item.value(name)
      if (typeof content === 'string') resultLength += content.length
    }
  }
  return { outcome: result.flag('isError') === true ? 'failed' : 'ok', resultLength }
}

function idOf(request: RecordView): string {
  const id = request.value('id')
  if (typeof id === 'string' || typeof id === 'number') return String(id)
  throw request.invalid('id', 'a text or a number')
}
