import { deep } from '@scope/pack/lib/deep'
import answer from 'answer'
import * as everything from '/lib/shared.js'
import shared, { count, increment } from '../../lib/shared'
import config from './config.json'

const folder = require('../../lib/folder')
const circle = require('../../lib/one')
const local = require('beside.js')

Page({
  data: { line: new Error('here').stack },
  async read() {
    const before = count
    increment()
    const lazy = await import('../../lib/lazy')
    return {
      shared,
      counts: [before, count, everything.count],
      config,
      answer,
      deep,
      folder,
      circle: circle.told,
      local,
      lazy: lazy.default,
      same: require('/lib/folder/index') === folder,
      plain: Object.getPrototypeOf(config) === Object.prototype,
    }
  },
  missing() {
    require('./nowhere')
  },
})
