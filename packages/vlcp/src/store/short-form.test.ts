import { expect, it } from 'vitest'
import { parseShortForm } from './short-form.ts'

it.each([
  ['file:/a b', { driver: 'embedded', folder: '/a b' }],
  ['redis://h:1/2', { driver: 'redis', url: 'redis://h:1/2' }],
  ['rediss://user@h', { driver: 'redis', url: 'rediss://user@h' }],
  ['etcd://a:1,[::1]:2', { driver: 'etcd', hosts: ['http://a:1', 'http://[::1]:2'] }],
  ['etcds://a:1', { driver: 'etcd', hosts: ['https://a:1'] }],
  ['memory:', { driver: 'memory' }],
  ['redis://u:p@h', undefined],
  ['redis://', undefined],
  ['etcd://a:b:c', undefined],
  ['http://h', undefined],
  ['/var/lib', undefined],
])('%s is short for %j', (text, place) => expect(parseShortForm(text)).toEqual(place))
