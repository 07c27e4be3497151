import Type from 'typebox'
import { OperationError } from '../errors.ts'
import { suggestion } from '../nearest-name.ts'
import { operation, type OperationModule } from '../operation.ts'
import { covers, everyLogger, logLevels } from './level.ts'
import type { Logging } from './logging.ts'

/** The module `logging`: what is logged, changed while the program runs. */
export function loggingModule(logging: Logging): OperationModule {
  return {
    name: 'logging',
    summary: 'What the server logs: the level of each logger.',
    operations: [levelsOperation(logging), setLevelOperation(logging)],
  }
}

function levelsOperation(logging: Logging) {
  return operation({
    name: 'levels',
    summary: 'The level of each logger and the name it was set for; * stands for all loggers.',
    params: Type.Object({}, { additionalProperties: false }),
    mutates: false,
    run: () => logging.levels(),
  })
}

function setLevelOperation(logging: Logging) {
  const logger = logging.logger('logging')
  return operation({
    name: 'setlevel',
    summary: 'Changes the level of a logger and of those below it until the server ends; answers all levels.',
    params: Type.Object(
      {
        name: Type.String({ minLength: 1, default: everyLogger, description: 'name of a logger; * stands for all' }),
        level: Type.Optional(
          Type.Enum([...logLevels], { description: 'absent: as the loggers above it, or for * as at the start' }),
        ),
      },
      { additionalProperties: false },
    ),
    mutates: true,
    run: ({ name, level }) => {
      const known = logging.levels().map((each) => each.name)
      if (!known.some((logger) => covers(name, logger))) {
        const meant = suggestion(
          name,
          known.filter((each) => each !== everyLogger),
        )
        throw new OperationError('not_found', `there is no logger ${JSON.stringify(name)}${meant}`, 'name')
      }
      logging.setLevel(name, level)
      logger.info({ logger: name, level: level ?? null }, 'the level of a logger was changed')
      return logging.levels()
    },
  })
}
