// Three routines and one kind of event: A sends, B sees all events, C those of type 2 only.
//   npx tsx --conditions=source examples/events.ts
import { event, RoutineContainer, Scheduler } from '@vlcp/events'

class MyEvent extends event('type')<{ type: number; message: string }> {}

const container = new RoutineContainer(new Scheduler())

container.start(async function routineB(r) {
  const all = MyEvent.match()
  for (;;) {
    const { type, message } = await r.wait(all)
    console.log('B', type, message)
  }
})

container.start(async function routineC(r) {
  const second = MyEvent.match({ type: 2 })
  for (;;) {
    const { type, message } = await r.wait(second)
    console.log('C', type, message)
  }
})

const a = container.start(async function routineA(r) {
  await r.send(new MyEvent({ type: 1, message: 'event1' }))
  await r.sleep(2000)
  await r.send(new MyEvent({ type: 2, message: 'event2' }))
})

await a.result
await container.waitForEmpty(container.scheduler.queue)
await container.close()
