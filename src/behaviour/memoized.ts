// Some megabytes at most: texts of events are bounded.
const MOST_REMEMBERED = 4096

/**
 * A pure function of a text that remembers what it gave: most events show texts that others have shown before. When as
 * many are remembered as may be, all are forgotten.
 */
export function memoized<Value>(of: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const held = known.get(text)
    if (held !== undefined) return held
    const value = of(text)
    if (known.size === MOST_REMEMBERED) known.clear()
    known.set(text, value)
    return value
  }
}
