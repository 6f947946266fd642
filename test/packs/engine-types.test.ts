import { createBehaviourModel, createDriftMonitor, createEngine, kubernetes } from 'keelson'
import { packSources } from 'keelson/packs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import type { TypeExpression } from '../../src/policy/syntax/ast.js'
import { PROJECT_ROOT } from '../support/source-files.js'
import { bundleOf, declarationsOf, textOf } from './support/pack-files.js'

/** Types of keelson-types.keel, and where TypeScript has them. */
const PAIRS: readonly (readonly [keel: string, file: string, typescript: string])[] = [
  ['ThreeWayChangeSet', 'diff', 'ThreeWayChangeSet'],
  ['Change', 'diff', 'ThreeWayChange'],
  ['Note', 'diff', 'Note'],
  ['TimeInterval', 'drift', 'TimeInterval'],
  ['DriftContrast', 'drift', 'DriftContrast'],
  ['DriftBin', 'drift', 'DriftBin'],
  ['DriftFeature', 'drift', 'DriftFeatureReport'],
  ['DriftReport', 'drift', 'DriftReport'],
  ['ChannelScore', 'behaviour', 'ChannelScore'],
  ['Contribution', 'behaviour', 'Contribution'],
  ['AlertStanding', 'behaviour', 'AlertStanding'],
  ['BehaviourScore', 'behaviour', 'BehaviourScore'],
]

const keelTypes = new Map(
  declarationsOf(textOf('keelson-types.keel')).flatMap((declaration) =>
    declaration.kind === 'type' ? [[declaration.name.text, declaration.type] as const] : [],
  ),
)

const program = ts.createProgram(
  ['diff', 'drift', 'behaviour', 'engine'].map((room) => `${PROJECT_ROOT}src/${room}/types.ts`),
  { strict: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, noEmit: true },
)
const checker = program.getTypeChecker()

function typescriptType(room: string, name: string): ts.Type {
  const file = program.getSourceFile(`${PROJECT_ROOT}src/${room}/types.ts`)!
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!)
  return checker.getDeclaredTypeOfSymbol(exported.find((symbol) => symbol.name === name)!)
}

/** How a value of a TypeScript type is written in Keel, as far as both can say it. */
function shapeOf(type: ts.Type): string {
  const parts = type.isUnion() ? type.types : [type]
  const isNull = (part: ts.Type): boolean => (part.flags & ts.TypeFlags.Null) !== 0
  const rest = parts.filter((part) => !isNull(part) && (part.flags & ts.TypeFlags.Undefined) === 0)
  const optional = parts.some(isNull) ? '?' : ''
  if (rest.every((part) => part.isStringLiteral())) {
    return (
      rest
        .map((part) => JSON.stringify((part as ts.StringLiteralType).value))
        .sort()
        .join('|') + optional
    )
  }
  if (rest.every((part) => (part.flags & ts.TypeFlags.BooleanLike) !== 0)) return `bool${optional}`
  const isObject = (part: ts.Type): boolean =>
    (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 && !checker.isArrayType(part)
  if (rest.every(isObject)) return `object${optional}`
  const [only] = rest
  if (rest.length !== 1 || only === undefined) return 'json'
  if ((only.flags & ts.TypeFlags.String) !== 0) return `string${optional}`
  if ((only.flags & ts.TypeFlags.Number) !== 0) return `number${optional}`
  if (checker.isArrayType(only)) return `[${shapeOf(checker.getTypeArguments(only as ts.TypeReference)[0]!)}]`
  return 'json'
}

function keelShape(type: TypeExpression): string {
  switch (type.kind) {
    case 'name': {
      const word = type.name.text
      // JSON has one kind of number.
      if (['int', 'time', 'number'].includes(word)) return 'number'
      const declared = keelTypes.get(word)
      return declared === undefined ? word : keelShape(declared)
    }
    case 'words':
      return type.words
        .map(({ text }) => JSON.stringify(text))
        .sort()
        .join('|')
    case 'optional':
      return `${keelShape(type.item)}?`
    case 'list':
      return `[${keelShape(type.item)}]`
    default:
      return 'object'
  }
}

describe('keelson-types.keel says what TypeScript says', () => {
  test.each(PAIRS)('%s', (keel, room, name) => {
    const declared = keelTypes.get(keel)!
    const members = declared.kind === 'object' ? declared.members : []
    const written = members.map(({ name: member, optional, type }) => [
      member.text,
      optional,
      keelShape(type),
    ])
    const properties = checker.getPropertiesOfType(typescriptType(room, name))
    const wanted = properties.map((property) => [
      property.name,
      (property.flags & ts.SymbolFlags.Optional) !== 0,
      shapeOf(checker.getTypeOfSymbol(property)),
    ])
    expect(members.length).toBeGreaterThan(0)
    const sorted = (list: readonly unknown[][]): unknown[][] =>
      [...list].sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1))
    // JSON of any kind, and unions that Keel has no word for.
    const open = new Set(sorted(wanted).flatMap(([member, , shape]) => (shape === 'json' ? [member] : [])))
    const closed = (list: readonly unknown[][]): unknown[][] =>
      sorted(list).map(([member, optional, shape]) => [member, optional, open.has(member) ? 'json' : shape])
    expect(closed(written)).toEqual(closed(wanted))
  })
})

