/**
 * Takes away what the phone's engine does not have: the mini-program's code sees the language, and
 * what the runtime adds to it.
 */

/** What the language has; everything else on the global object goes. */
const language = new Set(
  `Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date
  Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError
  URIError SuppressedError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array
  Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray
  BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect
  FinalizationRegistry DisposableStack AsyncDisposableStack Temporal decodeURI decodeURIComponent
  encodeURI encodeURIComponent escape unescape eval isFinite isNaN`.split(/\s+/),
)

/** Does it. What is to be kept must have been taken before. */
export function hideGlobals(scope: object): void {
  const events = Object.getPrototypeOf(
    Object.getPrototypeOf(Object.getPrototypeOf(scope)),
  ) as object
  for (let at: object = scope; at !== Object.prototype && at !== null; ) {
    for (const name of Reflect.ownKeys(at)) {
      if (at === scope && typeof name === 'string' && language.has(name)) continue
      if (!Reflect.deleteProperty(at, name)) Reflect.set(at, name, undefined)
    }
    // All that takes listeners shares this: nothing that the mini-program gets does.
    if (at === events) break
    at = Object.getPrototypeOf(at) as object
  }
  forbidStrings(scope as typeof globalThis)
}

/**
 * Code made of strings is forbidden, as on the phone; but for the one that libraries ask for the
 * global object with.
 */
function forbidStrings(scope: typeof globalThis): void {
  const forbidden = () => {
    throw new scope.EvalError('code made of strings is not allowed in a mini-program')
  }
  const own = Function.prototype
  function FunctionOfStrings(this: unknown, ...texts: unknown[]): unknown {
    const body = String(texts.at(-1) ?? '').trim()
    if (texts.length === 1 && /^return this;?$/.test(body)) return () => scope
    return forbidden()
  }
  replaceConstructor(own, FunctionOfStrings, 'Function')
  scope.Function = FunctionOfStrings as unknown as FunctionConstructor
  for (const example of [async () => {}, function* () {}, async function* () {}]) {
    const prototype = Object.getPrototypeOf(example) as object
    const { name } = prototype.constructor
    replaceConstructor(prototype, () => forbidden(), name)
  }
  scope.eval = forbidden as typeof eval
}

function replaceConstructor(prototype: object, by: object, name: string): void {
  Object.defineProperty(by, 'prototype', { value: prototype })
  Object.defineProperty(by, 'name', { value: name })
  Object.defineProperty(prototype, 'constructor', { value: by, configurable: true, writable: true })
}
