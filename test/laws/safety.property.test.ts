import fc from 'fast-check'
import {
  andersonDarling,
  applyPatch,
  benjaminiHochberg,
  canonicalize,
  chiSquare,
  compilePolicy,
  cramerVonMises,
  createBehaviourModel,
  createDriftMonitor,
  createEngine,
  createLedger,
  diff,
  diff3,
  fingerprint,
  fingerprintText,
  fisherExact,
  formatChanges,
  frechetDistance,
  hotellingTest,
  isKeelsonError,
  type JsonValue,
  ksTest,
  loadBundle,
  mmd,
  openLedger,
  parseJson,
  parsePointer,
  psi,
  restoreBehaviourModel,
  restoreDriftMonitor,
  seal,
  toPatch,
} from 'keelson'
import { expect } from 'vitest'
import { anyJson, objectOf } from '../support/arbitraries.js'
import { law } from '../support/law.js'

/** Anything a program in JavaScript can hand in: class instances, symbols, bigints, cycles, accessors among it. */
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
  fc.anything({ withSparseArray: true, withTypedArray: true, withBoxedValues: true }),
  fc.constantFrom<unknown>(
    cycle(),
    accessor(),
    Symbol('x'),
    () => 1,
    new Error('x'),
    Object.create({ a: 1 }),
  ),
  anyJson(),
)

function cycle(): unknown {
  const list: unknown[] = []
  list.push({ list })
  return list
}

function accessor(): unknown {
  return Object.defineProperty({}, 'secret', {
    enumerable: true,
    get: () => 1,
  })
}

/** Runs an entry point; whatever it throws must be one of ours. */
function answersOrRefuses(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    expect(error.code).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
  }
}

const policy = compilePolicy(
  'mode gate  input a: json  policy p on x.y { for c in a.b where c.d == 1 deny at c }',
).bundle!

/** Every public function that takes a value of the caller's, by name. */
const TAKES_A_VALUE: Readonly<Record<string, (value: never) => unknown>> = {
  fingerprint,
  canonicalize,
  seal,
  'diff from': (value) => diff(value, {}),
  'diff to': (value) => diff({}, value),
  'diff options': (value) => diff(1, 2, value),
  diff3,
  'diff3 options': (value) => diff3({ base: 1, desired: 2, live: 3 }, value),
  toPatch,
  formatChanges,
  'applyPatch to': (value) => applyPatch(value, [{ op: 'add', path: '/a', value: 1 }]),
  'applyPatch of': (value) => applyPatch({ a: [1] }, value),
  compilePolicy,
  'decide on': (value) => policy.decide(value, { now: 1 }),
  'decide on a root': (value) => policy.decide({ target: 'x.y', a: value }, { now: 1 }),
  'decide options': (value) => policy.decide({ target: 'x.y' }, value),
  createDriftMonitor,
  'observe a value': (value) =>
    createDriftMonitor({ features: [{ name: 'a', kind: 'numeric' }] }).observe({
      at: 1,
      feature: 'a',
      value,
    }),
  'assess drift': (value) => createDriftMonitor({ features: [{ name: 'a', kind: 'numeric' }] }).assess(value),
  'compare samples': (value) => ksTest(value, [1, 2]),
  'compare samples by options': (value) => cramerVonMises([1, 2], [2, 3], value),
  'test samples': (value) => andersonDarling([1, 2, 3], value),
  'compare counts': (value) => chiSquare(value, [1, 2]),
  'distance of counts': (value) => psi([1, 2], value),
  'compare vectors': (value) => frechetDistance(value, [[1], [2]]),
  'compare vectors by options': (value) => mmd([[1], [2]], [[1], [2]], value),
  'test vectors': (value) => hotellingTest([[1], [2]], value),
  'test a table': (value) => fisherExact(value, [1, 2]),
  'reject p-values': (value) => benjaminiHochberg(value, 0.1),
  createBehaviourModel,
  'score an event': (value) => createBehaviourModel().score(value),
  'learn an event': (value) => createBehaviourModel().learn(value),
  'append an entry': (value) => createLedger().append(value),
  'query a ledger': (value) => createLedger().query(value),
  'assess an event': (value) => createEngine({}).assess(value),
}

