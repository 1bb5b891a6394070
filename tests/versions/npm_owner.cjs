// Which versions does npm's own semver admit? Reads [[range, [version, …]], …], writes [[bool, …] | null, …].
const { Range } = require(process.argv[2])
const answer = ([text, versions]) => {
  let range
  try {
    range = new Range(text)
  } catch {
    return null
  }
  return versions.map((version) => range.test(version))
}
let input = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (chunk) => (input += chunk))
process.stdin.on('end', () => process.stdout.write(JSON.stringify(JSON.parse(input).map(answer))))
