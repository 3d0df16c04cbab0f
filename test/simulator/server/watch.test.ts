import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../../../src/simulator/protocol/bundle.js'
import { ask, openPage, project, start } from './page.js'

const styles = (on: boolean) => (message: { styles: boolean }) => message.styles === on

describe('files that change', () => {
  test('are soon compiled and told; styles for themselves', async () => {
    const told: (readonly Problem[])[] = []
    const simulator = await start({ onProblems: (problems) => told.push(problems) })
    const page = await openPage(simulator)
    const file = (name: string) => join(simulator.folder, name)
    const bundle = async () => JSON.parse((await ask(page.hello.bundleUrl)).text)

    const begun = performance.now()
    writeFileSync(file('pages/index/index.ttml'), '<view class="title">again {{title}}</view>')
    await page.next('changed', styles(false))
    // Some 50 ms on a machine that is not in use.
    expect(performance.now() - begun).toBeLessThan(5000)
    expect((await bundle()).parts['pages/index/index'].code).toContain('again')

    writeFileSync(file('pages/index/index.ttss'), '.title { color: blue }')
    await page.next('changed', styles(true))
    expect((await bundle()).parts['pages/index/index'].css).toContain('blue')

    // Another kind beside it is more than styles.
    writeFileSync(file('pages/index/index.ttss'), '.title { color: green }')
    writeFileSync(file('app.js'), 'App({ a: 1 })')
    await page.next('changed', styles(false))
    expect(told.length).toBeGreaterThanOrEqual(4)
  })

  test('what is wrong is told, and that it is right again', async () => {
    const simulator = await start()
    const page = await openPage(simulator)
    const file = join(simulator.folder, 'app.json')
    writeFileSync(file, '{ "pages": [ }')
    const { problems } = await page.next('changed', (one) => one.problems.length > 0)
    expect(problems[0]).toMatchObject({ severity: 'error', file: 'app.json' })
    writeFileSync(file, JSON.stringify(project['app.json']))
    await page.next('changed', (one) => one.problems.length === 0)
  })

  test('also in folders that come later, and files that are only shown', async () => {
    const simulator = await start()
    const page = await openPage(simulator)
    const folder = join(simulator.folder, 'new/deep')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'a.png'), 'one')
    await page.next('changed')
    writeFileSync(join(folder, 'a.png'), 'another')
    await page.next('changed')
    rmSync(join(simulator.folder, 'new'), { recursive: true })
    await page.next('changed')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'b.png'), 'one')
    await page.next('changed')
  })

  test('what makes no difference, hidden files and node_modules are not told', async () => {
    const simulator = await start({}, { ...project, 'node_modules/a/index.js': '' })
    const page = await openPage(simulator)
    const file = (name: string) => join(simulator.folder, name)
    writeFileSync(file('app.js'), project['app.js'])
    writeFileSync(file('.hidden.js'), '1')
    writeFileSync(file('node_modules/a/index.js'), '2')
    writeFileSync(file('app.js~'), '2')
    writeFileSync(file('a.png'), 'x')
    await page.next('changed')
    writeFileSync(file('a.png'), 'y')
    await page.next('changed')
    expect(page.messages.filter(({ type }) => type === 'changed')).toHaveLength(2)
  })
})
