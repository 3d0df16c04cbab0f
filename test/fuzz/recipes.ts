/** Values of every type and shape, as recipes: those can be printed and made anew, the values can't. */
import fc, { type Arbitrary } from 'fast-check'

/** How to make a value. */
export type Recipe =
  | { readonly kind: 'plain'; readonly value: unknown }
  | { readonly kind: 'made'; readonly what: keyof typeof makers }
  | { readonly kind: 'array'; readonly items: readonly Recipe[] }
  | {
      readonly kind: 'object'
      readonly entries: readonly (readonly [key: string, value: Recipe])[]
      readonly shape: (typeof shapes)[number]
    }
  | { readonly kind: 'proxy'; readonly of: Recipe; readonly trap: (typeof traps)[number] }

const shapes = [
  'plain',
  'plain',
  'frozen',
  'null',
  'class',
  'getters',
  'throws',
  'cyclic',
  'toJSON',
] as const
const traps = [
  'none',
  'revoked',
  'ownKeys',
  'get',
  'getOwnPropertyDescriptor',
  'all',
  'lies',
] as const

class Own {
  get inherited() {
    return 'inherited'
  }
}

const thrower = () => {
  throw new Error('thrown by the caller')
}

/** Things that are no plain data. */
const makers = {
  function: () => () => 'called',
  class: () => Own,
  symbol: () => Symbol('s'),
  date: () => new Date(0),
  badDate: () => new Date(Number.NaN),
  regExp: () => /a/g,
  map: () => new Map([['a', 1]]),
  set: () => new Set([1]),
  weakMap: () => new WeakMap(),
  promise: () => Promise.resolve(1),
  error: () => new Error('e'),
  boxedString: () => new String('boxed'),
  boxedBigInt: () => Object(1n),
  bytes: () => new Uint8Array([1, 2]),
  buffer: () => new ArrayBuffer(3),
  shared: () => new SharedArrayBuffer(3),
  detached() {
    const buffer = new ArrayBuffer(8)
    structuredClone(buffer, { transfer: [buffer] })
    return buffer
  },
  throwsAll: () => new Proxy({}, allTraps(thrower)),
  huge: () => 'x'.repeat(2 ** 20),
  sparse: () => new Array(5),
  toStringThrows: () => ({ toString: thrower, valueOf: thrower }),
  notAPrimitive: () => ({ [Symbol.toPrimitive]: () => ({}) }),
  // biome-ignore lint/suspicious/noThenProperty: just that is tried.
  thenable: () => ({ then: thrower }),
  deep() {
    let value: unknown = 1
    for (let depth = 0; depth < 20_000; depth += 1) value = [value]
    return value
  },
} as const

function allTraps(trap: () => never): ProxyHandler<object> {
  return {
    get: trap,
    has: trap,
    ownKeys: trap,
    getPrototypeOf: trap,
    getOwnPropertyDescriptor: trap,
  }
}

/** Makes the value. */
export function make(recipe: Recipe): unknown {
  switch (recipe.kind) {
    case 'plain':
      return recipe.value
    case 'made':
      return makers[recipe.what]()
    case 'array':
      return recipe.items.map(make)
    case 'object':
      return makeObject(
        recipe.entries.map(([key, value]) => [key, make(value)]),
        recipe.shape,
      )
    case 'proxy':
      return makeProxy(make(recipe.of), recipe.trap)
  }
}

/** An object with these own properties, of a shape. */
export function makeObject(
  entries: readonly (readonly [key: string, value: unknown])[],
  shape: (typeof shapes)[number],
): object {
  const object: object = shape === 'null' ? Object.create(null) : shape === 'class' ? new Own() : {}
  for (const [key, value] of entries) {
    const rest = { enumerable: true, configurable: true }
    const own = shape === 'getters' ? { get: () => value } : { value, writable: true }
    // Defined, not assigned: `__proto__` shall be one of its own.
    Object.defineProperty(object, key, { ...own, ...rest })
  }
  if (shape === 'cyclic') Object.assign(object, { itself: object })
  if (shape === 'toJSON') Object.assign(object, { toJSON: thrower })
  if (shape === 'throws')
    Object.defineProperty(object, 'throws', { get: thrower, enumerable: true })
  return shape === 'frozen' ? Object.freeze(object) : object
}

/** A proxy of an object; of what is none, itself. */
export function makeProxy(value: unknown, trap: (typeof traps)[number]): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
  if (trap === 'revoked') {
    const { proxy, revoke } = Proxy.revocable(value, {})
    revoke()
    return proxy
  }
  if (trap === 'all') return new Proxy(value, allTraps(thrower))
  // It says that it has keys which it has not.
  if (trap === 'lies') return new Proxy(value, { ownKeys: () => ['a', '__proto__', 'length'] })
  return new Proxy(value, trap === 'none' ? {} : { [trap]: thrower })
}

const keys = fc.constantFrom(
  ...[
    'a',
    'b',
    '__proto__',
    'constructor',
    'toJSON',
    'then',
    'length',
    '0',
    '',
    'x-a',
    '\r\n',
    'url',
    '名',
  ],
)

/** Any of them. */
export const recipes: Arbitrary<Recipe> = fc.letrec<{ any: Recipe }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('plain' as const),
        value: fc.oneof(
          fc.constantFrom(
            undefined,
            null,
            '',
            'text',
            0,
            -0,
            1,
            -1,
            1e21,
            Number.NaN,
            Infinity,
            true,
            false,
            1n,
            'false',
            '\ud800',
          ),
          fc.string({ unit: 'binary', maxLength: 8 }),
          fc.double(),
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('made' as const),
        what: fc.constantFrom(...(Object.keys(makers) as (keyof typeof makers)[])),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('array' as const),
        items: fc.array(tie('any'), { maxLength: 3 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('object' as const),
        entries: fc.array(fc.tuple(keys, tie('any')), { maxLength: 3 }),
        shape: fc.constantFrom(...shapes),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('proxy' as const),
        of: tie('any'),
        trap: fc.constantFrom(...traps),
      }),
    },
  ),
})).any

export { shapes, traps }
