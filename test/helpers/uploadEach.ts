/**
 * A program of its own: uploads to each of the URLs it is given, one after another, and prints the
 * error code of each, 0 where it succeeded.
 */
import { createHost, type HostOptions } from 'tt-anywhere'
import { toLoopback } from './names.js'

const request: { urls: string[]; options: HostOptions } = JSON.parse(process.argv[2] ?? '{}')
const host = createHost({ checkDomains: false, lookup: toLoopback, ...request.options })
host.on('warning', () => {})
const filePath = await host.addFile({ name: 'a.txt', data: 'x' })
const codes: number[] = []
for (const url of request.urls) {
  codes.push(
    await new Promise((resolve) => {
      const success = () => resolve(0)
      const fail = ({ errorCode }: { errorCode: number }) => resolve(errorCode)
      host.tt.uploadFile({ url, filePath, name: 'file', success, fail })
    }),
  )
}
await host.close()
process.stdout.write(JSON.stringify(codes))
