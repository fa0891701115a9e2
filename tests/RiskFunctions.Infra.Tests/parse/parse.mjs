// node parse.mjs CACHE FILE... : prints [{ path, root }] as JSON. CACHE is the folder that holds node_modules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [cache, ...files] = process.argv.slice(2);
const require = createRequire(join(cache, 'package.json'));
const { Parser, Language } = require('web-tree-sitter');

await Parser.init();
// The grammar's WebAssembly build: the native one would need a compiler on some machines.
const bicep = await Language.load(join(cache, 'node_modules', 'tree-sitter-bicep', 'tree-sitter-bicep.wasm'));
const parser = new Parser();
parser.setLanguage(bicep);

// The grammar has no rule for the `param name = value` of a parameter file, but the same one for `var name = value`.
const sourceOf = path => {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.bicepparam') ? text.replace(/^param(?= \w+ =)/gm, 'var') : text;
};

const describe = node => ({
  type: node.type,
  text: node.text,
  line: node.startPosition.row + 1,
  isBroken: node.isError || node.isMissing,
  children: node.children.filter(child => child.isNamed || child.isError || child.isMissing).map(describe),
});

console.log(JSON.stringify(files.map(path => {
  const tree = parser.parse(sourceOf(path));
  return { path, root: describe(tree.rootNode) };
})));
