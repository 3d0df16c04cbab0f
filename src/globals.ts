// Types alone: `import 'tt-anywhere/globals'` declares the globals. They stand in types/.
export {}
