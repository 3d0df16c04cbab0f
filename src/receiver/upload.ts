import type { IncomingMessage, ServerResponse } from 'node:http'
import { closed, isGone, refuse, send, turnOf } from './answer.js'
import { ReceiverError, storeError } from './errors.js'
import type { FieldShare } from './fieldMemory.js'
import { type FormReader, readForm } from './form.js'
import { checkHead, type Expectation } from './head.js'
import type { ReceiverLimits } from './options.js'
import { type BrokenUpload, beginRecord, type ReceiverAnswer, type UploadRecord } from './record.js'
import { answerOf, decideReply, type Replies } from './reply.js'
import type { Store } from './store.js'

export interface UploadContext {
  limits: ReceiverLimits
  store: Store
  /** Whether the receiver is closing, so that no connection is kept. */
  closing(): boolean
  /** Whether it is the receiver that cuts connections. */
  cut(): boolean
  /** How to end the form on a socket whose bytes turn out not to be HTTP. */
  forms: WeakMap<object, FormReader>
  replies: Replies
  /** What an upload may hold of fields. */
  shareOfFields(): FieldShare
  /** Whether a request's connection is one more than the limit. */
  surplus(request: IncomingMessage): boolean
  /** Resets the connection of a request. */
  reset(request: IncomingMessage): void
  taken(record: UploadRecord): void
  broken(record: BrokenUpload): void
}

/** The whole story of a request, from its head to the answer. Never rejects. */
export async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  context: UploadContext,
  expects: Expectation,
): Promise<void> {
  const { limits, store, taken, broken } = context
  const recordAt = beginRecord(request)
  const upload = store.begin()
  const share = context.shareOfFields()
  let form: FormReader | undefined
  // Node destroys a socket at a time-out unless somebody listens.
  response.on('timeout', () => {
    if (response.headersSent) return request.socket.destroy()
    const received = form?.received
    // A process that was stopped hears of the time first: what came meanwhile is read after that.
    setImmediate(() => {
      if (form?.busy || form?.received !== received) request.socket.setTimeout(limits.idleTimeout)
      else form?.fail(new ReceiverError('bodyTimeout', { limit: limits.idleTimeout }))
    })
  })
  request.socket.setTimeout(limits.idleTimeout)
  request.on('error', () => undefined)
  response.on('error', () => undefined)

  let timer: NodeJS.Timeout | undefined
  try {
    if (context.surplus(request)) {
      throw new ReceiverError('tooManyConnections', { limit: limits.connections })
    }
    const boundary = checkHead(request, limits, expects)
    form = readForm(request, boundary, limits, upload, share)
    const late = new ReceiverError('uploadTimeout', { limit: limits.uploadTimeout })
    timer = setTimeout(form.fail, limits.uploadTimeout, late)
    context.forms.set(request.socket, form)
    failIfConnectionCloses(request, form, context.cut)
    const reply = context.replies.take()
    const { resetAfter } = typeof reply === 'object' ? reply : {}
    if (resetAfter !== undefined) resetOnceReceived(request, form, resetAfter, context.reset)
    if (expects === 'continue') void writeContinue(response)
    const { files, fields } = await form.done
    if (resetAfter !== undefined) {
      context.reset(request)
      throw new ReceiverError('reset', { received: form.received })
    }
    await upload.keep().catch((error) => Promise.reject(storeError(error)))

    const record: UploadRecord = { ...recordAt(form.received), files, fields }
    // Before the answer: when the sender has it, whoever listens here knows of the upload.
    taken(record)
    const document: ReceiverAnswer = {
      files: files.map(({ path, ...told }) => told),
      fields,
      headers: record.headers,
    }
    const decided = await decideReply(reply, record)
    const waits = decided.hang || decided.delay
    if (waits && !(await context.replies.wait(decided, gone(response)))) {
      return void request.socket.destroy()
    }
    const told = answerOf(decided, document)
    const headers = context.closing() ? { connection: 'close', ...told.headers } : told.headers
    await send(response, told.status, told.body, headers)
  } catch (error) {
    const reason = storeError(error)
    // From here on the body is thrown away; a sender that only writes must not stand still.
    request.resume()
    await upload.discard()
    broken({ ...recordAt(form?.received ?? 0), error: reason })
    await refuse(request, response, reason, limits.lingerTimeout)
  } finally {
    clearTimeout(timer)
    share.release()
  }
}

/** In its turn: Node would put it behind the head of an answer that is done before. */
async function writeContinue(response: ServerResponse) {
  if (response.socket === null && !(await turnOf(response))) return
  if (!response.headersSent) response.writeContinue()
}

/** Settles when the sender is gone. */
function gone(response: ServerResponse): Promise<void> {
  return isGone(response) ? Promise.resolve() : closed(response)
}

function resetOnceReceived(
  request: IncomingMessage,
  form: FormReader,
  limit: number,
  reset: UploadContext['reset'],
) {
  const cut = () => {
    form.fail(new ReceiverError('reset', { received: form.received }))
    reset(request)
  }
  if (limit === 0) return cut()
  request.on('data', () => {
    if (form.received >= limit) cut()
  })
}

function failIfConnectionCloses(request: IncomingMessage, form: FormReader, cut: () => boolean) {
  request.once('close', () => {
    // Not `complete`: all may have come and wait for the disk, and nobody reads it any more.
    if (request.readableEnded) return
    const { received } = form
    form.fail(new ReceiverError(cut() ? 'closing' : 'senderGone', { received }))
  })
}
