import { pathToFileURL } from 'node:url'
import { createMongoAbility, type MongoAbility, type RawRuleOf } from '@casl/ability'
import { parse } from '@marcbachmann/cel-js'
import { LogicEngine } from 'json-logic-engine'
import { compareAll, medianOf, record } from './harness.js'
import {
  type GuardrailRule,
  guardrailCel,
  guardrailConditions,
  guardrailJsonLogic,
  guardrailKeel,
  guardrailRules,
} from './policy-sources.js'

// As it is shipped, like the peers: what runs the sources gives each closure a name, which takes most of the time.
const { compilePolicy } = (await import(
  pathToFileURL('dist/policy/index.js').href
)) as typeof import('keelson/policy')

const CURVE: readonly number[] = [100, 1_000, 5_000, 20_000]

/**
 * How long it takes until a thousand policies of an agent guardrail can decide. Ours is text to bundle, with types;
 * policies become closures when their target is first asked for, and warnings are looked for when they are first read,
 * so what both of these take stands beside it. CEL is text to expressions; the other two begin with rules as JSON, and
 * have no types to check. Needs `npm run build`.
 */
export async function benchPolicyCompile(): Promise<void> {
  const rules = guardrailRules(1_000)
  const keel = guardrailKeel(rules)
  const cel = rules.map(guardrailCel)
  const logic = rules.map(guardrailJsonLogic)
  const abilities = rules.map(abilityRule)
  expectBundle(keel)
  const results = await compareAll([
    {
      name: 'compile 1,000 policies (agent guardrail)',
      ours: { name: 'keelson', run: () => compilePolicy(keel) },
      peers: [
        { name: '@marcbachmann/cel-js', run: () => cel.map((text) => parse(text)) },
        { name: 'json-logic-engine', run: () => buildLogic(logic) },
        { name: '@casl/ability', run: () => createMongoAbility(abilities) },
      ],
      notes: {
        'characters of Keel': keel.length,
        'µs a policy, by the number of policies': curve(),
        'ms with all that waits to be asked for': waiting(keel, rules),
        'what peers leave out':
          'CASL only indexes: conditions are compiled when they are first asked; JSON-logic and CASL parse no text',
      },
    },
  ])
  record('policy-compile', results)
}

/** The time for one policy where there are so many: it is the same where compilation is linear. */
function curve(): Record<string, number> {
  const times: Record<string, number> = {}
  for (const count of CURVE) {
    const text = guardrailKeel(guardrailRules(count))
    const milliseconds = medianOf(count > 1_000 ? 5 : 15, () => compilePolicy(text))
    times[count] = Number(((milliseconds * 1_000) / count).toPrecision(3))
  }
  return times
}

/** What is not done before it is asked for, asked for. */
function waiting(text: string, rules: readonly GuardrailRule[]): Record<string, number> {
  const targets = [...new Set(rules.map(({ type, action }) => `${type}.${action}`))]
  const everyTarget = (): void => {
    const { bundle } = compilePolicy(text)
    for (const target of targets) bundle!.decide({ target }, { now: 0 })
  }
  return {
    'bundle alone': rounded(medianOf(15, () => compilePolicy(text))),
    'and its warnings': rounded(medianOf(15, () => compilePolicy(text).diagnostics)),
    'and a decision about every target, with the digest': rounded(medianOf(15, everyTarget)),
  }
}

function rounded(milliseconds: number): number {
  return Number(milliseconds.toPrecision(3))
}

function expectBundle(text: string): void {
  const { bundle, diagnostics } = compilePolicy(text)
  if (bundle === undefined) throw new Error(`the guardrail does not compile: ${diagnostics[0]?.message}`)
}

function buildLogic(rules: readonly unknown[]): unknown {
  const engine = new LogicEngine()
  return rules.map((rule) => engine.build(rule as Parameters<typeof engine.build>[0]))
}

function abilityRule(rule: GuardrailRule): RawRuleOf<MongoAbility> {
  const { action, type, forbids } = rule
  return { action, subject: type, inverted: forbids, conditions: guardrailConditions(rule) }
}
