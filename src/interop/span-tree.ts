import type { RecordView } from './record-view.js'
import { recordsOf } from './record-view.js'
import { SpanAttributes } from './span-attributes.js'

const WHAT = 'a span'

/** More ancestors than any call has; a circle of parents ends here too. */
const MOST_ANCESTORS = 256

export interface Span {
  readonly record: RecordView
  readonly attributes: SpanAttributes
  readonly resource: SpanAttributes
  readonly id: string | undefined
  readonly trace: string | undefined
  readonly parent: string | undefined
}

/** The spans of one call, which can be asked for their ancestors among them. */
export class SpanTree {
  readonly spans: readonly Span[]
  readonly #byId: ReadonlyMap<string, Span>

  /** @throws KeelsonError `interop/not-a-record`, `interop/missing-member`, `interop/invalid-member` */
  constructor(input: unknown) {
    this.spans = recordsOf(input, 'resourceSpans', WHAT).flatMap(spansOf)
    this.#byId = new Map(
      this.spans.flatMap((span) => (span.id === undefined ? [] : [[keyOf(span.trace, span.id), span]])),
    )
  }

  /** The span and what it ran within, from the inside out, as far as it was handed in. */
  lineage(span: Span): Span[] {
    const found: Span[] = [span]
    let parent = this.#parentOf(span)
    while (parent !== undefined && found.length < MOST_ANCESTORS) {
      found.push(parent)
      parent = this.#parentOf(parent)
    }
    return found
  }

  #parentOf({ trace, parent }: Span): Span | undefined {
    return parent === undefined ? undefined : this.#byId.get(keyOf(trace, parent))
  }
}

function keyOf(trace: string | undefined, id: string): string {
  return `${trace ?? ''}/${id}`
}

/** Of an OTLP `ResourceSpans` all its spans; of any other record the span that it is. */
function spansOf(record: RecordView): Span[] {
  if (!Array.isArray(record.value('scopeSpans'))) return [flatSpan(record)]
  const resource = new SpanAttributes(record.view('resource'), false)
  return record.views('scopeSpans').flatMap((scope) =>
    scope.views('spans').map((span) => ({
      record: span,
      attributes: new SpanAttributes(span, false),
      resource,
      id: span.text('spanId'),
      trace: span.text('traceId'),
      parent: span.text('parentSpanId'),
    })),
  )
}

/** As exporters write them to a console or a file: attributes as an object, names in the manner of their language. */
function flatSpan(record: RecordView): Span {
  const context = record.view('context')
  const isListed = Array.isArray(record.value('attributes'))
  const isFlat = !Array.isArray(record.view('resource').value('attributes'))
  return {
    record,
    attributes: new SpanAttributes(record, !isListed),
    resource: new SpanAttributes(record.view('resource'), isFlat),
    id: record.firstText('spanId', 'span_id', 'id') ?? context.text('span_id'),
    trace: record.firstText('traceId', 'trace_id') ?? context.text('trace_id'),
    parent: record.firstText('parentSpanId', 'parent_span_id', 'parentId', 'parent_id'),
  }
}
