/**
 * 32 bits of a text (FNV-1a and a finaliser), to tell texts apart where a collision does no harm, and to draw one of
 * several in an order that has nothing to do with what they say. Whoever makes a text can choose its hash.
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
