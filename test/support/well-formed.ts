/** What a scan of XML has found: the elements by name, and their attributes. */
export interface XmlScan {
  readonly elements: readonly string[]
  readonly attributes: readonly string[]
  /** Character data, with its entities read. */
  readonly texts: readonly string[]
}

const TOKEN = /<(\/?)([A-Za-z][\w-]*)((?: [a-z][\w:-]*="[^"<]*")*)(\/?)>|([^<]+)/giy
const ENTITY = /&(?:amp|lt|gt|quot|#39|#96);/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 §2.2 allows is the rest
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/u

/**
 * Reads a document of elements, double-quoted attributes and text, and nothing else of XML: no comments, no CDATA, no
 * processing instructions, no other entities. Throws where it is not well formed.
 */
export function scanXml(source: string): XmlScan {
  const elements: string[] = []
  const attributes: string[] = []
  const texts: string[] = []
  const open: string[] = []
  if (NO_XML.test(source)) throw new Error('a character that XML has no place for')
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const start = TOKEN.lastIndex
    const token = TOKEN.exec(source)
    if (token === null) throw new Error(`not well formed at ${start}: ${source.slice(start, start + 60)}`)
    const [, close, name, written = '', empty, text] = token
    if (text !== undefined) {
      texts.push(readText(text))
      continue
    }
    if (close === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing at ${start}`)
      continue
    }
    elements.push(name!)
    const names = new Set<string>()
    for (const [, attribute, value] of written.matchAll(/ ([\w:-]+)="([^"]*)"/g)) {
      if (names.has(attribute!)) throw new Error(`two attributes ${attribute} at ${start}`)
      names.add(attribute!)
      attributes.push(`${attribute}=${readText(value!)}`)
    }
    if (empty !== '/') open.push(name!)
  }
  if (open.length > 0) throw new Error(`<${open.join('><')}> never ends`)
  return { elements, attributes, texts }
}

/** The places and widths of a chart's marks that lie outside a frame from 0 to `width`. */
export function marksOutside(chart: string, width: number): readonly string[] {
  return scanXml(chart).attributes.filter((attribute) => {
    const [, value] = /^(?:x|width)=(.*)$/.exec(attribute) ?? []
    return value !== undefined && !(Number(value) >= 0 && Number(value) <= width)
  })
}

function readText(text: string): string {
  if (text.replace(ENTITY, '').includes('&')) throw new Error(`a bare & in ${text.slice(0, 60)}`)
  return text.replace(ENTITY, (entity) => ENTITIES[entity]!)
}
