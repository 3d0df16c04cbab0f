/**
 * The logic of a mini-program in a Web Worker.
 */
import { takeEngine } from './engine.js'
import { startLogic } from './start.js'

const engine = takeEngine(globalThis)

let started = false
engine.listen((message) => {
  if (started || message.type !== 'start') return
  started = true
  void startLogic(engine, globalThis, message)
})
