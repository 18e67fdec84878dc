#!/usr/bin/env node
// Old syntax only, and neither module system's own: any Node must get far enough to say which one is needed.
var major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write('claudeflare needs Node 24 or later; this is Node ' + process.versions.node + '\n')
  process.exitCode = 2
} else {
  import('node:fs')
    .then(function (fs) {
      // A checkout has the source, and may have a bundle of yesterday; the package has the bundle alone.
      var source = new URL('../src/cli/main.ts', import.meta.url)
      return import(fs.existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href)
    })
    .catch(function (error) {
      console.error(error)
      process.exitCode = 1
    })
}
