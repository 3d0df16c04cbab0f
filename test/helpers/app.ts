import { fileURLToPath } from 'node:url'
import type { Host, HostOptions } from 'tt-anywhere'
import { openApp, type TestApp } from 'tt-anywhere/testing'
import { onTestFinished } from 'vitest'
import { startHost } from './host.js'

/** Where a project of test/runtime/projects lies. */
export function projectFolder(name: string): string {
  return fileURLToPath(new URL(`../runtime/projects/${name}`, import.meta.url))
}

/** Runs a project of test/runtime/projects; it closes with the test. */
export async function startApp(
  name: string,
  options: HostOptions = {},
): Promise<{ app: TestApp; host: Host; reported: unknown[]; warnings: string[] }> {
  const reported: unknown[] = []
  const warnings: string[] = []
  const host = startHost({
    project: projectFolder(name),
    onError: (error) => reported.push(error),
    ...options,
  })
  host.on('warning', ({ message }) => warnings.push(message))
  const app = await openApp(host)
  onTestFinished(() => app.close())
  return { app, host, reported, warnings }
}
