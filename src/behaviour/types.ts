/** Who acts: a person, a program that does as it was written, or a program that decides what to do. */
export type ActorKind = 'human' | 'service' | 'agent'

/** Where the value of an argument came from: what the user asked, a rule, or the output of a tool. */
export type Provenance = 'prompt' | 'policy' | 'tool'

/** One thing that an actor did. Members beyond these are ignored. */
export interface BehaviourEvent {
  /** When, in epoch milliseconds. */
  readonly at: number
  /** Who, by an identity that the caller has authenticated. */
  readonly actor: string
  readonly kind?: ActorKind
  /** Declared role. Actors of one role are each other's peers. */
  readonly role?: string
  /** Declared task. Makes the peers where no role is declared, and conditions action and target. */
  readonly intent?: string
  readonly action: string
  /** What was acted on. `kind:place/name` and `kind/place/name` are taken apart. */
  readonly resource: string
  /** Scalars only. docs/behaviour.md lists the names with a meaning; every other name becomes a field of its own. */
  readonly attributes?: { readonly [name: string]: string | number | boolean }
  /** Groups events for the session-level p-value; without it an actor's UTC day is the session. */
  readonly session?: string
  /** The actor that delegated this. */
  readonly onBehalfOf?: string
  /** For each argument, where its value came from. */
  readonly provenance?: { readonly [argument: string]: Provenance }
  /** The caller's name for the event, for `confirm` and `dismiss`. It has no part in the score. */
  readonly id?: string
}

/** Bounds on what is kept and on what an event may hold. All are whole numbers of at least 1. */
export interface BehaviourLimits {
  /** Actors kept; beyond it those that were least, and least recently, active are forgotten. Default 100,000. */
  readonly actors: number
  /** Peer groups kept. Default 1,024. */
  readonly peerGroups: number
  /** Values kept per field of one actor. Default 48. */
  readonly actorValues: number
  /** Values kept per field of one peer group, and eight times as many over all actors. Default 512. */
  readonly peerValues: number
  /** Attribute names without a meaning of their own that become fields. Default 16, at most 64. */
  readonly attributeFields: number
  /** Attributes, and arguments with a provenance, of one event. Default 64. */
  readonly attributes: number
  /** Events of closed days that feedback can name, those with the most evidence. Default 65,536. */
  readonly rememberedEvents: number
  /** UTF-16 units of one text of an event. Default 2,048. */
  readonly textLength: number
}

/** Who is compared with whom where an event declares neither role nor intent: all of its kind, or those who do alike. */
export type PeersOption = 'declared' | 'learnt'

export interface BehaviourOptions {
  /** How long an actor is learnt before its anchor freezes, in milliseconds. Default 14 days. */
  readonly warmupMs?: number
  /** Default `'declared'`. */
  readonly peers?: PeersOption
  readonly limits?: Partial<BehaviourLimits>
}

/** A way of being unusual that is scored and calibrated on its own. */
export type ChannelName = 'live' | 'anchor' | 'burst' | 'sequence' | 'target'

export interface ChannelScore {
  readonly name: ChannelName
  /** Sum of the channel's contributions, in bits; a multiple of 2^-16. */
  readonly bits: number
  /** Conformal p-value of `bits` among the channel's own scores of the last seven days. */
  readonly p: number
}

/** What one field adds to the score of the winning channel. */
export interface Contribution {
  readonly field: string
  readonly value: string
  /** Surprisal over what is usual for this actor, in bits; a multiple of 2^-16, from -2 to 24 but for `eventsInMinute`. */
  readonly bits: number
  /** The actor's most frequent values of the field in the same context, three at most, with their counts. */
  readonly expected: readonly { readonly value: string; readonly count: number }[]
  /** How often the actor's baseline counted the value, in events. */
  readonly seenByActor: number
  /** How many other actors of the peer group have been seen with the value; 32 means 32 or more. */
  readonly seenByPeers: number
}

/** How an event stands to a daily budget of alerts. */
export interface AlertStanding {
  /** Whether this event raises an alert: the first of its actor's UTC day that reaches the level. */
  readonly raised: boolean
  /** Whether it reaches the level, with a p of at most 1 %. Later ones of the day belong to the alert of the first. */
  readonly reached: boolean
  /** Evidence from which events alert, in bits, the same all day; `null` until a day has closed. */
  readonly level: number | null
  /** The budget that was asked for. */
  readonly alertsADay: number
}

