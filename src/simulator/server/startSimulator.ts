/**
 * The simulator's server: the pages, and for each of them that is open a phone.
 */
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { HostOptions } from '../../host/node/createHost.js'
import { keepAlive, makeWorkFolder, sweepWorkFolders } from '../../host/node/files/workFolder.js'
import type { RouteTarget } from '../../platform.js'
import type { ExchangeRecord } from '../../profile/exchange.js'
import { version } from '../../profile/version.js'
import type { Bundle, Problem } from '../protocol/bundle.js'
import type { FromNode } from '../protocol/wire.js'
import { faultChoices } from './faultChoices.js'
import { lanAddresses } from './guard.js'
import { createHandler } from './httpServer.js'
import { type LanAddress, lanAddress } from './lan.js'
import { listen } from './listen.js'
import { openPages } from './pages.js'
import { makePhone, planPhone } from './phoneHost.js'
import { phones } from './phones.js'
import { createPlaces, secret } from './places.js'
import { openProject } from './project.js'
import { openSession, type Session } from './session.js'
import { createSockets, type Peer } from './sockets.js'

export { PortTakenError } from './listen.js'

/** The options of {@link startSimulator}. */
export interface SimulatorOptions {
  /** The mini-program's folder. */
  readonly project: string
  /** 8787 by default, or the next one that is free. 0 takes any. */
  readonly port?: number
  /** Whether phones in the same network reach it too, with a token of their own. */
  readonly lan?: boolean
  /** The page to open first, with parameters. */
  readonly page?: string
  /** The phone to play at first, by its name. */
  readonly phone?: string
  /** Files that are offered where the mini-program wants some: paths and globs. */
  readonly album?: string | readonly string[]
  /** Nobody is asked: dialogs are confirmed, and the album's files are taken. */
  readonly auto?: boolean
  /** All requests go to a receiver of the simulator's own. */
  readonly receive?: boolean
  /** Servers of this machine that stand for origins; `*` for all others. */
  readonly routes?: Readonly<Record<string, RouteTarget>>
  /** What the hosts are given beside: storage, domains, proxy and so on. */
  readonly host?: Omit<HostOptions, 'project' | 'album'>
  /** Told of each call of the network. */
  onExchange?(record: ExchangeRecord): void
  /** Told what is wrong with the project, at the start and whenever its files changed. */
  onProblems?(problems: readonly Problem[]): void
}

/** A simulator that runs. */
export interface Simulator {
  /** The person's page, with the token of this run. */
  readonly url: string
  readonly port: number
  /** The folder that app.json lies in. */
  readonly folder: string
  /** For phones in the same network, where it is for them too and this machine is in one. */
  readonly lan: LanAddress | undefined
  readonly bundle: Bundle
  /** Ends all that runs, and removes what is temporary. */
  close(): Promise<void>
}

const workPrefix = 'tt-anywhere-simulator-'

