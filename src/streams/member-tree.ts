/**
 * Which members of a JSON value are wanted, in the value's own shape: `{ usage: true, message: { model: true } }`.
 * Arrays are looked through: a member of an array's elements goes by the array's name, and the last one counts.
 */
export interface MemberTree {
  readonly [name: string]: true | MemberTree
}

/** A tree made ready for scanning. Immutable, so that every stream of a format can share one. */
export interface MemberPlan {
  readonly root: MemberNode
  /** Dotted path (`message.model`) → slot. */
  readonly slots: ReadonlyMap<string, number>
}

export interface MemberNode {
  /** -1 where the member itself is not wanted. */
  readonly slot: number
  readonly children: readonly MemberChild[]
}

interface MemberChild {
  /** UTF-8. */
  readonly name: Uint8Array
  readonly node: MemberNode
}

export function planMembers(tree: MemberTree): MemberPlan {
  const slots = new Map<string, number>()
  return { root: { slot: -1, children: planChildren(tree, '', slots) }, slots }
}

function planChildren(tree: MemberTree, prefix: string, slots: Map<string, number>): MemberChild[] {
  return Object.entries(tree).map(([name, wanted]) => {
    const bytes = new TextEncoder().encode(name)
    if (wanted !== true)
      return { name: bytes, node: { slot: -1, children: planChildren(wanted, `${prefix}${name}.`, slots) } }
    const slot = slots.size
    slots.set(`${prefix}${name}`, slot)
    return { name: bytes, node: { slot, children: [] } }
  })
}

/** The child by a key as it is written in JSON, the first `length` bytes of `key`; escapes in it are understood. */
export function findChild(node: MemberNode, key: Uint8Array, length: number): MemberNode | null {
  for (const child of node.children) if (isSame(child.name, key, length)) return child.node
  const escape = key.indexOf(BACKSLASH)
  if (escape === -1 || escape >= length) return null
  const name = unescape(key.subarray(0, length))
  return node.children.find((child) => isSame(child.name, name, name.length))?.node ?? null
}

const BACKSLASH = 92

function isSame(a: Uint8Array, b: Uint8Array, length: number): boolean {
  if (a.length !== length) return false
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return false
  return true
}

function unescape(key: Uint8Array): Uint8Array {
  try {
    return new TextEncoder().encode(String(JSON.parse(`"${new TextDecoder().decode(key)}"`)))
  } catch {
    return key
  }
}
