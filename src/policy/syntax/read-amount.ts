import { isKeelsonError, parseDuration } from '../../core/index.js'

/** A number, duration or size at a place of a text. */
export interface Amount {
  readonly length: number
  readonly kind: 'number' | 'duration'
  /** 0 where there is a fault. */
  readonly value: number
  readonly fault?: { readonly message: string; readonly help: string }
}

// Everything that could belong to the amount, so that a fault covers all of it.
const WHOLE = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+(?![A-Za-z]))?[A-Za-z0-9_]*/y
const NUMBER = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/
const DURATION = /^(?:[0-9]+(?:ms|[smhd]))+$/
const SIZE = /^([0-9]+)([KMGT])i$/

const SIZES: Readonly<Record<string, number>> = {
  K: 1024,
  M: 1_048_576,
  G: 1_073_741_824,
  T: 1_099_511_627_776,
}

export function readAmount(text: string, at: number): Amount {
  WHOLE.lastIndex = at
  const whole = WHOLE.exec(text)![0]
  const { length } = whole
  if (NUMBER.test(whole)) {
    const value = Number(whole)
    if (Number.isFinite(value)) return { length, kind: 'number', value }
    return refuse(length, 'number', 'the number overflows a double', 'keep it within ±1.7976931348623157e308')
  }
  if (DURATION.test(whole)) return readDuration(whole)
  const size = SIZE.exec(whole)
  if (size === null) {
    const help = 'numbers are 12, 0.5 and 6e23, durations 15m and 1d12h, sizes 512Mi'
    return refuse(length, 'number', `\`${whole.slice(0, 40)}\` is no number`, help)
  }
  const value = Number(size[1]) * SIZES[size[2]!]!
  if (Number.isSafeInteger(value)) return { length, kind: 'number', value }
  return refuse(length, 'number', 'the size is more than 2^53 bytes', 'use a smaller size')
}

function readDuration(whole: string): Amount {
  try {
    return { length: whole.length, kind: 'duration', value: parseDuration(whole) }
  } catch (error) {
    if (!isKeelsonError(error)) throw error
    const help = 'write units once each, from large to small: 1d12h'
    return refuse(whole.length, 'duration', error.message, help)
  }
}

function refuse(length: number, kind: Amount['kind'], message: string, help: string): Amount {
  return { length, kind, value: 0, fault: { message, help } }
}
