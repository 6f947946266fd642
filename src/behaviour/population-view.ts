import { type CalibratedKind, type KindRings, ringsFor } from './calibration.js'
import type { Lexicon } from './lexicon.js'
import { PeerOdds } from './peer-odds.js'
import type { Population } from './population.js'

/**
 * A population as events are held against it, for as long as it and the ids of texts stay: the odds of each group of
 * peers and the rings of each kind, each made when it is first asked for.
 */
export class PopulationView {
  readonly population: Population
  readonly lexicon: Lexicon
  readonly #odds: Map<string, PeerOdds> = new Map()
  readonly #rings: Map<CalibratedKind, KindRings> = new Map()

  constructor(population: Population, lexicon: Lexicon) {
    this.population = population
    this.lexicon = lexicon
  }

  oddsOf(group: string): PeerOdds {
    const known = this.#odds.get(group)
    if (known !== undefined) return known
    const peers = this.population.groups.get(group)
    // Names that no group has yet share one entry: as many as one likes can be made up in a day.
    const name = peers === undefined ? '' : group
    const shared = this.#odds.get(name)
    if (shared !== undefined) return shared
    const odds = new PeerOdds(this.population, peers)
    this.#odds.set(name, odds)
    return odds
  }

  ringsOf(kind: CalibratedKind): KindRings {
    const known = this.#rings.get(kind)
    if (known !== undefined) return known
    const rings = ringsFor(this.population.calibration, kind)
    this.#rings.set(kind, rings)
    return rings
  }
}
