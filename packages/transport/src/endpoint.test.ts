import { describe, expect, it } from 'vitest'
import { formatEndpoint, parseEndpoint } from './endpoint.ts'

describe('parseEndpoint', () => {
  it.each([
    ['unix:/run/openvswitch/db.sock', { kind: 'unix', path: '/run/openvswitch/db.sock' }],
    ['tcp:127.0.0.1:6653', { kind: 'tcp', host: '127.0.0.1', port: 6653 }],
    ['tcp:[::1]:6640', { kind: 'tcp', host: '::1', port: 6640 }],
    ['ssl:host-1:6653', { kind: 'ssl', host: 'host-1', port: 6653 }],
    ['ssl:[::1]:6640', { kind: 'ssl', host: '::1', port: 6640 }],
    ['tcp:host-1.example:0', { kind: 'tcp', host: 'host-1.example', port: 0 }],
  ])('reads %s and formats it back', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint)
    expect(formatEndpoint(parseEndpoint(text))).toBe(text)
  })

  it.each([
    ['ssl:host', 'ssl:host:6653'],
    ['tcp:[::1]', 'tcp:[::1]:6653'],
    ['tcp:10.0.0.1:1', 'tcp:10.0.0.1:1'],
  ])('completes %s by a default port', (text, whole) => {
    expect(formatEndpoint(parseEndpoint(text, 6653))).toBe(whole)
  })

  it('takes an empty port for a mistake, also where there is a default one', () => {
    expect(() => parseEndpoint('ssl:host:', 6653)).toThrow("the port '' is not a number")
  })

  it.each([
    ['', "expected 'unix:PATH', 'tcp:HOST:PORT' or 'ssl:HOST:PORT'"],
    ['pssl:6640', "expected 'unix:PATH', 'tcp:HOST:PORT' or 'ssl:HOST:PORT'"],
    ['ssl:host', 'the port is missing'],
    ['ssl:::1:6640', 'an IPv6 host stands in brackets: ssl:[::1]:PORT'],
    ['unix:', 'the path is empty'],
    ['unix:/a\0b', 'zero byte'],
    [`unix:/${'a'.repeat(107)}`, 'the path has 108 bytes, a UNIX socket allows 107'],
    ['tcp:host', 'the port is missing'],
    ['tcp:[::1]', 'the port is missing'],
    ['tcp::6640', 'the host is empty'],
    ['tcp:::1:6640', 'an IPv6 host stands in brackets: tcp:[::1]:PORT'],
    ['tcp:[10.0.0.1]:6640', "'10.0.0.1' is not an IPv6 address"],
    ['tcp:10.0.0.256:6640', "'10.0.0.256' is neither an IP address nor a host name"],
    ['tcp:a b:6640', "'a b' is neither an IP address nor a host name"],
    ['tcp:host:65536', "the port '65536' is not a number from 0 to 65535"],
    ['tcp:host:-1', "the port '-1' is not a number from 0 to 65535"],
    ['tcp:host:', "the port '' is not a number from 0 to 65535"],
  ])('refuses %j', (text, reason) => {
    expect(() => parseEndpoint(text)).toThrow(expect.objectContaining({ code: 'invalid_endpoint' }))
    expect(() => parseEndpoint(text)).toThrow(reason)
  })
})
