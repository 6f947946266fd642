import { decodeBase64Url, encodeBase64Url } from '../hash/index.js'

// The algorithm stands in the text, so that another one can never be taken for this one in silence. 43 characters
// hold two bits more than 32 bytes have: the last character is one of the 16 that leave them zero.
const FORM = /^sha256:([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/

/** The public text form of a hash of the tree: `sha256:` and its 32 bytes in base64url. */
export function formatHash(bytes: Uint8Array): string {
  return `sha256:${encodeBase64Url(bytes)}`
}

/** The 32 bytes of a hash in its text form, or `undefined` where the value is none. */
export function parseHash(text: unknown): Uint8Array | undefined {
  const digits = typeof text === 'string' ? FORM.exec(text)?.[1] : undefined
  return digits === undefined ? undefined : decodeBase64Url(digits)
}
