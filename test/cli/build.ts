import { buildIfNeeded } from '../../scripts/lib/install.js'

/**
 * The command is tested as it is shipped. A build that fails has removed the old one, so the tests of
 * the command fail, and those of the sources still run.
 */
export async function setup(): Promise<void> {
  await buildIfNeeded().catch((error: Error) => console.error(error.message))
}
