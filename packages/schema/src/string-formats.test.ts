import { describe, expect, it } from 'vitest';
import { formatTest } from './string-formats.ts';

/** The tables of kube-openapi's strfmt and govalidator tests: good texts, then bad ones. */
const cases: Readonly<Record<string, readonly [good: readonly string[], bad: readonly string[]]>> =
  {
    uri: [
      [
        'http://foo.bar/#com',
        'http://foobar.com',
        'http://foobar.中文网/',
        'ftp://foobar.ru/',
        'http://user:pass@www.foobar.com/',
        'http://duckduckgo.com/?q=%2F',
        'http://localhost:3000/',
        'http://foobar.com?foo=bar',
        'xyz://foobar.com',
        'http://www.foo_bar.com/',
        "http://foobar.com/t$-_.+!*\\'(),",
        'mailto:someone@example.com',
        '/abs/test/dir',
      ],
      ['', 'foobar.com', 'invalid.', '.com', './rel/test/dir', 'http://a b/', 'http://x/%zz', ':x'],
    ],
    hexcolor: [
      ['CCccCC', 'fff', '#f00'],
      ['', '#ff', 'fff0', '#ff12FG'],
    ],
    rgbcolor: [
      ['rgb(0,31,255)', 'rgb(0,  31, 255)'],
      ['', 'rgb(1,349,275)', 'rgb(01,31,255)', 'rgba(0,31,255)'],
    ],
    creditcard: [
      [
        '4220855426222389',
        '4220 8554 2622 2389',
        '4220-8554-2622-2389',
        '5139288802098206',
        '374953669708156',
        '6011464355444102',
        '3548209662790989',
      ],
      ['', 'credit card', '4220855426213389', '30190239451016', '6521674451993089'],
    ],
    isbn: [
      [
        '3836221195',
        '1-61729-085-8',
        '3 423 21412 0',
        '3 401 01319 X',
        '9784873113685',
        '978-4-87311-368-5',
        '978 3401013190',
      ],
      ['', 'foo', '3423214121', '01234567890ab'],
    ],
    isbn10: [['3836221195'], ['3423214121', '978-3836221191']],
    isbn13: [['9784873113685'], ['3-8362-2119-5']],
    ssn: [['111-22-3333'], ['', '00-90-8787', '66690-76', '111223333']],
    byte: [
      ['TG9yZW0gaXBzdW0=', 'YQ=='],
      ['', '12345', 'Vml2YW11cyBmZXJtZtesting123', '!!!!'],
    ],
    ipv4: [
      ['192.168.254.1', '127.0.0.01', '::ffff:1.2.3.4'],
      ['198.168.254.2.2', '256.1.1.1', '::1', 'abc'],
    ],
    ipv6: [
      ['::1', '2001:db8:3333:4444:5555:6666:7777:8888', '::ffff:1.2.3.4'],
      ['127.0.0.1', ':::1', 'fe80::1%eth0', '1:2:3:4:5:6:7:8::9'],
    ],
    cidr: [
      ['192.168.254.1/24', '192.168.254.01/24', '::1/128'],
      ['198.168.254.2', '198.168.254.2/33', '::1/129', '1.2.3.4/x'],
    ],
    mac: [
      ['01:02:03:04:05:06', '01-23-45-67-89-ab-cd-ef', '0123.4567.89ab'],
      ['01:02:03:04:05', '01:02-03:04:05:06', ''],
    ],
    uuid: [
      ['a8098c1a-f86e-11da-bd1a-00112444be1e', 'A8098C1AF86E11DABD1A00112444BE1E'],
      ['not-a-uuid', ''],
    ],
    uuid3: [['bcd02e22-68f0-3046-a512-327cca9def8f'], ['bcd02e22-68f0-4046-a512-327cca9def8f']],
    uuid4: [['025b0d74-00a2-4048-bf57-227c5111bb34'], ['025b0d74-00a2-4048-7f57-227c5111bb34']],
    uuid5: [['886313e1-3b8a-5372-9b90-0c9aee199e5d'], ['886313e1-3b8a-4372-9b90-0c9aee199e5d']],
    email: [
      ['somebody@somewhere.com', 'Joe <joe@blow.com>', '"a b"@x.y', 'hans@m端ller.com'],
      ['somebody', 'foo@', '@x', 'a..b@c', 'a b@c', ''],
    ],
    hostname: [
      ['somewhere.com', '888.com', 'a.b.com', 'localhost', 'www.例子.com'],
      ['somewhere.com!', 'www.exam ple.com', '-a.b', 'a_b.com', ''],
    ],
    date: [
      ['2017-12-22', '2024-02-29'],
      ['2017-1-1', '2023-02-29', '2017-13-01', ''],
    ],
    'date-time': [
      [
        '2017-12-22T00:00:00Z',
        '2014-12-15T08:00:00.000Z',
        '2011-08-18T19:03:37.123000000+01:00',
        '2014-12-15t19:30:20z',
      ],
      [
        '',
        '2014-12-15T08:00:00',
        '2011-08-18 19:03:37Z',
        '2014-12-15T24:00:00Z',
        '2014-12-15T00:00:60Z',
        '2014-13-15T00:00:00Z',
      ],
    ],
    duration: [
      ['1ns', '1.5h', '-3m', '0', '3 days', '12 WEEKS', '5 mins', '10 us', '1h 30min'],
      ['', '1', 'zookeepers', '12 apples', '1.5'],
    ],
    'k8s-short-name': [
      ['a', 'a-b1'],
      ['', 'A', '-a', 'a.b', 'a'.repeat(64)],
    ],
    'k8s-long-name': [
      ['a.b-c.d', 'a'.repeat(253)],
      ['a..b', 'a.', 'a'.repeat(254)],
    ],
    bsonobjectid: [['507f1f77bcf86cd799439011'], ['507f1f77bcf86cd79943901']],
    password: [['', 'anything'], []],
  };

describe('formatTest', () => {
  for (const [format, [good, bad]] of Object.entries(cases)) {
    it.each(good.map((text) => [text]))(`${format} takes %j`, (text) => {
      expect(formatTest(format)?.(text)).toBe(true);
    });
    it.each(bad.map((text) => [text]))(`${format} refuses %j`, (text) => {
      expect(formatTest(format)?.(text)).toBe(false);
    });
  }

  it('judges long texts at once', () => {
    expect(formatTest('email')?.('a'.repeat(5_000))).toBe(false);
  });

  it('does not know other formats', () => {
    expect(formatTest('int32')).toBeUndefined();
  });
});
