/**
 * Records of others as Keelson's words: audit logs of Kubernetes, AWS and GitHub, spans of AI agents and MCP tool calls
 * become events of `keelson/behaviour`. docs/interop.md says field by field what goes where, and why.
 *
 * Guarantees: pure functions over JSON; the same record gives the same event; no time, identity or kind is invented;
 * bodies, arguments and tokens are not read unless an option names them; a malformed record is a typed error with the
 * pointer to what is wrong in it, and nothing of the call comes through.
 *
 * Must never import: any room but core and hash at run time (every other as types only), or a module of Node.
 *
 * @module
 */
export { cloudTrailEvents } from './cloudtrail.js'
export { type GenAiOptions, genAiSpanEvents } from './gen-ai-spans.js'
export { githubAuditEvents } from './github-audit.js'
export { kubernetesAuditEvents } from './kubernetes-audit.js'
export { type McpExchange, mcpToolCallEvents } from './mcp-tool-calls.js'
export type { ActorClaims, InteropOptions, ToolOptions } from './options.js'
