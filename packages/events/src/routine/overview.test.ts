import { expect, it } from 'vitest'
import { event, FakeClock, knownClasses, lineageOf, RoutineContainer, routinesOf, Scheduler } from '../index.ts'

class Ping extends event('to')<{ to: string }> {}
class Pong extends Ping {}

it('shows what runs, since when, and what it waits for', async () => {
  const clock = new FakeClock()
  const scheduler = new Scheduler({ clock })
  const container = new RoutineContainer(scheduler, { name: 'game' })
  const player = container.start(
    async (routine) => {
      const inner = routine.start(async (r) => r.sleep(50), { name: 'rest' })
      await routine.wait(Ping.match({ to: 'a' }))
      await inner.terminate()
    },
    { name: 'player' },
  )
  await clock.advance(20)
  expect(routinesOf(scheduler)).toEqual([
    { name: 'game/player', ageMs: 20, waitsFor: ['waiting for Ping'] },
    { name: 'game/player/rest', ageMs: 20, waitsFor: ['sleeping'] },
  ])
  await scheduler.send(new Pong({ to: 'a' }))
  await player.result
  expect(routinesOf(scheduler)).toEqual([])
  expect(scheduler.parents.size).toBe(0)
})

it('knows the classes of events and where they come from', () => {
  expect(lineageOf(new Pong({ to: 'a' }))).toEqual([Ping, Pong])
  expect(knownClasses()).toEqual(expect.arrayContaining([Ping, Pong]))
})
