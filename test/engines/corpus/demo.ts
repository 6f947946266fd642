import { runMainJob } from '../../../src/cli/main-job.js'
import { renderFacts } from '../../../src/cli/render/facts.js'
import type { CorpusRoom } from './room.js'

/**
 * The whole of what `npm run demo` finds and prints. Here alone the corpus leaves the public API: the demo reads files,
 * and the bundler puts its files, and file functions over them, where Node's would be.
 */
export const demoRoom: CorpusRoom = {
  name: 'demo',
  scenarioLength: 1,
  isFixed: true,
  *scenario() {
    const facts = runMainJob({
      desired: 'desired',
      live: 'live',
      owners: 'owners.json',
      policies: ['policies'],
      packs: [],
      events: 'events.jsonl',
    })
    for (const resource of facts.resources) yield resource
    for (const refused of facts.events.refused) yield refused
    for (const unusual of facts.events.unusual) yield unusual
    yield facts.events.effects
    yield facts.drift
    yield facts.ledger
    yield* renderFacts(facts).split('\n')
  },
}
