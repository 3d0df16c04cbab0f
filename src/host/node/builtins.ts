/**
 * Parts of Node that an upload may never need, loaded when it does: together they take as long as all
 * of this library.
 */
export const builtins = {
  dns: () => process.getBuiltinModule('node:dns'),
  tls: () => process.getBuiltinModule('node:tls'),
  worker: () => process.getBuiltinModule('node:worker_threads'),
  zlib: () => process.getBuiltinModule('node:zlib'),
}
