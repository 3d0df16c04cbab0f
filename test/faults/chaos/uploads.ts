/**
 * What the chaos run does, drawn from its seed: upload N of seed S is the same each time, and so is
 * the plan of each connection.
 */
import type { AnswerName } from '../answers.js'
import type { ConnectionPlan, Fault, Shape, Side } from '../plan.js'
import { createRandom, type Random } from '../random.js'

/** Bytes of the largest file. */
export const largest = 8 * 1024 * 1024
/** Files that uploads choose from. */
const fileCount = 240
/** Host names whose connections uploads share; the rest have one each. */
const sharedNames = 8
/** Numbers of connections that belong to one upload. */
const numbersOfUpload = 8
const firstShared = 2 ** 40
const numbersOfShared = 2 ** 24
/** Milliseconds that all uploads have that are not to run out of time. */
export const longTimeout = 60_000
/** Milliseconds after which a stalled connection swallows what comes; short time-outs are over then. */
const stallHold = 1_500

/** When abort() is called. */
type Abort =
  | { readonly when: 'atOnce' | 'headers' | 'progress' }
  | { readonly when: 'later'; readonly ms: number }

/** What stands between the call and its connection. */
type Obstacle =
  | 'none'
  | 'dnsFails'
  | 'dnsThrows'
  | 'dnsTwice'
  | 'dnsSlow'
  | 'dnsSilent'
  | 'refused'
  | 'missing'

/** A process that is stopped (SIGSTOP) while uploads run, and goes on after a while. */
export interface Pause {
  readonly who: 'proxy' | 'receiver'
  /** When, in the life of the upload that asks for it. */
  readonly when: 'atOnce' | 'progress' | 'headers'
  readonly ms: number
}

/** What the receiver is asked to answer. */
type Reply = 'usual' | 'status' | 'delay' | 'hang'

/** The plan of one upload. */
export interface UploadPlan {
  readonly number: number
  /** Which of the files. */
  readonly file: number
  readonly secure: boolean
  /** Through an HTTP proxy, that of its host; never where the name is shared. */
  readonly viaProxy: boolean
  /** Which shared name; a name of its own where undefined. */
  readonly shared: number | undefined
  readonly obstacle: Obstacle
  readonly reply: Reply
  readonly timeout: number
  readonly abort: Abort | undefined
  readonly pause: Pause | undefined
}

let known: { seed: number; sizes: number[] } | undefined

/** The lengths of all files, in bytes: most are small. */
export function fileSizes(seed: number): readonly number[] {
  if (known?.seed === seed) return known.sizes
  const random = createRandom(seed, 1)
  const classes = [
    [[0, 4 * 1024], 62],
    [[4 * 1024, 64 * 1024], 25],
    [[64 * 1024, 1024 * 1024], 10],
    [[1024 * 1024, largest], 3],
  ] as const
  const fixed = [0, 1, 16 * 1024, 64 * 1024, 65_537, largest]
  const sizes = Array.from({ length: fileCount }, (_, index) => {
    const [least, most] = random.weighted(classes)
    return fixed[index] ?? random.skewed(least, most)
  })
  known = { seed, sizes }
  return sizes
}

/** What the upload and its connection have in common. */
function basics(seed: number, upload: number) {
  const random = createRandom(seed, 2, upload)
  const shared = random.chance(0.25) ? random.between(0, sharedNames - 1) : undefined
  return {
    /** Which shared name; a name of its own where undefined. */
    shared,
    secure: shared === undefined ? random.chance(0.25) : shared % 4 === 3,
    file: random.between(0, fileCount - 1),
    viaProxy: random.chance(0.06) && shared === undefined,
  }
}

/** The plan of upload `number`. */
export function uploadPlan(seed: number, number: number): UploadPlan {
  const { shared, secure, file, viaProxy } = basics(seed, number)
  const random = createRandom(seed, 4, number)
  const { kind } = shared === undefined ? connectionPlan(seed, numberOf(number, 0)).fault : noFault
  const obstacle =
    shared !== undefined || kind !== 'none'
      ? 'none'
      : random.weighted<Obstacle>([
          ['none', 60],
          ['dnsFails', 5],
          ['dnsThrows', 1],
          ['dnsTwice', 2],
          ['dnsSlow', 3],
          ['dnsSilent', 2],
          ['refused', 5],
          ['missing', 2],
        ])
  const reply = random.weighted<Reply>([
    ['usual', 90],
    ['status', 4],
    ['delay', 4],
    ['hang', 2],
  ])
  const mustEnd = kind === 'stall' || obstacle === 'dnsSilent' || reply === 'hang'
  return {
    number,
    file,
    secure,
    viaProxy,
    shared,
    obstacle,
    reply,
    timeout: mustEnd || random.chance(0.04) ? random.between(1, 300) : longTimeout,
    abort: random.chance(0.08) ? drawAbort(random) : undefined,
    pause: random.chance(0.01) ? drawPause(random) : undefined,
  }
}

const noFault = { kind: 'none' } as const

function drawAbort(random: Random): Abort {
  const when = random.pick(['atOnce', 'headers', 'progress', 'later', 'later', 'later'] as const)
  return when === 'later' ? { when, ms: random.skewed(0, 200) } : { when }
}

