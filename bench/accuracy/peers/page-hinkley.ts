import type { Peer } from './peer.js'

const FEWEST = 30
const DELTA = 0.005
const THRESHOLD = 50
const MEMORY = 0.9999

/**
 * How far the sum of distances from the running mean has risen above its lowest point, or fallen below its highest;
 * begins anew after an alarm. Sources: Page, *Biometrika* 41, 1954; Hinkley, *Biometrika* 58, 1971; settings as in
 * River, which looks both ways.
 */
export const pageHinkley: Peer = {
  name: 'Page–Hinkley',
  takesBits: false,
  watch(values) {
    const alarms: number[] = []
    let state = begin()
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]!
      state.count += 1
      state.mean += (value - state.mean) / state.count
      const distance = value - state.mean
      state.rising = MEMORY * state.rising + distance - DELTA
      state.falling = MEMORY * state.falling + distance + DELTA
      state.lowest = Math.min(state.lowest, state.rising)
      state.highest = Math.max(state.highest, state.falling)
      const moved = Math.max(state.rising - state.lowest, state.highest - state.falling)
      if (state.count < FEWEST || moved <= THRESHOLD) continue
      alarms.push(index)
      state = begin()
    }
    return alarms
  },
}

function begin() {
  return {
    count: 0,
    mean: 0,
    rising: 0,
    falling: 0,
    lowest: Number.POSITIVE_INFINITY,
    highest: Number.NEGATIVE_INFINITY,
  }
}
