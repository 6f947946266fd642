import { appendPointer, isJsonObject, type JsonValue, sortedKeys } from '../../../core/index.js'
import { LAST_APPLIED } from './metadata-node.js'
import { itemsOf, kindOf, memberAt } from './object-kind.js'

/** Pointers of what a Secret keeps: its data, and the copy of it that `kubectl apply` leaves in an annotation. */
export function sensitiveValues(document: JsonValue): string[] {
  const items = itemsOf(document)
  if (items === undefined) return ofObject(document, '')
  return items.flatMap((item, index) => ofObject(item, `/items/${index}`))
}

function ofObject(object: JsonValue, at: string): string[] {
  if (kindOf(object) !== 'v1/Secret') return []
  const pointers: string[] = []
  for (const name of ['data', 'stringData']) {
    const values = memberAt(object, [name])
    if (!isJsonObject(values)) continue
    for (const key of sortedKeys(values)) pointers.push(appendPointer(`${at}/${name}`, key))
  }
  if (memberAt(object, ['metadata', 'annotations', LAST_APPLIED]) !== undefined) {
    pointers.push(appendPointer(`${at}/metadata/annotations`, LAST_APPLIED))
  }
  return pointers
}