function drawPause(random: Random): Pause {
  return {
    who: random.pick(['proxy', 'receiver']),
    when: random.pick(['atOnce', 'progress', 'headers']),
    ms: random.skewed(10, 400),
  }
}

/** The number of a connection: the one of this upload, or of this shared name, so many before it. */
export function numberOf(upload: number, before: number): number {
  return upload * numbersOfUpload + before
}
export function sharedNumberOf(name: number, before: number): number {
  return firstShared + name * numbersOfShared + before
}

/** The shared name that a connection belongs to; undefined where it is an upload's own. */
export function sharedNameOf(number: number): number | undefined {
  return number < firstShared ? undefined : Math.floor((number - firstShared) / numbersOfShared)
}

/** The plan of a connection. */
export function connectionPlan(seed: number, number: number): ConnectionPlan {
  const random = createRandom(seed, 3, number)
  if (number >= firstShared) return sharedPlan(number, random)
  // After a redirect all goes well: the first connection is the one of the fault.
  if (number % numbersOfUpload > 0) return { number, fault: { kind: 'none' } }
  const { secure, file } = basics(seed, Math.floor(number / numbersOfUpload))
  const size = fileSizes(seed)[file]!
  const [up, down] = [random.chance(0.15), random.chance(0.15)]
  return {
    number,
    fault: drawFault(random, secure, size),
    ...(up && { up: drawShape(random, size) }),
    ...(down && { down: drawShape(random, 1_000) }),
  }
}

function drawShape(random: Random, size: number): Shape {
  return {
    latency: random.skewed(0, 30),
    jitter: random.skewed(0, 20),
    // So that none takes longer than a second or so.
    ...(random.chance(0.3) && { rate: Math.max(20_000, size * random.between(1, 20)) }),
    ...(random.chance(0.3) && { piece: Math.max(random.between(1, 500), Math.ceil(size / 500)) }),
  }
}

type Draw = readonly [draw: () => Fault, weight: number]

function drawFault(random: Random, secure: boolean, size: number): Fault {
  const side = (): Side => random.pick(['up', 'down'])
  /** In the handshake or the head, in the body, at its end, or beyond. */
  const place = (of: Side) => {
    const whole = of === 'up' ? size + 800 : secure ? 3_500 : 900
    return random.weighted([
      [0, 1],
      [random.between(1, 700), 4],
      [random.between(0, whole), 8],
      [whole + random.between(-200, 400), 1],
    ])
  }
  const cut = (kind: 'reset' | 'half') => (): Fault => {
    const which = side()
    return { kind, side: which, at: place(which) }
  }
  const both: Draw[] = [
    [() => ({ kind: 'none' }), 36],
    [cut('reset'), 14],
    [cut('half'), 9],
    [
      () => {
        const which = side()
        return { kind: 'stall', side: which, at: place(which), hold: stallHold }
      },
      5,
    ],
  ]
  if (secure) {
    // The server's first flight has so many bytes at least.
    const handshake = () => random.between(0, 500)
    const early = (): Fault => {
      const fault = { side: 'down', at: handshake() } as const
      return random.chance(0.5) ? { kind: 'reset', ...fault } : { kind: 'half', ...fault }
    }
    both.push([early, 10])
    both.push([() => ({ kind: 'garbage', at: place('down'), length: random.skewed(1, 2_000) }), 6])
    return random.weighted(both)()
  }
  const answer = (
    names: readonly AnswerName[],
    next: readonly ('keep' | 'end' | 'destroy' | 'reset')[],
  ): (() => Fault) => {
    return () => {
      const after = random.pick(['head', 'body', random.between(1, size + 600)] as const)
      return { kind: 'answer', after, name: random.pick(names), next: random.pick(next) }
    }
  }
  both.push(
    [answer(['refused', 'created', 'chunked'], ['keep', 'end', 'destroy', 'reset']), 7],
    [answer(['untilEnd'], ['end']), 1],
    [answer(['again307', 'again308'], ['end', 'keep']), 5],
    [answer(['cutHead', 'cutLength', 'cutChunk', 'nothing'], ['end', 'destroy', 'reset']), 5],
    [
      answer(
        [
          ...(['noise', 'otherProtocol', 'badStatus', 'badHeader', 'twoLengths'] as const),
          ...(['badChunk', 'badGzip', 'bigHead', 'switched'] as const),
        ],
        ['keep', 'end'],
      ),
      8,
    ],
    [
      () => ({
        kind: 'interim',
        when: random.pick(['head', 'body', 'both']),
        count: random.weighted([
          [random.between(1, 3), 6],
          [random.between(4, 50), 2],
          [random.between(101, 2_000), 2],
        ]),
      }),
      7,
    ],
  )
  return random.weighted(both)()
}

function sharedPlan(number: number, random: Random): ConnectionPlan {
  const fault = random.weighted<() => Fault>([
    [() => ({ kind: 'none' }), 4],
    [
      () => ({
        kind: 'idle',
        after: random.skewed(0, 60),
        how: random.pick(['end', 'reset'] as const),
      }),
      5,
    ],
    [() => ({ kind: 'reset', side: 'up', at: random.skewed(3_000, 2_000_000) }), 1],
    [() => ({ kind: 'reset', side: 'down', at: random.skewed(4_000, 40_000) }), 1],
  ])
  return { number, fault: fault() }
}
