import { type SvgMarkup, svgBox, svgElement, svgLabel } from './svg-markup.js'
import type { SvgPaint } from './svg-palette.js'

/** A word in a frame of its paint, with its sign. */
export function svgPill(content: string, sign: string, paint: SvgPaint, x: number, y: number): SvgMarkup {
  const width = svgPillWidth(content)
  return svgElement(
    'g',
    {},
    svgBox(paint, x, y, width, 20, 10, { 'fill-opacity': 0.14 }),
    svgLabel(paint, x + 14, y + 14, sign, { 'font-size': 11, 'text-anchor': 'middle', 'font-weight': 700 }),
    svgLabel(paint, x + 24, y + 14, content, { 'font-size': 12, 'font-weight': 600 }),
  )
}

/** The width that a pill takes; its words are few and known, and letters differ much in width. */
export function svgPillWidth(content: string): number {
  let width = 34
  for (const letter of content) width += WIDE.has(letter) ? 11.5 : SLIM.has(letter) ? 5 : 8
  return width
}

const WIDE: ReadonlySet<string> = /* @__PURE__ */ new Set(['m', 'w'])
const SLIM: ReadonlySet<string> = /* @__PURE__ */ new Set(['f', 'i', 'j', 'l', 'r', 't', '-'])
