import { describe, expect, it } from 'vitest';
import { swaggerProtobuf } from './swagger-protobuf.ts';

/** What gnostic's `ParseDocument` and Go's `proto.Marshal` (deterministic) make of the document below. */
const fromGo = [
  'CgMyLjASEgoKS3ViZXJuZXRlcxIEMS4zN0LWAhLTAgowL2FwaXMvZXhhbXBsZS5jb20vdjEvbmFtZXNwYWNlcy97bm',
  'FtZXNwYWNlfS90b3lzEp4CIvUBCgdleGFtcGxlGgptYWtlIGEgVG95KgljcmVhdGVUb3kyEGFwcGxpY2F0aW9uL2pz',
  'b246EGFwcGxpY2F0aW9uL2pzb25CJwolCiMSBGJvZHkaBGJvZHkgASoTChEjL2RlZmluaXRpb25zL1RveUIgCh4SHB',
  'oaEgVxdWVyeSIGZHJ5UnVuMgZzdHJpbmegAQFKPwokCgMyMDASHQobCgJPSxIVChMKESMvZGVmaW5pdGlvbnMvVG95',
  'ChcKAzQwMRIQCg4KDFVuYXV0aG9yaXplZFIFaHR0cHNqHAoReC1rdWJlcm5ldGVzLWZsYWcSBxIFdHJ1ZQpKJAoiEi',
  'AiHggBEgRwYXRoIgluYW1lc3BhY2UqBnN0cmluZ5gBAUr7AQr4AQoDVG95EvABIgdHcsO2w59lmgEEc2l6ZbIBCAoG',
  'b2JqZWN0ygGfAQo1CgRzaXplEi0SBWludDY0SQAAAAAAAPi/WKwCogEEEgIxCqIBBBICMgqyAQkKB2ludGVnZXIKIw',
  'oFcGFydHMSGrIBBwoFYXJyYXm6AQ0KC7IBCAoGc3RyaW5nCiUKBmxhYmVscxIbqgENCguyAQgKBnN0cmluZ7IBCAoG',
  'b2JqZWN0ChoKBmNsb3NlZBIQqgECEACyAQgKBm9iamVjdPoBLwokeC1rdWJlcm5ldGVzLXByZXNlcnZlLXVua25vd2',
  '4tZmllbGRzEgcSBXRydWUKYhEKDwoLQmVhcmVyVG9rZW4SAGo6CjgKC0JlYXJlclRva2VuEikSJwoGYXBpS2V5Eg1h',
  'dXRob3JpemF0aW9uGgZoZWFkZXIiBkJlYXJlcg==',
].join('');

const swagger = {
  swagger: '2.0',
  info: { title: 'Kubernetes', version: '1.37' },
  paths: {
    '/apis/example.com/v1/namespaces/{namespace}/toys': {
      post: {
        description: 'make a Toy',
        consumes: ['application/json'],
        produces: ['application/json'],
        schemes: ['https'],
        tags: ['example'],
        operationId: 'createToy',
        parameters: [
          { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Toy' } },
          { name: 'dryRun', in: 'query', type: 'string', uniqueItems: true },
        ],
        responses: {
          '200': { description: 'OK', schema: { $ref: '#/definitions/Toy' } },
          '401': { description: 'Unauthorized' },
        },
        'x-kubernetes-flag': true,
      },
      parameters: [
        { name: 'namespace', in: 'path', required: true, type: 'string', uniqueItems: true },
      ],
    },
  },
  definitions: {
    Toy: {
      description: 'Größe',
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', format: 'int64', minimum: -1.5, maxLength: 300, enum: [1, 2] },
        parts: { type: 'array', items: { type: 'string' } },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        closed: { type: 'object', additionalProperties: false },
      },
      'x-kubernetes-preserve-unknown-fields': true,
    },
  },
  securityDefinitions: {
    BearerToken: { description: 'Bearer', type: 'apiKey', name: 'authorization', in: 'header' },
  },
  security: [{ BearerToken: [] }],
};

describe('swaggerProtobuf', () => {
  it('writes the bytes that Go writes', () => {
    expect(swaggerProtobuf(swagger).toString('base64')).toBe(fromGo);
  });

  it('leaves out what the message has no field for', () => {
    const known = { swagger: '2.0', info: { title: 'Kubernetes' } };
    const written = swaggerProtobuf({ ...known, surprise: { deep: true } });
    expect(written).toEqual(swaggerProtobuf(known));
  });
});
