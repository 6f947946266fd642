import { ksTest } from 'keelson/drift'
import type { Peer } from './peer.js'

const REFERENCE_DAYS = 7
const LOOKS = 53
const ALPHA = 0.05

/**
 * Each day against the first seven by the two-sample Kolmogorov–Smirnov test, at 5 % shared by the 53 looks that will
 * be taken: the strongest of the simple ways, if the number of looks is known beforehand. An alarm is raised at the
 * last value of a day.
 */
export function dailyKs(pointsADay: number): Peer {
  return {
    name: 'daily KS, Bonferroni',
    takesBits: false,
    watch(values) {
      const alarms: number[] = []
      const reference = Array.from({ length: REFERENCE_DAYS * pointsADay }, (_, index) => values[index]!)
      for (let end = reference.length + pointsADay; end <= values.length; end += pointsADay) {
        const day = Array.from({ length: pointsADay }, (_, index) => values[end - pointsADay + index]!)
        if (ksTest(reference, day, { method: 'asymptotic' }).p < ALPHA / LOOKS) alarms.push(end - 1)
      }
      return alarms
    },
  }
}
