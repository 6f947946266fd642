import fc from 'fast-check'
import { createDriftMonitor, type DriftObservation } from 'keelson/drift'
import { expect } from 'vitest'
import { law } from '../support/law.js'

const anyObservation = fc.record(
  {
    at: fc.oneof(fc.nat(), fc.double(), fc.constant('1')),
    feature: fc.constantFrom('latency', 'changes', 'region', 'nope'),
    value: fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.string()),
    source: fc.oneof(fc.string(), fc.constant('x'.repeat(1025)), fc.constant(7)),
  },
  { requiredKeys: ['at', 'feature', 'value'] },
)

function refusal(run: () => void): string | null {
  try {
    run()
    return null
  } catch (error) {
    return (error as { readonly code: string }).code
  }
}

law(
  'check refuses what observe refuses, for the same reason, and changes nothing',
  anyObservation,
  (given) => {
    const observation = given as DriftObservation
    const monitor = createDriftMonitor({
      features: [
        { name: 'latency', kind: 'numeric' },
        { name: 'changes', kind: 'count' },
        { name: 'region', kind: 'categorical' },
      ],
    })
    const before = monitor.toBytes()
    const checked = refusal(() => monitor.check(observation))
    expect(monitor.toBytes()).toEqual(before)
    expect(refusal(() => monitor.observe(observation))).toBe(checked)
  },
)
