import { compareCodePoints, escapeTerminal } from '../../core/index.js'
import { formatChanges, type ThreeWayChange, type ThreeWayChangeSet } from '../../diff/index.js'
import type { ResourceFacts } from '../main-job.js'
import { formatTime } from '../read-time.js'
import { summariseDecision } from './decision.js'

const STATE_NOTES: Readonly<Record<ResourceFacts['state'], string>> = {
  both: '',
  'only desired': ': does not run',
  'only live': ': runs, and nobody asked for it',
}

/** What differs between desired and live, resource by resource, for people. */
export function describeResources(resources: readonly ResourceFacts[]): string[] {
  const differing = resources.filter(
    ({ assessment }) => !assessment.changes?.changes.every(isForeignAddition),
  )
  const lines = differing.flatMap(describeResource)
  const same = resources.length - differing.length
  if (same > 0) lines.push(`${same} of ${resources.length} resources run as desired.`)
  return lines
}

function describeResource({ id, state, seen, assessment }: ResourceFacts): string[] {
  const { changes, decision, remediation } = assessment
  const when = seen === 'scan' ? '' : `, as an event of ${formatTime(assessment.at)} found it`
  const lines = [`${escapeTerminal(id)}${STATE_NOTES[state]}${when}`]
  // A resource that is missing on one side is one fact; its whole content is in the data.
  const shown = changes === undefined || state !== 'both' ? [] : describeChanges(changes)
  lines.push(...shown.map((line) => `  ${line}`))
  if (decision !== null) {
    const [word, ...reasons] = summariseDecision(decision)
    lines.push(`  decision: ${word}`, ...reasons.map((line) => `  ${line}`))
  }
  if (remediation.length > 0 && state === 'both') {
    lines.push('  to take the drift back (RFC 6902):')
    for (const operation of remediation) lines.push(`    ${escapeTerminal(JSON.stringify(operation))}`)
  }
  return [...lines, '']
}

/** What others add to a resource is told by count; what they change of what was asked for, like all else, by line. */
function describeChanges(changes: ThreeWayChangeSet): string[] {
  const shown = changes.changes.filter((change) => !isForeignAddition(change))
  const owners = changes.changes.filter(isForeignAddition).map(({ owner }) => owner ?? 'others')
  const lines =
    shown.length === 0
      ? []
      : formatChanges({ ...changes, changes: shown })
          .trimEnd()
          .split('\n')
  if (owners.length === 0) return lines
  const names = [...new Set(owners)].sort(compareCodePoints)
  const counts = names.map((name) => `${name} ${owners.filter((owner) => owner === name).length}`)
  return [...lines, escapeTerminal(`added by declared owners: ${counts.join(', ')}`)]
}

function isForeignAddition({ cause, op }: ThreeWayChange): boolean {
  return cause === 'foreign' && op === 'add'
}