export interface ScoreOptions {
  /**
   * How many alerts a day there is room for: the score then says whether the event alerts. The level is the lowest
   * that at most so many actors a day have reached in the last fourteen days.
   */
  readonly alertsADay?: number
  /**
   * Only events with a p-value of at most this are explained, from 0 to 1 (the default: all); `contributions` of the
   * others are empty. With 0.01 scoring and learning take 14 to 22 % less time.
   */
  readonly explainUpTo?: number
}

export interface BehaviourScore {
  /** Calibrated p-value of the event, in (0, 1]: at most a share p of usual events is as unusual as this one. */
  readonly p: number
  /** Fused evidence: the largest channel's -log2 p, growing on beyond the smallest p that can be attained. */
  readonly bits: number
  /** The channel with the most evidence; `contributions` add up to its bits exactly, where there are any. */
  readonly channel: ChannelName
  readonly channels: readonly ChannelScore[]
  /** Largest first; empty where `explainUpTo` was asked for and p is larger. */
  readonly contributions: readonly Contribution[]
  /** The same for the event's session so far: its most unusual event among the maxima of whole sessions. */
  readonly session: { readonly p: number; readonly bits: number }
  /** `'low'` while the actor is younger than the warm-up, or fewer than 999 scores calibrate the p-value. */
  readonly confidence: 'low' | 'normal'
  readonly calibration: {
    /** Scores that the p-value was ranked among. */
    readonly n: number
    /** The smallest p-value that so many scores can give: 1 / (n + 1). */
    readonly smallestP: number
    /** Whether p-values of at most 1 % came clearly more or less often than in 1 % of the last seven days' events. */
    readonly shifted: boolean
  }
  /**
   * The anchor that was used: the reference it was frozen or approved with, `provisional:` and a digest for one that
   * froze by itself, `peers` for an actor that is measured by its peers' anchor, `none` before there is any.
   */
  readonly baseline: string
  /** Where `alertsADay` was asked for. */
  readonly alert?: AlertStanding
}

export interface LearnOptions {
  /** How much of an event this is, above 0 and up to 1 (the default), in steps of a sixteenth. */
  readonly weight?: number
}

export interface FreezeAnchorOptions {
  /** The moment, in epoch milliseconds: not before the latest day learnt. */
  readonly at: number
  /** The approval this rests on. */
  readonly reference: string
  /** Only these actors' anchors. Without it every actor's, the peer groups' and that over all. */
  readonly actors?: readonly string[]
}

export interface ApproveOptions {
  /** The approval this rests on. */
  readonly reference: string
  readonly actor: string
  /** Names of fields as contributions carry them. Default: all. */
  readonly fields?: readonly string[]
  /** From when the anchor follows, in epoch milliseconds. Default: the latest `at` learnt. */
  readonly from?: number
  /** Until when, in epoch milliseconds; then the anchor stays as it stands. */
  readonly until: number
}

/** One value whose share of what an actor does rose, and what it adds to how far the actor moved. */
export interface DriftDriver {
  readonly field: string
  /** What the value is conditional on; `''` for nothing. */
  readonly context: string
  readonly value: string
  /** Its part of the Jensen–Shannon divergence, in bits. */
  readonly bits: number
  /** Share of the field's counts now, and in the anchor. */
  readonly share: number
  readonly anchorShare: number
}

/** How far one field has moved off the anchor. */
export interface FieldDrift {
  readonly field: string
  /** Jensen–Shannon divergence of live and frozen counts at the latest weekly reading, in bits; 0 to 1. */
  readonly moved: number
  /** Sum of what it has grown by beyond its allowances, in bits; an alarm from `alarmAt` on. */
  readonly sum: number
  readonly alarmAt: number
  /** Beginning of the UTC week in which the sum left zero, in epoch milliseconds. */
  readonly since: number | null
}

/** Whether an actor's baseline is moving off its anchor, how far, since when, and through what. */
export interface ActorReport {
  readonly at: number
  readonly actor: string
  /** `'warming'` while the actor has no anchor of its own. */
  readonly status: 'warming' | 'stable' | 'drifting'
  /** As in a score. */
  readonly baseline: string
  /** The largest distance of a field that drifts, in bits; 0 where none does. */
  readonly moved: number
  /** For how many weeks, the present one among them. */
  readonly weeks: number
  /** What moved most, five at most: of the fields that drift, or of all where none does. */
  readonly drivers: readonly DriftDriver[]
  readonly fields: readonly FieldDrift[]
}

/** `'new'` since the open day; `'burst'`: far more today than the edge's mean day; `'unusual'`: neither frozen nor seen with any peer. */
export type EdgeFlag = 'new' | 'burst' | 'unusual'

