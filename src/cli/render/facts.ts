import { escapeTerminal } from '../../core/index.js'
import { formatDrift } from '../../drift/index.js'
import type { MainJobFacts } from '../main-job.js'
import { describeRefusals } from './refusals.js'
import { describeResources } from './resources.js'
import { describeUnusual } from './unusual.js'

/** The facts of the main job for people. The data of `--json` holds the same and more. */
export function renderFacts(facts: MainJobFacts): string {
  const { resources, events, drift, ledger } = facts
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['What drifted, and why', describeResources(resources)],
    ['What was decided', describeRefusals(events)],
    ['Is the pattern of events drifting', drift === null ? [] : [formatDrift(drift)]],
    ['The most unusual events', events.assessed === 0 ? [] : describeUnusual(events.unusual)],
    ['Evidence', describeLedger(ledger)],
  ]
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `== ${title} ==\n\n${lines.join('\n')}\n`)
    .join('\n')
}

function describeLedger({ size, root, proof }: MainJobFacts['ledger']): string[] {
  const lines = [`ledger of ${size} records, root ${root}`]
  if (proof === null) return lines
  const outcome = proof.verified ? 'verified' : 'NOT VERIFIED'
  const found = `record ${proof.index} (${proof.leafHash}) is in it`
  return [...lines, `${found}: proof of ${proof.path.length} hashes, ${outcome}`].map(escapeTerminal)
}
