/** What the bench asks of each client; a module of this folder exports `create`. */
export interface Client {
  /** Uploads a file as the form's second part, after the field `title`. */
  upload(path: string): Promise<{ status: number; text: string }>
  close(): unknown
  /** What else there is to tell at the end, such as counts. */
  told?(): Record<string, number>
}

export interface ClientOptions {
  url: string
  /** The authority to trust, in PEM. */
  ca: string | undefined
  /** Uploads that run at a time: no client opens more connections. */
  atOnce: number
  /** What `host.network` is set to; no client but ours knows it. */
  network?: { rtt: number; upKbps: number; downKbps: number }
}
