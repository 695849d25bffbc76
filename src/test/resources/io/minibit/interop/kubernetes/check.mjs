// Checks manifests against the types that are made from Kubernetes' published schemas:
//   node check.mjs FILE
// A compiler refuses a literal with a field that its type lacks, or of another type.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const manifests = parseAllDocuments(readFileSync(process.argv[2], 'utf8'))
  .map((document) => document.toJS());
const typed = manifests.map((manifest, i) => {
  const { apiVersion, kind } = manifest;
  const module = apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`;
  const type = `import('kubernetes-types/${module}').${kind}`;
  return `const manifest${i}: ${type} = ${JSON.stringify(manifest, null, 2)};`;
});
writeFileSync('manifests.ts', typed.join('\n'));
const compiler = spawnSync(
  'node_modules/.bin/tsc',
  ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler',
    'manifests.ts'],
  { stdio: 'inherit' });
manifests.forEach(({ kind, metadata }) => console.log(kind, metadata.name));
process.exit(compiler.status ?? 1);