/** A connection of an actor. Times are beginnings of UTC days in epoch milliseconds. */
export interface Edge {
  /** The resource or actor at the other end; a long name is shortened as docs/behaviour.md says. */
  readonly to: string
  readonly firstSeen: number
  readonly lastSeen: number
  readonly events: number
  /** How many other actors of the peer group have the same edge; 32 means 32 or more. */
  readonly seenByPeers: number
  readonly flags: readonly EdgeFlag[]
}

/** What an actor is connected with, the most used first. */
export interface Neighbours {
  readonly actor: string
  readonly resources: readonly Edge[]
  /** On whose behalf it acts. */
  readonly delegators: readonly Edge[]
  /** Who acts on its behalf. */
  readonly delegates: readonly Edge[]
}

/** Learns how actors act, and tells how unusual an event is for its actor. Made by `createBehaviourModel`. */
export interface BehaviourModel {
  /**
   * How unusual the event is. Changes nothing. An event of a later day than the latest learnt is judged as if that
   * had closed: working out how takes as long as a close, once until something more is learnt.
   *
   * @throws KeelsonError `behaviour/invalid-event`, `behaviour/invalid-attribute`, `behaviour/text-too-long`,
   * `behaviour/invalid-time`, `behaviour/time-backwards`, `behaviour/invalid-option`
   */
  score(event: BehaviourEvent, options?: ScoreOptions): BehaviourScore
  /**
   * Adds the event to its actor's counts, and to the population's tables and the calibration at the close of its day.
   *
   * @throws KeelsonError what `score` throws of the event, and `behaviour/invalid-weight`
   */
  learn(event: BehaviourEvent, options?: LearnOptions): void
  /**
   * Makes what has been learnt the anchor.
   *
   * @throws KeelsonError `behaviour/invalid-option`, `behaviour/invalid-time`, `behaviour/time-backwards`,
   * `behaviour/unknown-actor`
   */
  freezeAnchor(options: FreezeAnchorOptions): void
  /**
   * Lets the anchor of one actor's named fields follow what is learnt from `from` to `until`, and stay so.
   *
   * @throws KeelsonError `behaviour/invalid-option`, `behaviour/invalid-time`, `behaviour/invalid-approval`,
   * `behaviour/unknown-actor`, `behaviour/unknown-field`, `behaviour/too-many-approvals`
   */
  approve(options: ApproveOptions): void
  /**
   * Says that a learnt event, named by its `id`, was no usual one: its scores leave calibration, those of a closed day
   * at the close of the open one. What it taught stays within the bounds of a day.
   *
   * @throws KeelsonError `behaviour/unknown-event`, `behaviour/invalid-option`
   */
  confirm(reference: string): void
  /**
   * Says that a learnt event, named by its `id`, was in order: its scores stand in calibration twice. Nothing else
   * changes, so that no actor is whitelisted.
   *
   * @throws KeelsonError `behaviour/unknown-event`, `behaviour/too-many-dismissals`, `behaviour/invalid-option`
   */
  dismiss(reference: string): void
  /**
   * Whether the actor's baseline is moving off its anchor, week by week. Changes nothing.
   *
   * @throws KeelsonError `behaviour/unknown-actor`, `behaviour/invalid-time`
   */
  assessActor(actor: string, at: number): ActorReport
  /**
   * The resources that the actor uses, on whose behalf it acts, and who acts on its behalf. Changes nothing.
   *
   * @throws KeelsonError `behaviour/unknown-actor`
   */
  neighbours(actor: string): Neighbours
  /**
   * A model of this actor alone among the same peers and calibration, for a what-if: it costs what the actor's own
   * state costs, and nothing that it learns reaches this model. What others did in the open day is not in it.
   *
   * @throws KeelsonError `behaviour/unknown-actor`
   */
  fork(actor: string): BehaviourModel
  /** What this shard has learnt in its open day, for the other shards to close the day with. Changes nothing. */
  exportDay(): Uint8Array
  /**
   * Closes the open day with what the other shards learnt in it. Every shard calls it with the days of all others
   * before any learns an event of a later day; their populations then are the same, and as if one model had learnt all.
   *
   * @throws KeelsonError `behaviour/invalid-bytes`, `behaviour/shard-mismatch`, `behaviour/shard-overlap`
   */
  closeDay(others?: readonly Uint8Array[]): void
  /** The whole model as bytes: equal states give equal bytes. */
  toBytes(): Uint8Array
}
