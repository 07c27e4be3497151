import type { Given } from './given-value.ts'
import { readLiteralFile } from './literal-file.ts'
import { readYaml } from './yaml-file.ts'

export interface ConfigurationFile {
  readonly path: string
  readonly text: string
}

/** A configuration file is short; more is a mistake (or somebody's database dump). */
const longestFile = 1024 * 1024

/** The form of a file: `.conf` holds the `key = literal` lines of the reference, everything else is YAML. */
function hasLiterals(file: ConfigurationFile): boolean {
  return file.path.endsWith('.conf')
}

/** Reads a file in the form its name says, or in that of the reference. */
export function readGivenFile(file: ConfigurationFile, literals = hasLiterals(file)): Given {
  if (file.text.length > longestFile) {
    return refuse(file.path, `a configuration file of more than ${longestFile} characters is refused`)
  }
  const nul = file.text.indexOf('\0')
  if (nul >= 0) {
    const line = file.text.slice(0, nul).split('\n').length
    return refuse(`${file.path}:${line}`, 'a zero byte: this is not a text file')
  }
  return literals ? readLiteralFile(file) : readYaml(file)
}

function refuse(where: string, reason: string): Given {
  return { values: [], problems: [`${where}: ${reason}`] }
}
