import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runProgram } from '../../../scripts/engines/run-program.js'

/** Makes one thing of each kind with the copy `one`, hands it to the copy `other`, and prints what came of it. */
const EXCHANGE = `
function thrownBy(run) {
  try { run() } catch (error) { return error }
}
function same(left, right) {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
export function exchange(one, other) {
  const results = {}
  results.apart = one.core.KeelsonError !== other.core.KeelsonError
  const error = thrownBy(() => one.core.parseJson('['))
  results.error = other.core.isKeelsonError(error) && error instanceof other.core.KeelsonError && error.code
  results.fingerprint = one.hash.fingerprint({ a: [1] }) === other.hash.fingerprint({ a: [1] })

  const features = [{ name: 'latency', kind: 'numeric' }]
  const start = 1790553600000
  const monitor = one.drift.createDriftMonitor({ features })
  for (let at = 0; at < 60; at += 1) monitor.observe({ at: start + at * 3600000, feature: 'latency', value: at % 7 })
  monitor.freezeAnchor({ from: start, to: start + 50 * 3600000, reference: 'CHG-1' })
  const bytes = monitor.toBytes()
  results.drift = same(other.drift.restoreDriftMonitor(bytes).toBytes(), bytes)
  const shards = [monitor, other.drift.restoreDriftMonitor(bytes)]
  results.merged = same(other.drift.mergeDriftMonitors(shards).toBytes(), one.drift.mergeDriftMonitors(shards).toBytes())

  const model = one.behaviour.createBehaviourModel()
  model.learn({ at: start, actor: 'ada', action: 'read', resource: 'pod/a' })
  results.behaviour = same(other.behaviour.restoreBehaviourModel(model.toBytes()).toBytes(), model.toBytes())

  const text = 'mode gate input principal: json policy p on x.y { when principal.id == "eve" deny "not eve" }'
  const { bundle } = one.policy.compilePolicy(text)
  const request = { target: 'x.y', principal: { id: 'eve' } }
  const loaded = other.policy.loadBundle(bundle.toBytes())
  const options = { now: 1, digest: true }
  results.decision = JSON.stringify(loaded.decide(request, options)) === JSON.stringify(bundle.decide(request, options))
  const changed = other.policy.compilePolicy(text.replace('eve"', 'bob"')).bundle
  results.compared = other.policy.compareBundles(bundle, changed).equal
  results.sameBundle = other.policy.compareBundles(bundle, loaded).equal

  const ledger = one.ledger.createLedger()
  const engine = other.all.createEngine({ policy: bundle, ledger, drift: monitor, behaviour: model })
  const assessed = engine.assess({ at: start + 61 * 3600000, actor: 'eve', action: 'x.y', resource: 'pod/a' })
  results.assessed = [assessed.decision.effect, assessed.record.size]
  const opened = other.ledger.openLedger(ledger.toBytes(), { checkpoint: { size: 1, root: ledger.root() } })
  results.ledger = opened.root() === ledger.root()
  return JSON.stringify(results)
}`

const ROOMS = ['core', 'hash', 'drift', 'behaviour', 'policy', 'ledger'] as const

const imports = (name: string, copy: string): string =>
  [
    ...ROOMS.map((room) => `import * as ${copy}_${room} from '${name}/${room}'`),
    `import * as ${copy}_all from '${name}'`,
    `const ${copy} = { all: ${copy}_all, ${ROOMS.map((room) => `${room}: ${copy}_${room}`).join(', ')} }`,
  ].join('\n')

const requires = (name: string, copy: string): string =>
  `const ${copy} = { all: require('${name}'), ${ROOMS.map((room) => `${room}: require('${name}/${room}')`).join(', ')} }`

const EXPECTED = {
  apart: true,
  error: 'core/invalid-json',
  fingerprint: true,
  drift: true,
  merged: true,
  behaviour: true,
  decision: true,
  compared: false,
  sameBundle: true,
  assessed: ['deny', 1],
  ledger: true,
}

/**
 * Two copies of the package in one process hand each other errors, bytes, bundles, monitors, models and ledgers.
 *
 * @param project where the package is installed, known once the tests run
 */
export function twoCopiesTests(project: () => string): void {
  const run = async (setting: string): Promise<unknown> => {
    const file = join(project(), 'two-copies.mjs')
    writeFileSync(
      file,
      `import { createRequire } from 'node:module'\nimport { exchange } from './exchange.mjs'\nconst require = createRequire(import.meta.url)\n${setting}\nconsole.log(exchange(one, other))\n`,
    )
    return JSON.parse(
      await runProgram({ command: process.execPath, parameters: [file], timeoutMs: 60_000 }),
    ) as unknown
  }

  beforeAll(() => {
    writeFileSync(join(project(), 'exchange.mjs'), EXCHANGE)
    const modules = join(project(), 'node_modules')
    cpSync(join(modules, 'keelson'), join(modules, 'keelson-next'), { recursive: true })
    const manifest = join(modules, 'keelson-next/package.json')
    const next = {
      ...(JSON.parse(readFileSync(manifest, 'utf8')) as object),
      name: 'keelson-next',
      version: '9.0.0',
    }
    writeFileSync(manifest, JSON.stringify(next))
  })

  test('ESM and CommonJS, there and back', async () => {
    expect(await run(`${imports('keelson', 'one')}\n${requires('keelson', 'other')}`)).toEqual(EXPECTED)
    expect(await run(`${requires('keelson', 'one')}\n${imports('keelson', 'other')}`)).toEqual(EXPECTED)
  })

  test('two versions, there and back', async () => {
    expect(await run(`${imports('keelson', 'one')}\n${imports('keelson-next', 'other')}`)).toEqual(EXPECTED)
    expect(await run(`${imports('keelson-next', 'one')}\n${imports('keelson', 'other')}`)).toEqual(EXPECTED)
  })
}
