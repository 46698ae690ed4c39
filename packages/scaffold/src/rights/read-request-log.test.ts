import { describe, expect, it } from 'vitest';
import { readRequestLog } from './read-request-log.ts';

const user = 'system:serviceaccount:a:b';
const read = (...lines: object[]) =>
  readRequestLog(lines.map((line) => JSON.stringify(line)).join('\n'), { user, file: 'x.log' });
const event = {
  kind: 'Event',
  stage: 'ResponseComplete',
  verb: 'get',
  requestURI: '/api/v1/pods/a',
};

describe('readRequestLog', () => {
  it('takes the requests of the user, impersonated or not', () => {
    const other = { ...event, user: { username: 'admin' } };
    expect(
      read(
        other,
        { ...event, user: { username: user } },
        { ...other, impersonatedUser: { username: user } },
      ),
    ).toEqual([
      { verb: 'get', uri: '/api/v1/pods/a' },
      { verb: 'get', uri: '/api/v1/pods/a' },
    ]);
  });

  it('takes all of a recording', () => {
    const request = { method: 'GET', uri: '/api' };
    expect(read(request)).toEqual([request]);
  });

  it('names the accounts that are in the log, when the wanted one is not', () => {
    const account = 'system:serviceaccount:c:d';
    expect(() => read({ ...event, user: { username: account } })).toThrow(
      `x.log has no request of ${user}: say --user, one of ${account}`,
    );
  });

  it.each([
    ['', 'x.log has no requests'],
    ['{', 'x.log:1 is not a JSON object'],
    ['3', 'x.log:1 is not a JSON object'],
    ['{}', 'x.log:1 is neither an event'],
  ])('refuses %j', (text, message) => {
    expect(() => readRequestLog(text, { user, file: 'x.log' })).toThrow(message);
  });
});
