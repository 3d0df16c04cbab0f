/** Section 10, the rows of a machine's own network: in network namespaces, which it can spare. */
import { performance } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'
import { type Client, type ClientUpload, fewDescriptors, useClients } from '../helpers/client.js'
import {
  cable,
  createNamespace,
  createPair,
  type Namespace,
  namespacesMissing,
  waitUntilUp,
} from '../helpers/namespaces.js'
import { outcomes } from '../helpers/outcomes.js'

const clients = useClients()
const skip = namespacesMissing !== undefined
const because = skip ? ` (skipped: ${namespacesMissing})` : ''
const big = 8_000_000

/** A client in a namespace, which uploads wherever it is told. */
function clientIn(namespace: Namespace, addresses?: Record<string, string[]>): Client {
  return clients.start({ by: namespace.by, host: { checkDomains: false, addresses } })
}

async function failureOf(client: Client, url: string, timeout?: number) {
  const filePath = await client.addFile(10)
  return (await client.upload({ url, filePath, timeout }).outcome).fail
}

describe.skipIf(skip)(`[10.5] 121985 network unavailable, without a network${because}`, () => {
  test('[10.5] a name, an address of the LAN, and one of the world', async () => {
    const client = clientIn(createNamespace())
    for (const host of ['upload.example.com', '10.77.0.2', '192.0.2.1', '[2001:db8::1]']) {
      for (const scheme of ['http', 'https']) {
        expect(await failureOf(client, `${scheme}://${host}/`), host).toStrictEqual(
          outcomes.offline,
        )
      }
    }
  })

  test('[10.5] loopback works as ever, and has its own errors', async () => {
    const namespace = createNamespace()
    const client = clientIn(namespace, {
      'here.test': ['127.0.0.1'],
      'both.test': ['::1', '127.0.0.1'],
      'far.test': ['10.77.0.2'],
    })
    const { port } = await clientIn(namespace).serve('answer')
    const filePath = await client.addFile(10)
    for (const host of ['127.0.0.1', 'here.test', 'both.test', '0.0.0.0', '[::ffff:127.0.0.1]']) {
      const { outcome } = client.upload({ url: `http://${host}:${port}/`, filePath })
      expect((await outcome).success?.statusCode, host).toBe(200)
      // 4 is a port that the network stack does not block.
      expect(await failureOf(client, `http://${host}:4/`), host).toStrictEqual(outcomes.connect)
    }
    expect(await failureOf(client, `http://far.test:${port}/`)).toStrictEqual(outcomes.offline)
  })

  test('[10.5] an interface that is down is no network', async () => {
    const { here } = createPair()
    const client = clientIn(here)
    expect(await failureOf(client, 'http://10.77.0.2:4/')).toStrictEqual(outcomes.connect)
    here.ip('link', 'set', 'cable', 'down')
    expect(await failureOf(client, 'http://10.77.0.2:4/')).toStrictEqual(outcomes.offline)
    here.ip('link', 'set', 'cable', 'up')
    waitUntilUp(here)
    expect(await failureOf(client, 'http://10.77.0.2:4/')).toStrictEqual(outcomes.connect)
  })
})

