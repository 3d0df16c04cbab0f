// The servers that this project did not write, and where what they tell differs from what was sent.

export const SERVERS = ['php', 'python', 'go', 'busboy', 'formidable', 'multiparty'] as const

export type ServerName = (typeof SERVERS)[number]

/** A name that a server tells otherwise than it came: `sent` is what stands in the body. */
export interface Exception {
  of: 'field' | 'file name'
  sent: string
  seen: string
}

export interface Server {
  /** What is known of it, each with its reason. */
  exceptions: { because: string; names: Exception[] }[]
}

const STRIPS_BACK_SLASH: Server['exceptions'][number] = {
  because:
    'Old Internet Explorer sent whole Windows paths: up to the last back-slash counts as a folder.',
  names: [{ of: 'file name', sent: 'back\\slash.txt', seen: 'slash.txt' }],
}

const DECODES_QUOTES: Server['exceptions'][number] = {
  because: 'It turns %22 back into a quote, in file names alone.',
  names: [{ of: 'file name', sent: 'say %22hi%22.txt', seen: 'say "hi".txt' }],
}

export const servers: Record<ServerName, Server> = {
  php: {
    exceptions: [
      STRIPS_BACK_SLASH,
      {
        // https://www.php.net/manual/en/language.variables.external.php
        because: 'Names were once variables: documented, spaces and dots become underscores.',
        names: [
          { of: 'field', sent: 'two words', seen: 'two_words' },
          { of: 'field', sent: 'dotted.name', seen: 'dotted_name' },
          { of: 'field', sent: 'say %22hi%22', seen: 'say_%22hi%22' },
        ],
      },
    ],
  },
  python: {
    exceptions: [
      {
        because: 'The email parser reads a back-slash in a quoted string as an escape (RFC 5322).',
        names: [
          { of: 'file name', sent: 'back\\slash.txt', seen: 'backslash.txt' },
          { of: 'field', sent: 'back\\slash', seen: 'backslash' },
        ],
      },
    ],
  },
  go: { exceptions: [] },
  busboy: { exceptions: [STRIPS_BACK_SLASH] },
  formidable: { exceptions: [STRIPS_BACK_SLASH, DECODES_QUOTES] },
  multiparty: { exceptions: [STRIPS_BACK_SLASH, DECODES_QUOTES] },
}

/** The name that a server tells for the one that stands in the body. */
export function seenName(server: ServerName, of: Exception['of'], sent: string): string {
  const known = servers[server].exceptions.flatMap((exception) => exception.names)
  return known.find((entry) => entry.of === of && entry.sent === sent)?.seen ?? sent
}

/** What every server answers. */
export interface Seen {
  fields: [name: string, value: string][]
  files: { field: string; filename: string; contentType: string; size: number; sha256: string }[]
  contentLength: number
  /** Bytes of the body that came; null where a server can't count them. */
  received: number | null
  headers: Record<string, string>
}
