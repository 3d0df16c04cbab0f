/** The judge of the run finds what is wrong: each rule is broken here once. */
import { expect, test } from 'vitest'
import { answerText } from '../answers.js'
import type { ConnectionReport, Fault } from '../plan.js'
import { type Met, type Outcome, wrongEnd } from './expected.js'
import { longTimeout, type UploadPlan } from './uploads.js'

const calm: UploadPlan = {
  number: 1,
  file: 0,
  secure: false,
  viaProxy: false,
  shared: undefined,
  obstacle: 'none',
  reply: 'usual',
  timeout: longTimeout,
  abort: undefined,
  pause: undefined,
}
const ended = { aborted: false, took: 5, bodySize: 1_000 }
const success = (data = '{}'): Outcome => ({
  plan: calm,
  success: { statusCode: 200, data },
  ...ended,
})
const fails = (errorCode: number, detail: string, plan: Partial<UploadPlan> = {}): Outcome => ({
  plan: { ...calm, ...plan },
  fail: { errorCode, errMsg: `uploadFile:fail ${detail}` },
  ...ended,
})
const met = (fault: Fault, report: Partial<ConnectionReport> = {}): Met[] => [
  {
    plan: { number: 8, fault },
    report: { number: 8, fired: true, up: 0, down: 0, requests: 0, ...report },
  },
]
const interrupted = fails(121927, 'interrupted')
const cut = { kind: 'reset', side: 'up', at: 400 } as const
const created = { kind: 'answer', after: 'head', name: 'created', next: 'keep' } as const
const noise = { kind: 'answer', after: 'head', name: 'noise', next: 'end' } as const
const tunnelled = { secure: true, viaProxy: true }
const noTunnel = 'network error:net::ERR_TUNNEL_CONNECTION_FAILED'
const pause = { who: 'receiver', when: 'progress', ms: 300 } as const
const invalid = 'network error:net::ERR_INVALID_HTTP_RESPONSE'
const missing = (when: 'atOnce' | 'progress'): Outcome => ({
  ...fails(121902, 'no file exist', { obstacle: 'missing', abort: { when } }),
  aborted: true,
})

test.each<[string, Outcome, Met[]]>([
  ['no fault', success(), met({ kind: 'none' })],
  ['a cut', interrupted, met(cut, { up: 400 })],
  ['a cut after the whole request', success(), met(cut, { up: 2_000, requests: 1 })],
  ['a cut that never came', success(), met(cut, { fired: false })],
  ['a cut of TLS', fails(121925, 'ssl error', { secure: true }), met(cut, { up: 100 })],
  ['a cut of CONNECT', fails(121991, noTunnel, tunnelled), met(cut, { up: 60 })],
  ['a cut of TLS behind it', fails(121925, 'ssl error', tunnelled), met(cut, { up: 300 })],
  ['a cut long after both', fails(121927, 'interrupted', tunnelled), met(cut, { up: 9_000 })],
  ['the answer of the proxy', success(answerText), met(created)],
  ['noise', fails(121991, invalid), met(noise)],
  ['no name', fails(121924, 'dns error', { obstacle: 'dnsFails' }), []],
  ['abort', { ...fails(121905, 'upload file abort'), aborted: true }, []],
  ['no file, found before the abort', missing('atOnce'), []],
  ['time', { ...fails(121920, 'request time out', { timeout: 4 }) }, met({ kind: 'none' })],
])('right: %s', (_name, outcome, connections) => {
  expect(wrongEnd(outcome, connections)).toBeUndefined()
})

test.each<[string, Outcome, Met[]]>([
  ['a fail without a fault', interrupted, met({ kind: 'none' })],
  ['a success through a cut', success(), met(cut, { up: 400 })],
  ['another code than the cut’s', fails(121926, 'connection error'), met(cut, { up: 400 })],
  ['the right code with another text', fails(121927, 'broken'), met(cut, { up: 400 })],
  ['a cut that never came', interrupted, met(cut, { fired: false })],
  [
    'a cut of TLS that is told as another',
    fails(121927, 'interrupted', { secure: true }),
    met(cut, { up: 100 }),
  ],
  [
    'TLS long after its handshake',
    fails(121925, 'ssl error', { secure: true }),
    met(cut, { up: 9_000 }),
  ],
  ['CONNECT that is told as TLS', fails(121925, 'ssl error', tunnelled), met(cut, { up: 60 })],
  ['TLS that is told as CONNECT', fails(121991, noTunnel, tunnelled), met(cut, { up: 300 })],
  ['CONNECT where there is none', fails(121991, noTunnel, { secure: true }), met(cut, { up: 60 })],
  ['a pause that breaks it', fails(121927, 'interrupted', { pause }), met({ kind: 'none' })],
  ['the receiver’s answer where the proxy spoke', success(), met(created)],
  ['noise that passes', success(), met(noise)],
  ['an abort that did nothing', { ...success(), aborted: true }, met({ kind: 'none' })],
  ['no file, and an abort on its way', missing('progress'), []],
  ['an abort that nobody called', fails(121905, 'upload file abort'), met({ kind: 'none' })],
  [
    'too early for the time-out',
    fails(121920, 'request time out', { timeout: 50 }),
    met({ kind: 'none' }),
  ],
  ['a time-out where there was time', fails(121920, 'request time out'), met({ kind: 'none' })],
  ['a stall that ends otherwise', interrupted, met({ kind: 'stall', side: 'up', at: 1, hold: 1 })],
])('wrong: %s', (_name, outcome, connections) => {
  expect(wrongEnd(outcome, connections)).toBeDefined()
})
