import { escapeHtml } from './html-text.js'
import { SVG_PALETTE, type SvgPaint } from './svg-palette.js'

/** A piece of SVG that was put together here: nothing from outside is in it but escaped. */
export interface SvgMarkup {
  readonly svg: string
}

export interface SvgAttributes {
  readonly [name: string]: string | number
}

/** An element; children are pieces, so text from outside can only come in through {@link svgText}. */
export function svgElement(
  name: string,
  attributes: SvgAttributes,
  ...children: readonly SvgMarkup[]
): SvgMarkup {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`)
  const content = children.map(({ svg }) => svg).join('')
  return { svg: `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}` }
}

/** Text from anywhere, on one line; it is shown as it is, and nothing in it is markup. */
export function svgText(content: string): SvgMarkup {
  if (PLAIN.test(content)) return { svg: content }
  // U+FFFE and U+FFFF have no place in XML, not even escaped.
  return { svg: escapeHtml(content.replace(/[\ufffe\uffff]/g, '\ufffd')).replaceAll('\n', '\\u{a}') }
}

/** What needs no escape: most of a chart, told at once. */
const PLAIN = /^[\w .,:;#()%+-]*$/

/** What paints a shape: the class follows the reader's light or dark, the value holds where styles are cut. */
function fill(paint: SvgPaint): SvgAttributes {
  return { class: `kc-${paint}`, fill: SVG_PALETTE[paint].light }
}

/** A rectangle with rounded corners. */
export function svgBox(
  paint: SvgPaint,
  x: number,
  y: number,
  width: number,
  height: number,
  radius = 0,
  more: SvgAttributes = {},
): SvgMarkup {
  const corners = radius === 0 ? {} : { rx: radius }
  return svgElement('rect', {
    x: svgNumber(x),
    y: svgNumber(y),
    width: svgNumber(width),
    height: svgNumber(height),
    ...corners,
    ...fill(paint),
    ...more,
  })
}

/** Text that begins at a place; `text-anchor` in `more` moves it. */
export function svgLabel(
  paint: SvgPaint,
  x: number,
  y: number,
  content: string,
  more: SvgAttributes = {},
): SvgMarkup {
  return svgElement('text', { x: svgNumber(x), y: svgNumber(y), ...fill(paint), ...more }, svgText(content))
}

/** A shape by its outline. */
export function svgOutline(paint: SvgPaint, path: string, more: SvgAttributes = {}): SvgMarkup {
  return svgElement('path', { d: path, ...fill(paint), ...more })
}

/** A number with at most two decimals, which is finer than a pixel. */
export function svgNumber(value: number): number {
  return Math.round(value * 100) / 100 + 0
}

function attributeText(value: string | number): string {
  return typeof value === 'number' ? `${value}` : svgText(value).svg
}
