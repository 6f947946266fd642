import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { generator } from './fixtures.js'

/** What a role may do; the data of role-based access control. */
export type Permission = { readonly role: string; readonly action: string; readonly resource: string }

export type RoleRequest = {
  readonly target: 'api.call'
  readonly user: { readonly roles: readonly string[] }
  readonly call: { readonly action: string; readonly resource: string }
}

export function permissions(count: number): readonly Permission[] {
  const draw = generator(count)
  return Array.from({ length: count }, () => ({
    role: `role${draw(Math.max(2, count / 10))}`,
    action: ['read', 'write', 'delete'][draw(3)]!,
    resource: `resource${draw(Math.max(2, count / 5))}`,
  }))
}

export function roleRequests(granted: readonly Permission[], count: number): readonly RoleRequest[] {
  const draw = generator(granted.length + 1)
  return Array.from({ length: count }, () => {
    const { role, action, resource } = granted[draw(granted.length)]!
    const other = granted[draw(granted.length)]!.role
    return {
      target: 'api.call',
      user: { roles: draw(2) === 0 ? [other] : [other, role] },
      call: { action, resource },
    }
  })
}

/** The permissions as a parameter, gone through as the hand-written form does. */
export const ROLES_IN_KEEL: string = `
mode guard
type Permission = { role: string, action: string, resource: string }
input user: json
input call: json
policy roles(permissions: [Permission]) on api.call {
  when any p in permissions: p.action == call.action && p.resource == call.resource && p.role in user.roles allow
}
`

/** One policy for each permission: the same data, as rules that the index finds. */
export function rolesAsPolicies(granted: readonly Permission[]): string {
  const policies = granted.map(
    ({ role, action, resource }, index) =>
      `policy p${index} on api.call { when call.resource == "${resource}" && call.action == "${action}" && "${role}" in user.roles allow }`,
  )
  return `mode guard\ninput user: json\ninput call: json\n${policies.join('\n')}`
}

export function allowedByHand(granted: readonly Permission[], { user, call }: RoleRequest): boolean {
  for (const { role, action, resource } of granted) {
    if (action === call.action && resource === call.resource && user.roles.includes(role)) return true
  }
  return false
}

const MODEL = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)
[role_definition]
g = _, _
`

/** Roles of each request's user as casbin keeps them: in its role manager, so one user stands for one set of roles. */
export async function casbinRoles(
  granted: readonly Permission[],
  requests: readonly RoleRequest[],
): Promise<(request: RoleRequest) => boolean> {
  const users = new Map(requests.map(({ user }, index) => [user.roles.join(), `user${index}`]))
  const lines = [
    ...granted.map(({ role, action, resource }) => `p, ${role}, ${resource}, ${action}`),
    ...[...users].flatMap(([roles, user]) => roles.split(',').map((role) => `g, ${user}, ${role}`)),
  ]
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(lines.join('\n')))
  return ({ user, call }) => enforcer.enforceSync(users.get(user.roles.join())!, call.resource, call.action)
}
