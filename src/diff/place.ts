import { escapePointerSegment } from '../core/index.js'

/**
 * A place in a document, linked to the one that holds it. The walk makes a place where it needs one and writes a path
 * out only for changes that are reported: ten thousand changes at the end of a megabyte of member names must not
 * cost ten gigabytes before they are summed up as one.
 */
export class Place {
  readonly parent: Place | null
  /** Member name or array index; `''` for the root, which has no segment. */
  readonly segment: string | number
  #units = -1

  constructor(parent: Place | null, segment: string | number) {
    this.parent = parent
    this.segment = segment
  }

  path(): (string | number)[] {
    const path: (string | number)[] = []
    for (let place: Place = this; place.parent !== null; place = place.parent) path.push(place.segment)
    return path.reverse()
  }

  samePath(other: Place): boolean {
    let left: Place = this
    let right = other
    while (left !== right) {
      if (left.segment !== right.segment || left.parent === null || right.parent === null) return false
      left = left.parent
      right = right.parent
    }
    return true
  }

  /** Length of the pointer within a JSON text, in UTF-16 units. */
  pointerUnits(): number {
    const unmeasured: Place[] = []
    let place: Place = this
    while (place.#units === -1 && place.parent !== null) {
      unmeasured.push(place)
      place = place.parent
    }
    let units = Math.max(place.#units, 0)
    for (let at = unmeasured.length - 1; at >= 0; at -= 1) {
      units += 1 + segmentUnits(unmeasured[at]!.segment)
      unmeasured[at]!.#units = units
    }
    return units
  }
}

function segmentUnits(segment: string | number): number {
  return typeof segment === 'number'
    ? String(segment).length
    : JSON.stringify(escapePointerSegment(segment)).length - 2
}
