/**
 * Warnings that teach: what the platform would do silently wrong, told once per call.
 */

/** Every warning, by its code: what its text says, with `%s` for what varies. */
export const warningTexts = {
  'header-dropped': "header %s can't be set by a mini-program; it was dropped",
  'form-value-converted': 'formData.%s is not a string; it was sent as text',
  'form-value-dropped': 'formData.%s is a function or symbol, or has no JSON; it was left out',
  'data-value-converted': 'data.%s is not a string; it was sent as text',
  'data-value-dropped': 'data.%s is a function or symbol, or has no JSON; it was left out',
  'option-unknown': "option %s is not on the platform's page; the phone may not know it",
  'url-http': 'url == %s: a released version may only use https',
  'url-unlisted': "url == %s is not in this API's domain list; a released version could not use it",
  'url-port':
    'url == %s writes a port that its entry in the domain list does not; a released version could not use it',
  'address-blocked':
    "nothing was sent to %s: that is a private address, and the host's blockPrivateAddresses blocks it",
  'album-missing':
    '%s: nobody picks here and the host has no album, so the choice is cancelled; pass the option album to createHost',
  'album-no-match':
    "%s of the host's album names no picture or film, so nothing of it can be chosen",
  'album-file': "a file of the host's album can't be chosen: %s",
  'album-failed': "the host's album function failed: %s",
  'film-unread':
    'of %s the width, height or duration is not read here, and is told as 0; the phone tells it',
  'compress-unavailable':
    '%s: pictures are not made smaller, for the optional package sharp is not installed',
  'cookies-unreadable':
    "the stored cookies in %s can't be read; the store goes on without what they were",
  'cookies-unwritten': "the cookies can't be written to %s; they end with this host",
  'template-unclear': '%s; the page runner has no view, and goes on without',
  'file-system': "the machine's file system failed: %s",
  'storage-lossy':
    'data holds %s, which JSON does not have; it comes back as something else, or not at all',
  'file-large': 'the file has %s bytes; over 10 MB the phone may refuse it',
} as const

/** The code of a warning. */
export type WarningCode = keyof typeof warningTexts

/** What `host.on('warning')` is given. */
export interface Warning {
  /** Which warning it is. */
  code: WarningCode
  /** The API that was called, such as `uploadFile`; `host` where it is the host's own affair. */
  api: string
  /** What it says, with what it is about. */
  message: string
  /** Where to read more. */
  link: string
}

const page = 'https://github.com/tt-anywhere/tt-anywhere/blob/main/docs/warnings.md'

/** Makes a warning out of its code and what varies in its text. */
export function createWarning(api: string, code: WarningCode, value: string): Warning {
  return {
    code,
    api,
    message: warningTexts[code].replace('%s', () => value),
    link: `${page}#${code}`,
  }
}
