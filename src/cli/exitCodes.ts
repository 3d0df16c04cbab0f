/** What the command exits with. */
export const exitCodes = {
  /** It did what it was asked; an upload was answered with 2xx. */
  ok: 0,
  /**
   * The server answered an upload with another status; a receiver or a simulator could not start; a demo differs; the
   * doctor found errors.
   */
  refused: 1,
  /** The upload failed: no answer came. */
  failed: 2,
  /** The command line makes no sense (EX_USAGE of sysexits.h). */
  usage: 64,
  /** What it had to say could not be written: a full disk, say (EX_IOERR). */
  output: 74,
  /** A defect of tt-anywhere itself (EX_SOFTWARE). */
  defect: 70,
} as const
