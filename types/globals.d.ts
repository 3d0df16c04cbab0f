/**
 * Declares tt, App, Page, Component, Behavior, getApp and getCurrentPages: by the official typings
 * (@douyin-microapp/typings) where they are installed, else by our own.
 *
 * @example import 'tt-anywhere/globals'
 * @example /// <reference types="tt-anywhere/globals" />
 */
import '#globals'
