import type { ActorKind } from '../behaviour/index.js'
import type { RecordView } from './record-view.js'

/** Who a record tells of. */
export interface CloudTrailIdentity {
  readonly actor: string
  /** Depends on the identity alone, so that an actor has one kind. */
  readonly kind: ActorKind | undefined
  readonly role: string | undefined
  readonly session: string | undefined
  readonly onBehalfOf: string | undefined
  readonly account: string | undefined
  /** The service that made the request in the identity's name. */
  readonly invokedBy: string | undefined
  readonly mfa: boolean | undefined
}

type Named = Pick<CloudTrailIdentity, 'actor' | 'kind'> & Partial<CloudTrailIdentity>

/** What CloudTrail writes in the place of a name that may be a mistyped password. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Permission sets of IAM Identity Center are roles `AWSReservedSSO_NAME_16HEX`; the session is named for the person. */
const PERMISSION_SET = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/

/** @throws KeelsonError `interop/missing-member`, `interop/invalid-member` */
export function readIdentity(record: RecordView): CloudTrailIdentity {
  const identity = record.view('userIdentity')
  const context = identity.view('sessionContext')
  const created = context.view('attributes').text('creationDate')
  const named = readNamed(identity, context)
  const session = [named.session, created].filter((part) => part !== undefined).join('@')
  const mfa = context.view('attributes').value('mfaAuthenticated')
  return {
    role: undefined,
    ...named,
    session: session === '' ? undefined : session,
    onBehalfOf:
      context.text('sourceIdentity') ?? identity.view('onBehalfOf').text('userId') ?? named.onBehalfOf,
    account: identity.text('accountId'),
    invokedBy: identity.text('invokedBy'),
    mfa: mfa === 'true' ? true : mfa === 'false' ? false : undefined,
  }
}

function readNamed(identity: RecordView, context: RecordView): Named {
  switch (identity.text('type')) {
    case 'AssumedRole':
      return assumedRole(identity, context)
    case 'Root':
    case 'IAMUser':
    case 'SAMLUser':
    case 'IdentityCenterUser':
    case 'Directory':
      return { actor: nameOf(identity), kind: 'human' }
    case 'FederatedUser':
      return {
        actor: nameOf(identity),
        kind: 'human',
        onBehalfOf: context.view('sessionIssuer').text('arn'),
      }
    case 'AWSService':
      return { actor: identity.text('invokedBy') ?? nameOf(identity), kind: 'service' }
    case undefined:
      // Service events name the service, and no type.
      return { actor: nameOf(identity), kind: identity.has('invokedBy') ? 'service' : undefined }
    default:
      // Callers of other accounts, web identities, and types to come: who they are is told, what they are is not.
      return { actor: nameOf(identity), kind: undefined }
  }
}

/**
 * A role is the actor and the name of the session is none: programs name sessions by the second, and each would be
 * somebody new. A permission set is the other way round.
 */
function assumedRole(identity: RecordView, context: RecordView): Named {
  const issuer = context.view('sessionIssuer')
  const arn = identity.text('arn') ?? ''
  const session = arn.slice(arn.lastIndexOf('/') + 1) || undefined
  const permissions = PERMISSION_SET.exec(issuer.text('userName') ?? '')
  if (permissions !== null && session !== undefined) {
    return { actor: session, kind: 'human', role: permissions[1] }
  }
  const role = issuer.text('arn') ?? arn.slice(0, Math.max(0, arn.lastIndexOf('/')))
  return { actor: role || nameOf(identity), kind: 'service', session }
}

function nameOf(identity: RecordView): string {
  const user = identity.view('onBehalfOf').text('userId')
  const name =
    identity.text('arn') ??
    withoutSession(identity.text('principalId')) ??
    user ??
    visible(identity.text('userName')) ??
    identity.text('invokedBy') ??
    identity.text('accountId')
  if (name === undefined) {
    throw identity.missing(
      'arn',
      'a record tells of somebody: an ARN, a principal, a user, a service or an account',
    )
  }
  return name
}

/** Of `AROA…:SESSION`, the role; ids of web identities hold colons too, and stay whole. */
function withoutSession(principal: string | undefined): string | undefined {
  return principal?.replace(/^(AROA[A-Z0-9]+):.*$/, '$1')
}

function visible(name: string | undefined): string | undefined {
  return name === HIDDEN ? undefined : name
}
