import type { JsonValue } from 'keelson/core'
import type { Draw } from './draw.js'

const ACTIONS = ['read', 'write', 'delete', 'exec'] as const
const ROLES = ['reader', 'writer', 'operator', 'größe'] as const
const GROUPS = ['sre', 'legal', 'maintainers'] as const
const START = 1_790_812_800_000

function condition(draw: Draw, depth: number): string {
  if (depth > 0 && draw.chance(1, 3)) {
    const [left, right] = [condition(draw, depth - 1), condition(draw, depth - 1)]
    return draw.pick([`(${left} && ${right})`, `(${left} || ${right})`, `not (${left})`])
  }
  return draw.pick([
    `principal.role == "${draw.pick(ROLES)}"`,
    `principal.role in ["${draw.pick(ROLES)}", "${draw.pick(ROLES)}"]`,
    `principal.level ${draw.pick(['<', '<=', '>', '>='])} limit`,
    `(principal.level * ${draw.below(9)} + 0.1) / 3 > ${draw.below(9)}.5`,
    `resource.path startsWith "/team${draw.below(3)}/"`,
    `resource.path like "*${draw.pick(['pay', '@sha256:*', 'a?'])}*"`,
    `resource.path matches r"^/team[0-2]+/(pay|web)?.*${draw.pick(['[a-f]+', '\\d{2,4}', '€'])}"`,
    `(any some in resource.tags ?? []: some == "${draw.pick(['prod', 'dev'])}")`,
    `(count each in resource.tags ?? []: each != "prod") > ${draw.below(3)}`,
    `(has(resource.owner) && resource.owner != principal.id)`,
    `(resource?.size ?? 0) > ${draw.between(1, 9)}Mi`,
    `now - time(resource.createdAt) < ${draw.pick(['15m', '1d', '36h'])}`,
    `size(resource.tags) > ${draw.below(3)}`,
  ])
}

function effect(draw: Draw): string {
  const message = `"{principal.id} on {resource.path}: ${draw.below(100)}"`
  return draw.weighted([
    [4, `allow ${message}`],
    [3, `deny ${message} at resource.path`],
    [2, `warn ${message}`],
    [1, `verdict ${draw.pick(['review', 'revert', 'accept'])}`],
    [
      2,
      `require approvals ${draw.between(1, 2)} from group("${draw.pick(GROUPS)}") distinct from principal.id within ${draw.pick(['1h', '24h'])}`,
    ],
    [1, `require "ticket" { path: resource.path, level: principal.level }`],
    [1, `deny fix set resource.owner = principal.id`],
  ])
}

function statement(draw: Draw, depth: number): string {
  if (depth > 0 && draw.chance(1, 6))
    return `for item${depth} in resource.tags where item${depth} != "prod" { ${statement(draw, depth - 1)} }`
  if (depth > 0 && draw.chance(1, 4))
    return `when ${condition(draw, 1)} { ${statement(draw, depth - 1)} } else ${effect(draw)}`
  return `${draw.pick(['when', 'when', 'unless'])} ${condition(draw, 2)} ${effect(draw)}`
}

function policy(draw: Draw, index: number): string {
  const target = draw.pick(['*', 'tool.*', `tool.${draw.pick(ACTIONS)}`, 'tool.{read,write}'])
  const severity = draw.chance(1, 2) ? `@severity("${draw.pick(['critical', 'high', 'low'])}") ` : ''
  return `${severity}policy rule${index}(limit: number = ${draw.below(9)}) on ${target} {\n${draw.list(1, 3, () => `  ${statement(draw, 2)}`).join('\n')}\n}`
}

const TEST = `test "a reader reads" {
  given target = "tool.read"
  given principal = { id: "ada", role: "reader", level: 3 }
  given resource = { path: "/team1/pay", tags: ["prod"], size: 1 }
  expect no error
}`

/** A module of one to six policies. */
export function drawModule(draw: Draw): string {
  const roots = 'input principal: json\ninput resource: json'
  return `mode ${draw.pick(['guard', 'gate'])}\n${roots}\n${draw.list(1, 6, (index) => policy(draw, index)).join('\n\n')}\n\n${TEST}\n`
}

const INSERTIONS = [
  '{',
  '}',
  '"',
  '(',
  'polcy',
  '€',
  '== ==',
  '.',
  '\u202e',
  '1e999',
  'let x = x',
  'r"("',
  'in',
  '@severity("hgh")',
]

/** The text with something cut out, and something put in: what is wrong with it is told as diagnostics. */
export function damageModule(draw: Draw, text: string): string {
  const at = draw.below(text.length)
  return text.slice(0, at) + draw.pick(INSERTIONS) + text.slice(at + draw.below(9))
}

/** A request that the modules decide on; often something is missing, or of another kind. */
export function drawRequest(
  draw: Draw,
  subject: string | undefined,
): { readonly target: string; readonly [root: string]: JsonValue } {
  const principal: Record<string, JsonValue> = {
    id: draw.pick(['ada', 'bob', 'bot😀']),
    role: draw.pick(ROLES),
    level: draw.below(8) / 2,
  }
  const resource: Record<string, JsonValue> = {
    path: `/team${draw.below(4)}/${draw.pick(['pay', 'web', 'a1b2', 'x@sha256:12'])}`,
    tags: draw.list(0, 3, () => draw.pick(['prod', 'dev', 'canary'])),
    size: draw.below(20) * 1_048_576,
    createdAt: draw.pick(['2026-09-30T12:00:00Z', '2026-10-01T00:00:00+02:00', 'yesterday']),
    ...(draw.chance(1, 2) ? { owner: draw.pick(['ada', 'bob', null]) } : {}),
  }
  if (draw.chance(1, 5)) delete resource[draw.pick(['path', 'tags', 'createdAt'])]
  if (draw.chance(1, 10)) resource.tags = 'prod'
  const approvals = draw.list(0, 3, () => ({
    by: draw.pick(['ada', 'eve', 'kim']),
    groups: draw.list(0, 2, () => draw.pick(GROUPS)),
    at: START - draw.below(30) * 3_600_000,
    subject: subject ?? 'ks1:none',
  }))
  return {
    target: `tool.${draw.pick(ACTIONS)}`,
    principal,
    resource,
    ...(approvals.length > 0 ? { approvals } : {}),
  }
}

/** Epoch milliseconds that requests are decided at. */
export const POLICY_NOW: number = START
