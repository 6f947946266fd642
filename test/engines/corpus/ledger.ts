import {
  createLedger,
  hashEntry,
  type Ledger,
  type LedgerEntry,
  openLedger,
  verifyConsistency,
  verifyInclusion,
} from 'keelson/ledger'
import type { Draw } from './draw.js'
import { drawDocument } from './json-documents.js'
import { type CorpusRoom, outcome } from './room.js'

function entry(draw: Draw, at: number): LedgerEntry {
  return {
    at: draw.chance(1, 20) ? at - 5000 : at,
    actor: draw.pick(['ci', 'ada', 'agent:triage', '']),
    kind: draw.pick(['change', 'approval', 'assessment']),
    resource: draw.pick(['pod/a', 'pod/b', 'größe/😀']),
    ...(draw.chance(1, 2) ? { before: drawDocument(draw) } : {}),
    ...(draw.chance(2, 3) ? { after: drawDocument(draw) } : {}),
    ...(draw.chance(1, 8) ? { note: 'by hand' } : {}),
  }
}

function inspect(draw: Draw, ledger: Ledger, at: number): unknown {
  const { size } = ledger
  if (size === 0) return ledger.root()
  const index = draw.below(size)
  const from = draw.between(1, size)
  const damage = draw.chance(1, 4) ? draw.below(size) : size
  return draw.pick<() => unknown>([
    () => {
      const proof = ledger.prove(index)
      const leaf = hashEntry(ledger.entry(damage < size ? damage : index))
      return [proof, verifyInclusion(ledger.root(), size, index, leaf, proof)]
    },
    () => {
      const proof = ledger.proveConsistency(from)
      return [proof, verifyConsistency(ledger.root(from), from, ledger.root(), size, proof)]
    },
    () => ledger.query({ actor: 'ci', from: at - 20_000, limit: 3 }),
    () => ledger.stateAt('pod/a', at - draw.below(20_000)),
  ])()
}

/** A ledger that grows: receipts, proofs, queries, states, bytes, and what is refused. */
export const ledgerRoom: CorpusRoom = {
  name: 'ledger',
  scenarioLength: 100,
  *scenario(draw) {
    let ledger = createLedger()
    let at = 1_790_812_800_000
    for (let step = 1; ; step += 1) {
      at += draw.below(4000)
      const recorded = entry(draw, at)
      if (step % 50 === 0) {
        const bytes = ledger.toBytes()
        ledger = openLedger(bytes, { checkpoint: { size: ledger.size, root: ledger.root() } })
        bytes[draw.below(bytes.length)]! ^= 1
        yield [ledger.toBytes(), outcome(() => openLedger(bytes).root())]
      } else if (draw.chance(2, 3)) yield outcome(() => ledger.append(recorded))
      else yield inspect(draw, ledger, at)
    }
  },
}
