import { compilePolicy } from 'keelson/policy'
import { ADVERSARIAL } from '../test/policy/support/adversarial-policies.js'
import { type ComparisonResult, record, round3 } from './harness.js'

/**
 * How long the compiler takes for a megabyte of each text that test/policy/adversarial.test.ts hands it, the second time.
 * No peer: none of them takes all of these texts. Processor time stands beside, since a busy machine stretches the other.
 */
export async function benchPolicyAdversarial(): Promise<void> {
  const results: ComparisonResult[] = []
  for (const { name, text } of ADVERSARIAL) {
    const source = text()
    compilePolicy(source)
    const start = performance.now()
    const before = process.cpuUsage()
    const { diagnostics } = compilePolicy(source)
    const milliseconds = performance.now() - start
    const { user, system } = process.cpuUsage(before)
    const notes = { diagnostics: diagnostics.length, 'µs of processors': user + system }
    results.push({
      name: `1 MB of ${name}`,
      microseconds: { keelson: round3(milliseconds * 1_000) },
      timesFaster: {},
      notes,
    })
    console.log(`${name.padEnd(48)} ${milliseconds.toFixed(0).padStart(6)} ms`)
  }
  record('policy-adversarial', results)
}
