import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ComparisonResult, median, record, round3 } from './harness.js'
import {
  guardrailCel,
  guardrailConditions,
  guardrailJsonLogic,
  guardrailKeel,
  guardrailRules,
} from './policy-sources.js'

const PROCESSES = 15

/** What each process does: import, read 100 policies, decide once. */
const PROGRAMS: Readonly<Record<string, (fixtures: string) => string>> = {
  // Without anything: what Node itself takes to start.
  'an empty process': () => '0',
  keelson: (fixtures) => `
    import { readFileSync } from 'node:fs'
    import { compilePolicy } from ${url('dist/policy/index.js')}
    const { bundle } = compilePolicy(readFileSync(${JSON.stringify(join(fixtures, 'rules.keel'))}, 'utf8'))
    bundle.decide(${REQUEST}, { now: 0 })`,
  '@casl/ability': (fixtures) => `
    import { readFileSync } from 'node:fs'
    import { createMongoAbility, subject } from ${url('node_modules/@casl/ability/dist/esm/index.mjs')}
    const rules = JSON.parse(readFileSync(${JSON.stringify(join(fixtures, 'casl.json'))}, 'utf8'))
    createMongoAbility(rules).can('action1', subject('type1', { role: 'reader' }))`,
  'json-logic-engine': (fixtures) => `
    import { readFileSync } from 'node:fs'
    import { LogicEngine } from ${url('node_modules/json-logic-engine/index.js')}
    const rules = JSON.parse(readFileSync(${JSON.stringify(join(fixtures, 'logic.json'))}, 'utf8'))
    const engine = new LogicEngine()
    for (const rule of rules.map((rule) => engine.build(rule))) rule(${REQUEST})`,
  '@marcbachmann/cel-js': (fixtures) => `
    import { readFileSync } from 'node:fs'
    import { parse } from ${url('node_modules/@marcbachmann/cel-js/lib/index.js')}
    const texts = JSON.parse(readFileSync(${JSON.stringify(join(fixtures, 'cel.json'))}, 'utf8'))
    const request = ${REQUEST}
    // A whole number is a BigInt there.
    request.principal.level = request.resource.level = 3n
    for (const rule of texts.map((text) => parse(text))) rule(request)`,
}

const REQUEST = JSON.stringify({
  target: 'type1.action1',
  principal: { id: 'ada', role: 'reader', level: 3, team: 'team1', teams: ['team1'] },
  resource: { id: 'r', environment: 'dev', team: 'team1', path: '/team1/x', owner: 'ada', level: 2 },
})

/**
 * From an empty process to the first decision over 100 policies, as a command or a serverless function pays for it. The
 * processes of all contenders take turns; what Node takes to start is measured beside and taken off. Needs `npm run build`.
 */
export async function benchPolicyCold(): Promise<void> {
  const fixtures = mkdtempSync(join(tmpdir(), 'keelson-cold-'))
  try {
    const rules = guardrailRules(100)
    writeFileSync(join(fixtures, 'rules.keel'), guardrailKeel(rules))
    writeFileSync(join(fixtures, 'cel.json'), JSON.stringify(rules.map(guardrailCel)))
    writeFileSync(join(fixtures, 'logic.json'), JSON.stringify(rules.map(guardrailJsonLogic)))
    const abilities = rules.map((rule) => {
      return { action: rule.action, subject: rule.type, conditions: guardrailConditions(rule) }
    })
    writeFileSync(join(fixtures, 'casl.json'), JSON.stringify(abilities))
    record('policy-cold', [measure(fixtures)])
  } finally {
    rmSync(fixtures, { recursive: true })
  }
}

function measure(fixtures: string): ComparisonResult {
  const times = new Map(Object.keys(PROGRAMS).map((name) => [name, [] as number[]]))
  const own = new Map(Object.keys(PROGRAMS).map((name) => [name, [] as number[]]))
  for (let round = 0; round < PROCESSES; round += 1) {
    let empty = 0
    for (const [name, program] of Object.entries(PROGRAMS)) {
      const milliseconds = runProcess(program(fixtures))
      if (name === 'an empty process') empty = milliseconds
      times.get(name)!.push(milliseconds)
      own.get(name)!.push(Math.max(milliseconds - empty, 0.1))
    }
  }
  const names = Object.keys(PROGRAMS).filter((name) => name !== 'an empty process')
  const microseconds = Object.fromEntries(names.map((name) => [name, round3(median(own.get(name)!) * 1_000)]))
  const ratios = names.slice(1).map((name) => {
    const each = own.get(name)!.map((time, round) => time / own.get('keelson')![round]!)
    return [name, round3(median(each))] as const
  })
  const result: ComparisonResult = {
    name: 'import, compile 100 policies and decide once in a fresh process, above an empty one',
    microseconds,
    timesFaster: Object.fromEntries(ratios),
    notes: {
      'ms of an empty process': round3(median(times.get('an empty process')!)),
      'ms of whole processes': Object.fromEntries(
        names.map((name) => [name, round3(median(times.get(name)!))]),
      ),
    },
  }
  console.log(JSON.stringify(result, null, 2))
  return result
}

function runProcess(program: string): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program])
  if (status !== 0) throw new Error(String(stderr))
  return performance.now() - start
}

function url(path: string): string {
  return JSON.stringify(pathToFileURL(path).href)
}
