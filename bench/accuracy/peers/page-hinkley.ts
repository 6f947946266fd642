import type { Peer } from './peer.js'

const FEWEST = 30
const DELTA = 0.005
const THRESHOLD = 50
const MEMORY = 0.9999

/**
 * Page's cumulative sum of what exceeds the running mean, which begins anew after an alarm; sees rises only. Sources:
 * Page, *Biometrika* 41, 1954; Hinkley, *Biometrika* 58, 1971; settings as in River.
 */
export const pageHinkley: Peer = {
  name: 'Page–Hinkley',
  takesBits: false,
  watch(values) {
    const alarms: number[] = []
    let count = 0
    let mean = 0
    let sum = 0
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index]!
      count += 1
      mean += (value - mean) / count
      sum = Math.max(0, MEMORY * sum + (value - mean - DELTA))
      if (count + 1 < FEWEST || sum < THRESHOLD) continue
      alarms.push(index)
      count = 0
      mean = 0
      sum = 0
    }
    return alarms
  },
}
