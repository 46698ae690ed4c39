/**
 * `node:http` without what an import of it costs: that reads every export, and one of them
 * (`WebSocket`) loads undici, for some 40 ms of every start.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');
