import fc from 'fast-check'
import { formatDuration, parseDuration } from 'keelson/core'
import { law } from '../support/law.js'

law('parseDuration undoes formatDuration', fc.maxSafeNat(), (milliseconds) => {
  return parseDuration(formatDuration(milliseconds)) === milliseconds
})

law(
  'parts add up, whichever are there',
  fc.record({
    d: fc.option(fc.nat({ max: 10_000 })),
    h: fc.option(fc.nat({ max: 10_000 })),
    m: fc.option(fc.nat({ max: 10_000 })),
    s: fc.option(fc.nat({ max: 10_000 })),
    ms: fc.option(fc.nat({ max: 10_000 })),
  }),
  ({ d, h, m, s, ms }) => {
    const text = [d === null ? '' : `${d}d`, h === null ? '' : `${h}h`, m === null ? '' : `${m}m`]
      .concat(s === null ? '' : `${s}s`, ms === null ? '' : `${ms}ms`)
      .join('')
    if (text === '') return true
    const total = (((d ?? 0) * 24 + (h ?? 0)) * 60 + (m ?? 0)) * 60_000 + (s ?? 0) * 1000 + (ms ?? 0)
    return parseDuration(text) === total
  },
)