describe('what the engine puts to a policy', () => {
  const HOUR = 3_600_000
  const START = 1_790_812_800_000
  const policy = bundleOf(packSources(['drift-response']))
  const drift = createDriftMonitor({ features: [{ name: 'errors', kind: 'numeric' }] })
  const behaviour = createBehaviourModel({ warmupMs: 2 * 24 * HOUR })
  const engine = createEngine({ policy, drift, behaviour, profile: kubernetes() })
  let seed = 7
  const draw = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return (seed >>> 8) % below
  }
  for (let hour = 0; hour < 24 * 14; hour += 1) {
    const value = draw(100) + draw(100)
    drift.observe({ at: START + hour * HOUR, feature: 'errors', value })
  }
  const FROZEN = START + 24 * 14 * HOUR
  drift.freezeAnchor({ from: START, to: FROZEN, reference: 'CHG-1' })
  const deployment = (replicas: number, image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { replicas, template: { spec: { containers: [{ name: 'web', image }] } } },
  })
  const look = (hour: number, replicas: number, image: string) =>
    engine.assess({
      at: FROZEN + hour * HOUR,
      actor: `scanner-${draw(3)}`,
      kind: 'service',
      action: 'drift.report',
      resource: 'shop/Deployment/web',
      desired: deployment(3, 'web@sha256:1'),
      live: deployment(replicas, image),
      measurements: { errors: draw(100) + draw(100) + (hour > 48 ? 150 : 0) },
    })

  test('drift-response decides on it, and nothing is missing or of another type', () => {
    const verdicts = new Set<string | null>()
    const statuses = new Set<string | undefined>()
    for (let hour = 0; hour < 24 * 10; hour += 1) {
      const { decision, drift: report } = look(
        hour,
        hour % 3 === 0 ? 5 : 3,
        hour % 50 === 49 ? 'web:2' : 'web@sha256:1',
      )
      expect(decision!.errors).toEqual([])
      expect(decision!.warnings).toEqual([])
      expect(decision!.effect).toBe('allow')
      verdicts.add(decision!.verdict)
      statuses.add(report?.status)
    }
    expect([...verdicts].sort()).toEqual([null, 'revert', 'review'].sort())
    expect([...statuses]).toContain('drifting')
  })

  test('its verdicts are about what the engine found', () => {
    const reasons = (replicas: number, image: string): string[] =>
      look(241, replicas, image).decision!.reasons.map(({ effect, pointer }) => `${effect} ${pointer}`)
    expect(reasons(5, 'web@sha256:1')).toContain('revert /changes/changes/0')
    expect(reasons(3, 'web:2')).toContain('review /changes/changes/0')
    expect(reasons(3, 'web@sha256:1')).toEqual(['review /drift/features/0/verdict'])
  })

  test('all packs but those of admission decide on an event that says nothing but who did what', () => {
    const bundle = bundleOf(packSources(), { objects: 'optional' })
    const { decision } = createEngine({ policy: bundle }).assess({
      at: START,
      actor: 'argo',
      kind: 'service',
      action: 'k8s.ConfigMap.update',
      resource: 'shop-prod/ConfigMap/web',
      attributes: { channel: 'gitops' },
    })
    expect(decision).toMatchObject({ effect: 'allow', errors: [], reasons: [] })
  })
})
