/**
 * The words every room shares: JSON values and their guards, pointers, spans, diagnostics, errors, limits,
 * durations, times, code-point order, fixed-point log2, bytes, text that is safe to print, and the parts of charts.
 *
 * Guarantees: pure functions, no clock, no randomness, no locale; the same answer in every engine. What a
 * caller hands in wrongly becomes a {@link KeelsonError} with a code, a place and a way to mend it.
 *
 * Must never import: any other room, or a module of Node.
 *
 * @module
 */
export { assertJson } from './assert-json.js'
export { ByteReader } from './byte-reader.js'
export { ByteWriter } from './byte-writer.js'
export { type CivilDate, civilDate, daysSinceEpoch } from './civil-date.js'
export { compareCodePoints, sortedKeys } from './compare-code-points.js'
export { type Diagnostic, excerpt, formatDiagnostic } from './diagnostic.js'
export { formatDuration, parseDuration } from './duration.js'
export { escapeHtml } from './html-text.js'
export { isJsonObject, type JsonArray, type JsonObject, type JsonValue, ownValue } from './json.js'
export { isKeelsonError, KeelsonError, type KeelsonErrorDetails } from './keelson-error.js'
export { DEFAULT_LIMITS, type Limits, MAX_DEPTH } from './limits.js'
export { log2Q16, Q16_ONE } from './log2.js'
export { escapeMarkdown, markdownFence } from './markdown-text.js'
export { amountText, percentText, signedText } from './number-text.js'
export type {
  AddOperation,
  CopyOperation,
  MoveOperation,
  Operation,
  RemoveOperation,
  ReplaceOperation,
  TestOperation,
} from './operation.js'
export { decodeJsonBytes, type ParseJsonOptions, parseJson } from './parse-json.js'
export {
  appendPointer,
  escapePointerSegment,
  formatPointer,
  parseArrayIndex,
  parsePointer,
  valueAtPath,
  valueAtPointer,
} from './pointer.js'
export { type JsonFault, type JsonFaultCode, scanJson } from './scan-json.js'
export { isFiniteNumber, ShapeCheck, type ShapeMembers } from './shape-check.js'
export { LineIndex, type Span } from './span.js'
export { suggestName } from './suggest-name.js'
export { type SvgChart, svgChart } from './svg-chart.js'
export {
  type SvgAttributes,
  type SvgMarkup,
  svgBox,
  svgElement,
  svgLabel,
  svgNumber,
  svgOutline,
  svgText,
} from './svg-markup.js'
export type { SvgPaint } from './svg-palette.js'
export { svgPill, svgPillWidth } from './svg-pill.js'
export { shortenText, twoTextLines } from './svg-text.js'
export { escapeInvisible, escapeInvisibleLine, escapeTerminal } from './terminal-text.js'
export { formatTime, parseTime } from './time-text.js'
export { decodeUtf8, decodeUtf8Leniently, encodeUtf8, validUtf8Length } from './utf8.js'
export { encodeWtf8 } from './wtf8.js'