describe.skipIf(skip)(`[10.6] 121985 network unavailable, refused by the system${because}`, () => {
  test('[10.6] a route that is prohibited, while another one works', async () => {
    const { here, there } = createPair()
    here.ip('route', 'add', 'prohibit', '10.1.2.0/24')
    const client = clientIn(here)
    const { port } = await clientIn(there).serve('answer')
    expect(await failureOf(client, 'http://10.1.2.3/')).toStrictEqual(outcomes.forbidden)
    expect(await failureOf(client, 'https://10.1.2.3/')).toStrictEqual(outcomes.forbidden)
    const filePath = await client.addFile(10)
    const { outcome } = client.upload({ url: `http://${cable.there[0]}:${port}/`, filePath })
    expect((await outcome).success?.data).toBe('ok')
  })

  test('[10.6] a rule that prohibits everything', async () => {
    const { here } = createPair()
    here.ip('rule', 'add', 'to', '10.77.0.2', 'prohibit', 'priority', '10')
    const failure = await failureOf(clientIn(here), `http://${cable.there[0]}/`)
    expect(failure).toStrictEqual(outcomes.forbidden)
  })

  test('[10.10] a network without a route to the server', async () => {
    const { here } = createPair()
    const client = clientIn(here)
    expect(await failureOf(client, 'http://10.99.0.1/')).toStrictEqual(outcomes.connect)
    here.ip('route', 'add', 'unreachable', '10.1.3.0/24')
    expect(await failureOf(client, 'http://10.1.3.1/')).toStrictEqual(outcomes.connect)
    here.ip('route', 'add', 'blackhole', '10.1.4.0/24')
    expect(await failureOf(client, 'http://10.1.4.1/')).toStrictEqual(outcomes.connect)
    here.ip('address', 'add', '10.78.0.1/24', 'broadcast', '10.78.0.255', 'dev', 'cable')
    expect(await failureOf(client, 'http://10.78.0.255/')).toStrictEqual(outcomes.connect)
  })

  test('[10.8] a network without a name server', async () => {
    const { here } = createPair()
    const failure = await failureOf(clientIn(here), 'http://something.invalid/', 20_000)
    expect(failure).toStrictEqual(outcomes.dns)
  })

  test('[10.20] time out: a server that never answers to TCP', async () => {
    const { here } = createPair()
    // A neighbour that there is none: nobody answers, and the system does not find out.
    here.ip('neighbour', 'add', '10.77.0.9', 'lladdr', '02:00:00:00:00:99', 'dev', 'cable')
    const failure = await failureOf(clientIn(here), 'http://10.77.0.9/', 300)
    expect(failure).toStrictEqual(outcomes.timeout)
  })
})

