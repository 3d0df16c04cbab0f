// THIRD-PARTY-NOTICES.md: the licences of what is built into dist ask to go with every copy.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The package of node_modules that a module belongs to; undefined for a module of our own. */
export function packageOf(id) {
  const found = /^(.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+))[\\/]/.exec(id)
  if (found === null) return undefined
  const [, folder, place] = found
  return { folder, place: place.replaceAll('\\', '/'), name: place.replace(/\W+/g, '-') }
}

/** Writes the notices of the packages in these folders. Throws where one has no licence file. */
export function writeNotices(folders) {
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json')))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (file === undefined) throw new Error(`${name} is built in, but has no licence file`)
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
    return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text}\n\`\`\`\n`
  })
  const head = '# Third-party notices\n\nThe files in `dist` contain code of these packages.\n'
  writeFileSync('THIRD-PARTY-NOTICES.md', [head, ...notices].join('\n'))
}