/**
 * Starts it.
 *
 * @throws {TypeError} where an option or a file of the project is wrong, saying which
 * @throws {PortTakenError} where the port is in use
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { lan: forLan = false, auto = false, receive = false, routes = {} } = options
  const pages = openPages()
  await sweepWorkFolders(tmpdir(), workPrefix)
  const work = makeWorkFolder(tmpdir(), workPrefix)
  const rest = keepAlive(work)
  const clean = async () => {
    rest()
    await rm(work, { recursive: true, force: true })
  }
  try {
    return await start()
  } catch (error) {
    await clean()
    throw error
  }

  async function start(): Promise<Simulator> {
    const plan = planPhone({
      options: {
        // What is kept outlives a page that is loaded anew.
        storage: join(work, 'storage'),
        ...options.host,
        project: options.project,
        ...(options.album !== undefined && { album: options.album }),
      },
      phone: options.phone,
      routes,
    })
    // What would keep a page from its phone shows now.
    await makePhone(plan, plan.phone, plan.checkDomains).close()
    /** How each ends. */
    const sessions = new Map<Peer, () => Promise<void>>()
    const places = createPlaces<Session>()
    const tokens = { tool: secret(), phone: forLan ? secret() : undefined }
    const faults = faultChoices()
    let count = 0
    let lan: LanAddress | undefined

    const project = await openProject(
      plan.root,
      ({ styles, bundle }) => tellProblems(bundle.problems, styles),
      ({ message }) => tellProblems([{ severity: 'error', file: '', message }], false),
    )

    function tellProblems(problems: readonly Problem[], styles: boolean) {
      options.onProblems?.(problems)
      for (const peer of sessions.keys()) peer.send({ type: 'changed', styles, problems })
    }

    async function begin(peer: Peer): Promise<Session> {
      count += 1
      // Where files that it offers are, is known once it is there.
      let offers = ''
      const session = await openSession({
        plan,
        auto,
        bare: peer.bare,
        receiveAll: receive,
        picksFolder: join(work, `picks-${count}`),
        send: peer.send,
        urlOf: (id, name) => `${offers}/${id}/${encodeURIComponent(name)}`,
        problems: () => project.bundle.problems,
        exchanged: (record) => options.onExchange?.(record),
      })
      const paths = places.open(session)
      const urls = Object.fromEntries(
        Object.entries(paths).map(([kind, path]) => [kind, `${peer.origin}${path}`]),
      ) as typeof paths
      offers = urls.offer
      peer.send(hello(session, urls, peer))
      return session
    }

    function hello(session: Session, urls: Record<string, string>, peer: Peer): FromNode {
      return {
        type: 'hello',
        version,
        project: {
          name: basename(plan.root),
          folder: peer.bare ? '' : plan.root,
          appId: plan.appId,
        },
        apis: session.apis,
        phones: phones.map(({ model }) => model),
        state: session.phone.state,
        faults,
        bundleUrl: urls.bundle ?? '',
        syncUrl: urls.sync ?? '',
        pickUrl: urls.pick ?? '',
        files: { project: urls.project ?? '', sandbox: `${urls.sandbox}/` },
        ...(options.page !== undefined && { page: options.page }),
        ...(lan !== undefined && !peer.bare && { lan: { url: lan.url, qr: lan.qr } }),
      }
    }

    const sockets = createSockets(tokens, (peer) => {
      const opening = begin(peer)
      opening.catch((error: Error) => peer.fail(error.message))
      let ending: Promise<void> | undefined
      const end = async () => {
        const session = await opening.catch(() => undefined)
        if (session === undefined) return
        places.close(session)
        await session.close()
      }
      sessions.set(peer, () => {
        ending ??= end().finally(() => sessions.delete(peer))
        return ending
      })
      // Messages keep their order, also those that come before the phone is there.
      let queue: Promise<unknown> = opening.catch(() => {})
      return {
        take(message) {
          queue = queue.then(async () => (await opening).take(message)).catch(() => {})
        },
        closed: () => void sessions.get(peer)?.(),
      }
    })

    const server = createServer(
      createHandler({ pages, places, lan: forLan, project: () => project }),
    )
    // Films are read at a person's pace, and a big file may come over a slow network.
    server.requestTimeout = 0
    server.on('upgrade', sockets.upgrade)

    async function close() {
      project.close()
      sockets.close()
      server.close()
      server.closeAllConnections()
      await Promise.all([...sessions.values()].map((end) => end()))
      await clean()
    }

    try {
      const port = await listen(server, forLan ? '0.0.0.0' : '127.0.0.1', options.port)
      const [address] = lanAddresses()
      if (tokens.phone !== undefined && address !== undefined) {
        lan = lanAddress(address, port, tokens.phone)
      }
      options.onProblems?.(project.bundle.problems)
      return {
        url: `http://127.0.0.1:${port}/#${tokens.tool}`,
        port,
        folder: plan.root,
        lan,
        get bundle() {
          return project.bundle
        },
        close,
      }
    } catch (error) {
      project.close()
      sockets.close()
      throw error
    }
  }
}
