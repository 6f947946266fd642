import { type Actor, MODEL_PIPELINE, PEOPLE, RECONCILER, REMEDIATOR_AGENT, TRIAGE_AGENT } from './actors.js'
import { atLocalMinute, DAYS, HOUR, MINUTE, UTC, weekdayOf } from './calendar.js'
import type { DraftEvent } from './event.js'
import { createRandom } from './random.js'
import { runWorkflow, sessionName } from './session.js'
import {
  ACCESS_REVIEW,
  CAPACITY,
  DEBUG,
  DIAGNOSE,
  EXPERIMENT,
  INCIDENT,
  KEY_ROTATION,
  NIGHTLY_TRAINING,
  PROPOSE_FIX,
  RECONCILE,
  REPORT,
  RESTART_UNHEALTHY,
  REVIEW,
  ROTATE_CREDENTIAL,
  SHIP,
  TRY_OUT,
  WATCH,
  type Workflow,
} from './workflows.js'

type Mixture = readonly (readonly [Workflow, number])[]

const WORK_OF_ROLE: Readonly<Record<string, Mixture>> = {
  developer: [
    [SHIP, 4],
    [DEBUG, 4],
    [REVIEW, 4],
    [TRY_OUT, 2],
  ],
  'ml-engineer': [
    [EXPERIMENT, 5],
    [REVIEW, 2],
    [SHIP, 1],
  ],
  sre: [
    [WATCH, 5],
    [DEBUG, 3],
    [CAPACITY, 2],
    [REVIEW, 2],
  ],
  'security-admin': [
    [ACCESS_REVIEW, 5],
    [KEY_ROTATION, 2],
    [REVIEW, 1],
  ],
}

/** What people and machines do on every day of the month when nothing special happens. */
export function ordinaryWork(): DraftEvent[] {
  const events: DraftEvent[] = []
  for (let day = 0; day < DAYS; day += 1) {
    for (const person of Object.values(PEOPLE)) events.push(...personDay(person, day))
    events.push(...onCallDay(day), ...reconcilerDay(day), ...trainingNight(day))
    events.push(...triageDay(day), ...remediatorDay(day))
  }
  return events
}

/** One to three pieces of work between the morning and the late afternoon of where the person lives. */
function personDay(person: Actor, day: number): DraftEvent[] {
  const random = createRandom('person', person.id, day)
  if (isAway(person, day)) return []
  const work = WORK_OF_ROLE[person.role] ?? []
  const events: DraftEvent[] = []
  const sessions = random.between(1, 3)
  for (let index = 0; index < sessions; index += 1) {
    // One evening session in forty or so: working hours are a habit, not a rule.
    const minute = random.chance(25) ? random.between(600, 780) : random.below(480)
    const at = atLocalMinute(person.zone, day, person.start + minute) + random.below(MINUTE)
    events.push(...runWorkflow(random, person, random.weighted(work), at, sessionName(person.id, day, index)))
  }
  return events
}

function isAway(person: Actor, day: number): boolean {
  const { leave } = person
  if (leave !== undefined && day >= leave[0] && day <= leave[1]) return true
  return person.weekend.includes(weekdayOf(day))
}

/** The two engineers share the pager week by week; an alert comes at any hour of about every second day. */
function onCallDay(day: number): DraftEvent[] {
  const random = createRandom('pager', day)
  if (!random.chance(480)) return []
  const onCall = Math.floor(day / 7) % 2 === 0 ? PEOPLE.fatima : PEOPLE.george
  const at = atLocalMinute(UTC, day, random.below(1420)) + random.below(MINUTE)
  return runWorkflow(random, onCall, INCIDENT, at, sessionName('pager', day))
}

/** Every 18 minutes, all day, all week. */
function reconcilerDay(day: number): DraftEvent[] {
  const random = createRandom('reconciler', day)
  const events: DraftEvent[] = []
  for (let minute = 0; minute < 1440; minute += 18) {
    const at = atLocalMinute(RECONCILER.zone, day, minute) + random.between(2, 30) * 1000
    events.push(...runWorkflow(random, RECONCILER, RECONCILE, at))
  }
  return events
}

function trainingNight(day: number): DraftEvent[] {
  const random = createRandom('training', day)
  const at = atLocalMinute(MODEL_PIPELINE.zone, day, 130) + random.between(1, 20) * MINUTE
  return runWorkflow(random, MODEL_PIPELINE, NIGHTLY_TRAINING, at, sessionName('training', day))
}

/** Alerts come while shops are open; a report on Monday morning. */
function triageDay(day: number): DraftEvent[] {
  const random = createRandom('triage', day)
  const events: DraftEvent[] = []
  const alerts = random.between(2, 4)
  for (let index = 0; index < alerts; index += 1) {
    // Each in a part of the day of its own.
    const minute = 360 + Math.floor(((index * 1000 + random.below(1000)) * 840) / (alerts * 1000))
    const at = atLocalMinute(TRIAGE_AGENT.zone, day, minute) + random.below(MINUTE)
    events.push(...runWorkflow(random, TRIAGE_AGENT, DIAGNOSE, at, sessionName('triage', day, index)))
  }
  if (weekdayOf(day) === 1) {
    const at = atLocalMinute(TRIAGE_AGENT.zone, day, 425)
    events.push(...runWorkflow(random, TRIAGE_AGENT, REPORT, at, sessionName('report', day)))
  }
  return events
}

const REMEDIATION: Mixture = [
  [PROPOSE_FIX, 5],
  [RESTART_UNHEALTHY, 4],
  [ROTATE_CREDENTIAL, 1],
]

function remediatorDay(day: number): DraftEvent[] {
  const random = createRandom('remediator', day)
  const events: DraftEvent[] = []
  const tasks = random.between(1, 3)
  for (let index = 0; index < tasks; index += 1) {
    const at = atLocalMinute(REMEDIATOR_AGENT.zone, day, random.between(380, 1220)) + random.below(HOUR)
    const work = random.weighted(REMEDIATION)
    events.push(...runWorkflow(random, REMEDIATOR_AGENT, work, at, sessionName('remediator', day, index)))
  }
  return events
}