describe.skipIf(skip)(`[10.7] 121923 network changed${because}`, () => {
  type Break = (here: Namespace, there: Namespace, address: string) => void
  const remove: Break = (here, _there, address) =>
    here.ip('address', 'del', `${address}/${address.includes(':') ? 64 : 24}`, 'dev', 'cable')
  const down: Break = (here) => here.ip('link', 'set', 'cable', 'down')
  const unplug: Break = (_here, there) => there.ip('link', 'set', 'cable', 'down')

  /** Breaks the network while an upload runs; what it says, and how soon. */
  async function breakWhile(
    behaviour: 'half' | 'silent' | 'stalled',
    act: Break,
    { family = 0, scheme = 'http', until = 'progress' } = {},
  ) {
    const { here, there } = createPair()
    const client = clientIn(here, { 'local.test': ['fe80::2%cable'] })
    const server = await clientIn(there).serve(behaviour, '::')
    const address = cable.there[family] ?? ''
    const host = family === 2 ? 'local.test' : address.includes(':') ? `[${address}]` : address
    const filePath = await client.addFile(behaviour === 'stalled' ? big : 10)
    const url = `${scheme}://${host}:${server.port}/`
    const upload = client.upload({ url, filePath, timeout: 30_000 })
    await (until === 'connection' || until === 'request' ? server : upload).next(until)
    act(here, there, cable.here[family] ?? '')
    const since = performance.now()
    const { fail } = await upload.outcome
    return { fail, elapsed: performance.now() - since }
  }

  test.for<[string, Parameters<typeof breakWhile>]>([
    ['the address is removed while sending', ['stalled', remove]],
    ['an IPv6 address is removed while sending', ['stalled', remove, { family: 1 }]],
    ['a link-local address is removed while sending', ['stalled', remove, { family: 2 }]],
    ['the interface goes down while sending', ['stalled', down]],
    ['the cable is pulled while sending', ['stalled', unplug]],
    ['the address is removed while waiting', ['silent', remove, { until: 'request' }]],
    ['the interface goes down while waiting', ['silent', down, { until: 'request' }]],
    ['the address is removed while receiving', ['half', remove, { until: 'headers' }]],
    [
      'the address is removed in the TLS handshake',
      ['stalled', remove, { scheme: 'https', until: 'connection' }],
    ],
  ])('[10.7] %s: told within two seconds', async ([, parameters]) => {
    const { fail, elapsed } = await breakWhile(...parameters)
    expect(fail).toStrictEqual(outcomes.changed)
    expect(elapsed).toBeLessThan(2_000)
  })

  /** Whether an upload still runs after another client's upload has seen the change. */
  async function outlives(upload: ClientUpload, witness: ClientUpload) {
    expect((await witness.outcome).fail).toStrictEqual(outcomes.changed)
    const still = Promise.race([upload.outcome, new Promise((resolve) => setImmediate(resolve))])
    expect(await still).toBeUndefined()
  }

  test('[10.7] an upload on another address goes on', async () => {
    const { here, there } = createPair()
    const client = clientIn(here)
    const server = await clientIn(there).serve('stalled', '::')
    const filePath = await client.addFile(big)
    const uploads = ['[fd77::2]', '10.77.0.2'].map((host) =>
      client.upload({ url: `http://${host}:${server.port}/`, filePath, timeout: 5_000 }),
    )
    const [stays, goes] = uploads as [ClientUpload, ClientUpload]
    await Promise.all([stays.next('progress'), goes.next('progress')])
    remove(here, there, cable.here[0])
    await outlives(stays, goes)
  })

  test('[10.7] an upload on loopback goes on when the network goes', async () => {
    const { here, there } = createPair()
    const client = clientIn(here)
    const local = await clientIn(here).serve('stalled', '127.0.0.1')
    const far = await clientIn(there).serve('stalled')
    const filePath = await client.addFile(big)
    const stays = client.upload({
      url: `http://127.0.0.1:${local.port}/`,
      filePath,
      timeout: 5_000,
    })
    const goes = client.upload({ url: `http://10.77.0.2:${far.port}/`, filePath })
    await Promise.all([stays.next('progress'), goes.next('progress')])
    down(here, there, '')
    await outlives(stays, goes)
  })

  test('[10.7] a link-local address that stays is no change', async () => {
    const { here, there } = createPair()
    const client = clientIn(here, { 'local.test': ['fe80::2%cable'] })
    const server = await clientIn(there).serve('stalled', '::')
    const filePath = await client.addFile(big)
    const stays = client.upload({
      url: `http://local.test:${server.port}/`,
      filePath,
      timeout: 5_000,
    })
    const goes = client.upload({ url: `http://10.77.0.2:${server.port}/`, filePath })
    await Promise.all([stays.next('progress'), goes.next('progress')])
    remove(here, there, cable.here[0])
    await outlives(stays, goes)
  })

  test('[10.7] after the change an upload goes by the new address, not by the kept connection', async () => {
    const { here, there } = createPair()
    const client = clientIn(here)
    const server = await clientIn(there).serve('answer')
    const url = `http://10.77.0.2:${server.port}/`
    const filePath = await client.addFile(10)
    expect((await client.upload({ url, filePath }).outcome).success?.data).toBe('ok')
    expect((await client.upload({ url, filePath }).outcome).success?.data).toBe('ok')
    here.ip('address', 'del', '10.77.0.1/24', 'dev', 'cable')
    here.ip('address', 'add', '10.77.0.7/24', 'dev', 'cable')
    expect((await client.upload({ url, filePath }).outcome).success?.data).toBe('ok')
    // The second upload used the first one's connection.
    expect(await server.next('connection')).toBe('10.77.0.1')
    expect(await server.next('connection')).toBe('10.77.0.7')
  })

  test('[10.7] a short upload does not pay for the watch', async () => {
    const { here, there } = createPair()
    const client = clientIn(here)
    const server = await clientIn(there).serve('answer')
    const stalled = await clientIn(there).serve('stalled')
    const filePath = await client.addFile(100_000)
    const { outcome } = client.upload({ url: `http://10.77.0.2:${server.port}/`, filePath })
    expect((await outcome).success?.data).toBe('ok')
    expect(await client.looks()).toBe(0)
    const long = client.upload({
      url: `http://10.77.0.2:${stalled.port}/`,
      filePath: await client.addFile(big),
      timeout: 1_200,
    })
    expect((await long.outcome).fail).toStrictEqual(outcomes.timeout)
    expect(await client.looks()).toBe(2)
  })

  test('[10.7] the watch wants a descriptor now and then: without one it looks again later', async () => {
    const { here, there } = createPair()
    const client = clients.start({
      by: [...here.by, ...fewDescriptors],
      host: { checkDomains: false },
    })
    const server = await clientIn(there).serve('stalled')
    const filePath = await client.addFile(big)
    const upload = client.upload({ url: `http://10.77.0.2:${server.port}/`, filePath })
    await upload.next('progress')
    expect(await client.exhaust(0)).toBe('EMFILE')
    // So long that the watch has looked; an upload that ends by itself tells when.
    const short = 1_500
    const clock = clientIn(here)
    const clockFile = await clock.addFile(big)
    const url = `http://10.77.0.2:${server.port}/`
    const late = await clock.upload({ url, filePath: clockFile, timeout: short }).outcome
    expect(late.fail).toStrictEqual(outcomes.timeout)
    await client.release()
    remove(here, there, cable.here[0])
    expect((await upload.outcome).fail).toStrictEqual(outcomes.changed)
  })
})
