import { expect, test } from 'vitest'
import { parsePingSummary, PingTally } from './ping.ts'

function tallyOf(lines: readonly string[]): PingTally {
  const tally = new PingTally()
  for (const line of lines) tally.add(line)
  return tally
}

const reply = (sequence: number): string => `64 bytes from 10.0.0.2: icmp_seq=${sequence} ttl=64 time=0.05 ms`
const summary = (sent: number, received: number): string =>
  `${sent} packets transmitted, ${received} received, 0% packet loss, time 10ms`

test('reads the summary, with and without errors', () => {
  expect(
    parsePingSummary('\n--- 10.0.0.2 ping statistics ---\n3 packets transmitted, 2 received, 33% packet loss'),
  ).toEqual({
    sent: 3,
    received: 2,
  })
  expect(parsePingSummary('2 packets transmitted, 0 received, +2 errors, 100% packet loss')).toEqual({
    sent: 2,
    received: 0,
  })
  expect(() => parsePingSummary('ping: connect: Network is unreachable')).toThrow('Network is unreachable')
})

test('knows which requests were lost', () => {
  expect(tallyOf([reply(1), reply(3), reply(4), summary(4, 3)]).record()).toEqual({
    sent: 4,
    received: 3,
    lostSequence: [2],
    duplicateSequence: [],
  })
})

test('the request under way at the end is not counted, but losses before it are', () => {
  expect(tallyOf([reply(1), reply(2), summary(3, 2)]).record()).toMatchObject({
    sent: 2,
    received: 2,
    lostSequence: [],
  })
  expect(tallyOf([reply(1), summary(4, 1)]).record()).toMatchObject({ sent: 3, received: 1, lostSequence: [2, 3] })
})

test('notices a request that was answered twice', () => {
  const twice = tallyOf([reply(1), reply(1).replace(/$/, ' (DUP!)'), reply(2), summary(2, 2)])
  expect(twice.record()).toMatchObject({ sent: 2, received: 2, duplicateSequence: [1] })
})
