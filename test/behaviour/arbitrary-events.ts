import fc from 'fast-check'
import type { BehaviourEvent } from 'keelson/behaviour'
import { anyKey } from '../support/arbitraries.js'
import { DAY, MONDAY } from './office.js'

const ACTORS = ['ana', 'bot', 'ci', '__proto__', 'é😀']
const ACTIONS = ['read', 'write', 'delete', 'constructor', 'read in']
const RESOURCES = [
  'app:prod/pay/web',
  'app:dev/pay/web',
  'secret:prod/pay/key',
  'plain',
  'arn:aws:s3:::bucket',
  '/',
]

interface Drawn {
  readonly event: Omit<BehaviourEvent, 'at'>
  readonly daysLater: number
  readonly ofDay: number
}

function anyAttributes(): fc.Arbitrary<Record<string, string | number | boolean>> {
  const name = fc.oneof(
    fc.constantFrom('ns', 'env', 'channel', 'client', 'ip', 'bytes', 'ok', '__proto__'),
    anyKey(),
  )
  const value = fc.oneof(
    fc.constantFrom<string | number | boolean>(
      '',
      'prod',
      '10.1.2.3',
      '2001:db8::1',
      'cli/1.2',
      0,
      4096,
      -3.5,
      true,
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ maxLength: 200 }),
  )
  return fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => {
    const attributes: Record<string, string | number | boolean> = {}
    for (const [key, member] of entries) {
      Object.defineProperty(attributes, key, {
        value: member,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
    return attributes
  })
}

function anyDrawn(): fc.Arbitrary<Drawn> {
  return fc.record({
    event: fc.record(
      {
        actor: fc.constantFrom(...ACTORS),
        action: fc.constantFrom(...ACTIONS),
        resource: fc.constantFrom(...RESOURCES),
        kind: fc.constantFrom('human', 'service', 'agent'),
        role: fc.constantFrom('developer', 'sre', '__proto__'),
        intent: fc.constantFrom('deploy', 'triage'),
        session: fc.constantFrom('one', 'two'),
        attributes: anyAttributes(),
        onBehalfOf: fc.constantFrom('ana', 'eve'),
        provenance: fc.constantFrom<Record<string, 'prompt' | 'tool'>[]>(
          { url: 'tool' },
          { url: 'prompt', to: 'tool' },
        ),
      },
      { requiredKeys: ['actor', 'action', 'resource'] },
    ),
    daysLater: fc.constantFrom(0, 0, 0, 0, 1, 2),
    ofDay: fc.integer({ min: 0, max: DAY - 1 }),
  }) as fc.Arbitrary<Drawn>
}

/** Some days of events: ordered by day, in any order within one. Hostile names, any attributes, every optional member. */
export function anyEvents(most = 16): fc.Arbitrary<readonly BehaviourEvent[]> {
  return fc.array(anyDrawn(), { minLength: 1, maxLength: most }).map((drawn) => {
    let day = 0
    return drawn.map(({ event, daysLater, ofDay }) => {
      day += daysLater
      return { at: MONDAY + day * DAY + ofDay, ...event }
    })
  })
}
