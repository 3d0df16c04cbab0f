// The house's one-way streets: who may import whom.
const floors = '^src/(api|rules|multipart|profile|runtime)/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle means that two rooms are one.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'portable-rooms-know-no-platform',
      severity: 'error',
      comment: 'api, rules, multipart, profile and runtime run in a browser unchanged.',
      from: { path: floors },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'portable-rooms-take-no-package',
      severity: 'error',
      comment: 'What they need of a library comes in through platform.ts.',
      from: { path: floors },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'] },
    },
    {
      name: 'portable-rooms-import-nothing-above',
      severity: 'error',
      from: { path: floors },
      to: { path: '^src/(host|cli|doctor|simulator|receiver|testing|index)' },
    },
    {
      name: 'rules-and-multipart-and-profile-are-below-api',
      severity: 'error',
      from: { path: '^src/(rules|multipart|profile)/' },
      to: { path: '^src/(api|runtime)/' },
    },
    {
      name: 'platform-is-the-ground-floor',
      severity: 'error',
      comment: 'platform.ts holds types and imports nothing.',
      from: { path: '^src/platform\\.ts$' },
      to: { path: '.' },
    },
    {
      name: 'host-imports-nothing-above',
      severity: 'error',
      from: { path: '^src/host/' },
      to: { path: '^src/(cli|simulator|receiver|testing|index)' },
    },
    {
      name: 'receiver-stands-alone',
      severity: 'error',
      comment: 'A back end takes the receiver without the client.',
      from: { path: '^src/receiver/' },
      to: { path: '^src/(api|host|runtime|cli|simulator|testing)/' },
    },
    {
      name: 'doctor-reads-and-runs-nothing',
      severity: 'error',
      comment: 'It knows the rules; what a host has is told to it.',
      from: { path: '^src/doctor/' },
      to: { path: '^src/(cli|host/(?!nearest)|runtime|simulator|receiver|testing|index)' },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
