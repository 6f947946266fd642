/**
 * What the bundler puts where a dependency names `TextEncoder` or `TextDecoder` (`inject` of tsup.config.ts):
 * `@msgpack/msgpack` makes one of each while it is loaded, so that where a host has none (the shells of SpiderMonkey and
 * JavaScriptCore, small embedded engines) `keelson/policy` could not be imported at all. It asks for no more than this.
 */
import { decodeUtf8Leniently, encodeUtf8 } from '../src/core/utf8.js'

export class TextEncoder {
  encodeInto(text: string, target: Uint8Array): void {
    target.set(encodeUtf8(text))
  }
}

export class TextDecoder {
  decode(bytes: Uint8Array): string {
    return decodeUtf8Leniently(bytes)
  }
}
