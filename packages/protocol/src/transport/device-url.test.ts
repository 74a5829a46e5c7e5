import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { DeviceUrlError, formatDeviceUrl, parseDeviceUrl, type DeviceUrl } from './device-url.js';

describe('a device URL', () => {
  test.each<[string, DeviceUrl]>([
    ['unix:/run/spu.sock', { kind: 'unix', path: '/run/spu.sock' }],
    ['unix:spu.sock', { kind: 'unix', path: 'spu.sock' }],
    ['unix:///run/spu.sock', { kind: 'unix', path: '/run/spu.sock' }],
    ['unix:a b:c', { kind: 'unix', path: 'a b:c' }],
    ['tcp://bench-3.lab.example:7000', { kind: 'tcp', host: 'bench-3.lab.example', port: 7000 }],
    ['tcp://10.0.0.7:65535', { kind: 'tcp', host: '10.0.0.7', port: 65_535 }],
    ['tcp://:7000', { kind: 'tcp', host: '127.0.0.1', port: 7000 }],
    ['tcp://[::1]:0', { kind: 'tcp', host: '::1', port: 0 }],
    ['tcp://localhost:7000/', { kind: 'tcp', host: 'localhost', port: 7000 }],
  ])('%s', (text, url) => {
    expect(parseDeviceUrl(text)).toEqual(url);
  });

  test.each([
    ['', 'expected unix:PATH or tcp://HOST:PORT'],
    ['/run/spu.sock', 'expected unix:PATH or tcp://HOST:PORT'],
    ['http://localhost:7000', 'expected unix:PATH or tcp://HOST:PORT'],
    ['unix:', 'expected unix:PATH or tcp://HOST:PORT'],
    ['unix://host/path', 'expected unix:PATH or tcp://HOST:PORT'],
    ['tcp://localhost', 'expected unix:PATH or tcp://HOST:PORT'],
    ['tcp://localhost:', 'expected unix:PATH or tcp://HOST:PORT'],
    ['tcp://user@localhost:7', 'expected unix:PATH or tcp://HOST:PORT'],
    ['tcp://::1:7000', 'expected unix:PATH or tcp://HOST:PORT'],
    ['tcp://localhost:65536', 'expected a port from 0 to 65535, found 65536'],
    ['tcp://[localhost]:7000', 'expected an IPv6 address in the brackets'],
    ['tcp://256.0.0.1:7000', 'expected a host name or an IPv4 address before the port'],
    ['tcp://-x:7000', 'expected a host name or an IPv4 address before the port'],
  ])('is not %j', (text, expected) => {
    expect(() => parseDeviceUrl(text)).toThrow(DeviceUrlError);
    expect(() => parseDeviceUrl(text)).toThrow(`${JSON.stringify(text)} is no device URL; ${expected}`);
  });

  test('has a path that fits into the address of a socket: 107 bytes, not characters', () => {
    expect(parseDeviceUrl(`unix:${'x'.repeat(107)}`)).toEqual({ kind: 'unix', path: 'x'.repeat(107) });
    expect(() => parseDeviceUrl(`unix:${'é'.repeat(54)}`)).toThrow('a path of at most 107 bytes, found 108');
  });

  test('is read back as it was written', () => {
    const urls = fc.oneof(
      fc.record({ kind: fc.constant('unix' as const), path: fc.stringMatching(/^[\w.-][\w./ -]{0,60}$/) }),
      fc.record({
        kind: fc.constant('tcp' as const),
        host: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
        port: fc.nat({ max: 65_535 }),
      }),
    );
    fc.assert(
      fc.property(urls, (url) => {
        expect(parseDeviceUrl(formatDeviceUrl(url))).toEqual(url);
      }),
      { seed: 1 },
    );
  });
});
