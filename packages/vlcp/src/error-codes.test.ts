import type { OperationErrorCode } from '@vlcp/server'
import { errorStatus } from '@vlcp/web'
import { expect, it } from 'vitest'

it('the gateway has an HTTP status for every code an operation may be refused with', () => {
  const statuses: Readonly<Record<OperationErrorCode, number>> = errorStatus
  for (const status of Object.values(statuses)) expect(status).toBeGreaterThanOrEqual(400)
})
