import type { ReceiverAnswer, UploadRecord } from './record.js'

/** How an upload is answered in the place of the usual way. All of it may be left out. */
export interface Reply {
  /** The HTTP status, 200 to 599. Default: 200. */
  status?: number
  /** A text, bytes, or what goes as JSON. Default: the usual document, a {@link ReceiverAnswer}. */
  body?: string | Uint8Array | object
  /** Headers beside, or in the place of, the usual ones. */
  headers?: Readonly<Record<string, string | readonly string[]>>
  /** Milliseconds between the end of the upload and the answer. Default: 0. */
  delay?: number
  /** true: the upload is taken and never answered. */
  hang?: boolean
  /** Bytes of the body after which the connection is reset; at its end where it is shorter. */
  resetAfter?: number
}

/** Decides by what arrived; undefined answers the usual way. `resetAfter` is a matter of plain ones. */
export type ReplyFunction = (
  upload: UploadRecord,
) => Omit<Reply, 'resetAfter'> | undefined | Promise<Omit<Reply, 'resetAfter'> | undefined>

/** An answer as it goes out. */
interface ReplyAnswer {
  readonly status: number
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string | readonly string[]>>
}

/** What a receiver was told to answer with. */
export interface Replies {
  /** @throws TypeError for a reply that makes no sense. */
  add(reply: Reply | ReplyFunction | undefined, which: 'next' | 'all'): void
  /** The reply for an upload that begins. */
  take(): Reply | ReplyFunction | undefined
  /** Waits as the reply says: false where no answer is to come. Both end when the sender is gone. */
  wait(reply: Reply, gone: Promise<void>): Promise<boolean>
  /** Ends all waiting. */
  close(): void
}

/** Makes the replies of one receiver. */
export function createReplies(): Replies {
  const next: (Reply | ReplyFunction)[] = []
  let all: Reply | ReplyFunction | undefined
  let end = () => {}
  const closing = new Promise<void>((resolve) => {
    end = resolve
  })

  return {
    add(reply, which) {
      if (which !== 'next' && which !== 'all') {
        throw new TypeError(`reply is for 'next' or 'all', got ${String(which)}`)
      }
      if (reply !== undefined && typeof reply !== 'function') checkReply(reply)
      const kept = typeof reply === 'object' ? { ...reply } : reply
      if (which === 'all') all = kept
      else if (kept !== undefined) next.push(kept)
    },
    take: () => next.shift() ?? all,
    async wait({ delay = 0, hang = false }, gone) {
      if (!hang && delay === 0) return true
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        if (!hang) timer = setTimeout(resolve, delay)
      })
      await Promise.race([late, gone, closing])
      clearTimeout(timer)
      return !hang
    },
    close: end,
  }
}

/** The reply for an upload that arrived. What its function throws is answered with 500. */
export async function decideReply(
  reply: Reply | ReplyFunction | undefined,
  upload: UploadRecord,
): Promise<Reply> {
  if (typeof reply !== 'function') return reply ?? {}
  try {
    const decided = (await reply(upload)) ?? {}
    checkReply(decided)
    return decided
  } catch (error) {
    return { status: 500, body: `the reply's function threw: ${String(error)}` }
  }
}

/** What a reply sends. */
export function answerOf(
  { status = 200, body, headers = {} }: Reply,
  usual: ReceiverAnswer,
): ReplyAnswer {
  const content = body ?? usual
  const [bytes, type] =
    typeof content === 'string'
      ? [Buffer.from(content), 'text/plain; charset=utf-8']
      : content instanceof Uint8Array
        ? [content, 'application/octet-stream']
        : [Buffer.from(JSON.stringify(content)), 'application/json; charset=utf-8']
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    status,
    body: bytes,
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      ...Object.fromEntries(lower),
    },
  }
}

function checkReply(reply: Reply): void {
  const object = (value: unknown) => typeof value === 'object' && value !== null
  if (!object(reply)) throw new TypeError(`a reply must be an object, got ${String(reply)}`)
  const { status = 200, body = '', headers = {}, delay = 0, hang = false, resetAfter = 0 } = reply
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new TypeError(`reply.status must be 200 to 599, got ${String(status)}`)
  }
  if (typeof body !== 'string' && !object(body)) {
    throw new TypeError(`reply.body must be a text, bytes or an object, got ${String(body)}`)
  }
  if (!object(headers)) throw new TypeError('reply.headers must be an object')
  if (typeof hang !== 'boolean') throw new TypeError('reply.hang must be true or false')
  for (const [name, value] of Object.entries({ delay, resetAfter })) {
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new TypeError(`reply.${name} must be a number, 0 or more, got ${String(value)}`)
    }
  }
  // What can't be sent must show here, not when an upload waits for it.
  JSON.stringify(body)
  new Headers(
    Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, one] as [string, string]),
    ),
  )
}
