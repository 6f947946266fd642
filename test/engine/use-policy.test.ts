import { type AssessmentInput, createEngine, createLedger } from 'keelson'
import { compilePolicy, type PolicyBundle } from 'keelson/policy'
import { loadBundle } from 'keelson/policy/runtime'
import { describe, expect, test } from 'vitest'
import { expectCode } from '../support/expect-code.js'

const EVENT: AssessmentInput = {
  at: 1_790_812_800_000,
  actor: 'ana',
  action: 'deploy.apply',
  resource: 'shop',
  desired: { a: 1 },
  live: { a: 2 },
}

function bundleOf(rule: string): PolicyBundle {
  return compilePolicy(`policy p on deploy.apply { ${rule} }`).bundle!
}

const open = bundleOf('allow')
const closed = bundleOf('deny "frozen"')

describe('usePolicy', () => {
  test('decides from the next assessment on, with the digest of the new bundle', () => {
    const ledger = createLedger()
    const engine = createEngine({ policy: open, ledger })
    expect(engine.assess(EVENT).decision).toMatchObject({ effect: 'allow', policyDigest: open.policyDigest })
    engine.usePolicy(loadBundle(closed.toBytes()))
    expect(engine.assess(EVENT).decision).toMatchObject({ effect: 'deny', policyDigest: closed.policyDigest })
    expect(ledger.size).toBe(2)
    expect(ledger.entry(1).decision).toMatchObject({ policyDigest: closed.policyDigest })
  })

  test('leaves the assessment under way with the bundle that it began with', () => {
    const engine = createEngine({
      policy: open,
      diff: () => {
        engine.usePolicy(closed)
        return {}
      },
    })
    expect(engine.assess(EVENT).decision?.effect).toBe('allow')
    expect(engine.assess(EVENT).decision?.effect).toBe('deny')
  })

  test('keeps one policy for each event of a stream', async () => {
    const engine = createEngine({ policy: open })
    const effects: (string | undefined)[] = []
    for await (const { decision } of engine.assessStream([EVENT, EVENT, EVENT])) {
      effects.push(decision?.effect)
      if (effects.length === 2) engine.usePolicy(closed)
    }
    expect(effects).toEqual(['allow', 'allow', 'deny'])
  })

  test('gives an engine without a policy one', () => {
    const engine = createEngine({})
    expect(engine.assess(EVENT).decision).toBeNull()
    engine.usePolicy(open)
    expect(engine.assess(EVENT).decision?.effect).toBe('allow')
  })

  test('refuses what is no bundle or about nothing, and keeps the old one', () => {
    const engine = createEngine({ policy: open })
    const empty = compilePolicy('mode gate').bundle!
    const wrong: readonly unknown[] = [
      undefined,
      null,
      'policy p on * { allow }',
      closed.toBytes(),
      {},
      { decide: () => ({ effect: 'allow' }) },
      { ...closed, decide: 'allow' },
      compilePolicy('policy p on deploy.apply { allow }'),
      empty,
    ]
    for (const policy of wrong) {
      expectCode('engine/invalid-policy', () => engine.usePolicy(policy as PolicyBundle))
      expect(engine.assess(EVENT).decision?.policyDigest).toBe(open.policyDigest)
    }
  })
})
