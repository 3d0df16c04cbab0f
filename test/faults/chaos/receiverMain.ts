/** The receivers, in a process of their own. */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createReceiver, type Receiver, type UploadRecord } from 'tt-anywhere/receiver'
import { settled, takeFootprint } from './footprint.js'
import type { FromReceiver, Taken, ToReceiver } from './messages.js'
import { serveParent } from './process.js'

/** What it is started with. */
export interface ReceiverMainOptions {
  readonly tls: { readonly key: string; readonly cert: string }
}

const { tls }: ReceiverMainOptions = JSON.parse(process.argv[2] ?? '{}')
const temporary = tmpdir()
let taken: Taken[] = []
let broken = 0

const say = serveParent<ToReceiver, FromReceiver>('receiver', (message) => void heed(message))
const empty = await takeFootprint(temporary)
const receivers = [await createReceiver(), await createReceiver({ tls })]
receivers.forEach(listen)
const idle = await takeFootprint(temporary)

function listen(receiver: Receiver) {
  receiver.on('upload', (upload) => {
    const id = fieldOf(upload, 'id')
    for (const { size, sha256, path } of upload.files) {
      const stored = createHash('sha256').update(readFileSync(path)).digest('hex')
      rmSync(path)
      taken.push({ id, size, sha256, stored })
    }
    void receiver.nextUpload()
  })
  receiver.on('broken', () => {
    broken += 1
  })
  receiver.reply((upload) => {
    const reply = fieldOf(upload, 'reply')
    if (reply === 'status') return { status: 503 }
    if (reply === 'delay') return { delay: 20 }
    return reply === 'hang' ? { hang: true } : undefined
  }, 'all')
}

function fieldOf({ fields }: UploadRecord, name: string): string {
  return fields.find(([key]) => key === name)?.[1] ?? ''
}

async function heed(message: ToReceiver) {
  if (message.type === 'settle') {
    const { leaks, footprint } = await settled('receiver', idle, temporary)
    say({ type: 'settled', taken, broken, footprint, leaks })
    taken = []
    broken = 0
  } else if (message.type === 'sample') {
    // Who samples has no use for the list.
    taken = []
    say({ type: 'sampled', footprint: await takeFootprint(temporary) })
  } else {
    await Promise.all(receivers.map((receiver) => receiver.close({ graceMs: 1_000 })))
    const { leaks, footprint } = await settled('receiver, closed', empty, temporary)
    say({ type: 'closed', footprint, leaks })
    process.disconnect()
  }
}

const [plain = 0, secure = 0] = receivers.map(({ port }) => port)
say({ type: 'ready', plain, secure })
