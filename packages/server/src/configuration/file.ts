import type { Given } from './given-value.ts'
import { readLiteralFile } from './literal-file.ts'
import { readYaml } from './yaml-file.ts'

export interface ConfigurationFile {
  readonly path: string
  readonly text: string
}

/** A configuration file is short; more is a mistake (or somebody's database dump). */
const longestFile = 1024 * 1024

/** Reads a file: `.conf` holds the `key = literal` lines of the reference, everything else is YAML. */
export function readGivenFile(file: ConfigurationFile): Given {
  if (file.text.length > longestFile) {
    return refuse(file.path, `a configuration file of more than ${longestFile} characters is refused`)
  }
  const nul = file.text.indexOf('\0')
  if (nul >= 0) {
    const line = file.text.slice(0, nul).split('\n').length
    return refuse(`${file.path}:${line}`, 'a zero byte: this is not a text file')
  }
  return file.path.endsWith('.conf') ? readLiteralFile(file) : readYaml(file)
}

function refuse(where: string, reason: string): Given {
  return { values: [], problems: [`${where}: ${reason}`] }
}
