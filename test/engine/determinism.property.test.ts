import fc from 'fast-check'
import { createBehaviourModel, createDriftMonitor, createEngine, createLedger } from 'keelson'
import { isJsonObject, type JsonValue } from 'keelson/core'
import { compilePolicy } from 'keelson/policy'
import { expect } from 'vitest'
import type { AssessmentInput } from '../../src/engine/index.js'
import { anyJson, objectOf } from '../support/arbitraries.js'
import { law } from '../support/law.js'

const bundle = compilePolicy(`
  mode guard
  input principal: json
  input changes: json
  input behaviour: json
  policy all on * {
    when principal.kind == "human" allow
    for change in changes?.changes ?? [] where change.cause == "drift" deny "{change.pointer} drifted" at change
    when behaviour.p < 0.01 require approvals 2 from group("sre")
  }
`).bundle!

const anyEvents = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 0, max: 7_200_000 }),
      actor: fc.constantFrom('ana', 'bo', '__proto__'),
      kind: fc.constantFrom('human' as const, 'agent' as const),
      action: fc.constantFrom('k8s.Pod.create', 'k8s.Secret.read'),
      resource: fc.constantFrom('pay/Pod/a', 'constructor'),
      states: fc.option(fc.tuple(anyJson(), anyJson())),
      attributes: fc.constantFrom({ client: 'kubectl', zone: 'a' }, { zone: 'b', client: 'api' }, {}),
    }),
    { maxLength: 6 },
  )
  .map((drafts) => {
    let at = 1_790_812_800_000
    return drafts.map(({ wait, states, ...event }): AssessmentInput => {
      at += wait
      return { at, ...event, ...(states === null ? {} : { desired: states[0], live: states[1] }) }
    })
  })

function outcome(events: readonly AssessmentInput[]): string {
  const parts = {
    policy: bundle,
    drift: createDriftMonitor({ features: [{ name: 'rate', kind: 'numeric' }] }),
    behaviour: createBehaviourModel(),
    ledger: createLedger(),
  }
  const engine = createEngine(parts)
  const digests = events.map((event) => engine.assess(event).digest)
  const states = [parts.drift, parts.behaviour, parts.ledger].map((part) =>
    Array.from(part.toBytes()).join(','),
  )
  return JSON.stringify([digests, states])
}

/** The same value with the members of every object in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reversed(item))
  if (!isJsonObject(value)) return value
  return objectOf(
    Object.keys(value)
      .reverse()
      .map((key) => [key, reversed(value[key]!)]),
  )
}

law('determinism: the same events give the same bytes in a second run', anyEvents, (events) => {
  expect(outcome(events)).toBe(outcome(structuredClone(events)))
})

law('determinism: the order of keys in an event makes no difference', anyEvents, (events) => {
  expect(outcome(reversed(events as unknown as JsonValue) as unknown as AssessmentInput[])).toBe(
    outcome(events),
  )
})
