/** One approval as the approval service recorded it; what it approves is bound to it later (README, "Approvals"). */
export interface RecordedApproval {
  readonly by: string
  readonly groups: readonly string[]
  /** Epoch milliseconds. */
  readonly at: number
}

export type Channel = 'pipeline' | 'kubectl' | 'console' | 'api'

/** One line of events.jsonl. */
export interface ChangeEvent {
  /** Epoch milliseconds. */
  readonly at: number
  readonly id: string
  readonly actor: string
  readonly kind: 'human' | 'service' | 'agent'
  readonly role: string
  /** What the actor says it is about; agents always declare one. */
  readonly intent?: string
  /** Dotted target; the last segment is the verb. */
  readonly action: string
  /** `namespace/Kind/name`. */
  readonly resource: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly session?: string
  readonly approvedBy?: readonly RecordedApproval[]
}

/** Why an event is there, where it is not ordinary work. For tests only; never part of the event. */
export type PlantedLabel = 'widening-agent' | 'stolen-credential' | 'restart-loop'

/** An event before the whole month is put in order and numbered. */
export type DraftEvent = Omit<ChangeEvent, 'id'> & { readonly planted?: PlantedLabel }
