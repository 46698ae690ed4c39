#!/usr/bin/env node
// Loaded by a Node that may know neither the syntax nor the modules of the rest.
const oldestNode = 24;
const { node } = process.versions;

if (Number(node.split('.')[0]) < oldestNode) {
  process.stderr.write(
    `operator: needs Node ${oldestNode} or later, and this is Node ${node}: install a newer one\n`,
  );
  process.exitCode = 1;
} else {
  await import('./main.ts');
}
