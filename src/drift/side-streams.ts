import type { DriftFeatureReport, DriftVerdict } from './types.js'

/** A stream that the monitor adds carries the name of its feature before this sign, which no feature's name has. */
const SIDE_SIGN = '#'

const QUIET: ReadonlySet<DriftVerdict> = new Set(['warming', 'stable', 'insufficient'])

/** The entries of a report as they are shown. */
export interface ShownFeatures {
  /** Each feature, followed by those of its side streams that have something to say. */
  readonly rows: readonly DriftFeatureReport[]
  /** Side streams without an episode, which are only counted. */
  readonly quiet: number
}

export function isSideStream({ name }: DriftFeatureReport): boolean {
  return name.includes(SIDE_SIGN)
}

/** Puts side streams below their features, and leaves out those without an episode. */
export function shownFeatures(features: readonly DriftFeatureReport[]): ShownFeatures {
  const sides = features.filter(isSideStream)
  const speaking = sides.filter(({ verdict }) => !QUIET.has(verdict))
  const own = features.filter((feature) => !isSideStream(feature))
  const byParent = new Map<string, DriftFeatureReport[]>()
  for (const side of speaking) {
    const parent = side.name.slice(0, side.name.indexOf(SIDE_SIGN))
    byParent.set(parent, [...(byParent.get(parent) ?? []), side])
  }
  const rows = own.flatMap((feature) => {
    const below = byParent.get(feature.name) ?? []
    byParent.delete(feature.name)
    return [feature, ...below]
  })
  // A side stream without its feature, which no monitor reports, is still shown.
  return { rows: [...rows, ...[...byParent.values()].flat()], quiet: sides.length - speaking.length }
}