const TAKES_TEXT: Readonly<Record<string, (text: string) => unknown>> = {
  parseJson,
  parsePointer,
  fingerprintText,
  compilePolicy,
}

const TAKES_BYTES: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  parseJson,
  fingerprintText,
  loadBundle,
  openLedger,
  restoreBehaviourModel,
  restoreDriftMonitor,
}

for (const [name, run] of Object.entries(TAKES_A_VALUE)) {
  law(`safety: ${name} answers or refuses with a coded error, whatever it is handed`, anything, (value) =>
    answersOrRefuses(() => run(value as never)),
  )
}

for (const [name, run] of Object.entries(TAKES_TEXT)) {
  law(
    `safety: ${name} answers or refuses any text with a coded error`,
    fc.string({ unit: 'binary' }),
    (text) => answersOrRefuses(() => run(text)),
  )
}

for (const [name, run] of Object.entries(TAKES_BYTES)) {
  const written = fc.constantFrom(
    policy.toBytes(),
    createLedger().toBytes(),
    createBehaviourModel().toBytes(),
    createDriftMonitor({ features: [{ name: 'a', kind: 'numeric' }] }).toBytes(),
  )
  const damaged = fc.tuple(written, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
    const copy = Uint8Array.from(bytes)
    copy[at % copy.length] = value
    return copy
  })
  law(
    `safety: ${name} answers or refuses any bytes with a coded error`,
    fc.oneof(fc.uint8Array(), damaged),
    (bytes) => answersOrRefuses(() => run(bytes)),
  )
}

const HOSTILE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

law(
  'safety: hostile member names never reach a prototype',
  fc.tuple(fc.constantFrom(...HOSTILE), fc.constantFrom(...HOSTILE), anyJson()),
  ([outer, inner, value]) => {
    const before = Object.getOwnPropertyNames(Object.prototype).sort().join()
    const document = objectOf([[outer, objectOf([[inner, value]])]])
    answersOrRefuses(() => applyPatch({}, toPatch(diff({}, document), { include: 'all' })))
    answersOrRefuses(() => applyPatch({}, [{ op: 'add', path: `/${outer}/${inner}`, value }]))
    answersOrRefuses(() => policy.decide({ target: 'x.y', a: document }, { now: 1 }))
    const event = { at: 1_790_812_800_000, actor: outer, action: inner, resource: outer }
    const model = createBehaviourModel()
    answersOrRefuses(() =>
      model.learn({ ...event, attributes: objectOf([[outer, inner]]) as { [name: string]: string } }),
    )
    answersOrRefuses(() =>
      createEngine({ behaviour: model }).assess({ ...event, desired: document, live: value as JsonValue }),
    )
    expect(Object.getOwnPropertyNames(Object.prototype).sort().join()).toBe(before)
  },
)

const DEEP = 3000

law(
  'safety: nesting without end is refused and never reaches the call stack',
  fc.tuple(fc.integer({ min: DEEP, max: 3 * DEEP }), fc.constantFrom('[]', '{}')),
  ([depth, kind]) => {
    let value: JsonValue = 0
    for (let level = 0; level < depth; level += 1) value = kind === '[]' ? [value] : { a: value }
    for (const name of [
      'fingerprint',
      'canonicalize',
      'seal',
      'diff from',
      'diff to',
      'decide on a root',
      'append an entry',
    ]) {
      answersOrRefuses(() => TAKES_A_VALUE[name]!(value as never))
    }
    const text = kind === '[]' ? '['.repeat(depth) : '{"a":'.repeat(depth)
    for (const run of Object.values(TAKES_TEXT)) answersOrRefuses(() => run(text))
    answersOrRefuses(() => compilePolicy(`policy p on x { when ${'('.repeat(depth)} allow }`))
  },
  { runs: 60 },
)
