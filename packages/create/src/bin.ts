#!/usr/bin/env node
// `npm create @keelson@latest my-operator` is `operator new my-operator`.
process.argv.splice(2, 0, 'new');
await import('@keelson/cli/operator');
