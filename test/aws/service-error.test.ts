import { classify, ServiceError, type ServiceErrorKind } from '../../lib/aws/service-error.js';

/** An error as the SDK throws it. */
function sdkError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error('in its own words'), { name, $metadata: { httpStatusCode } });
}

describe('an error of a service', () => {
  it.each<[string, number | undefined, ServiceErrorKind]>([
    // by name, whatever the status: DynamoDB and CloudWatch answer nearly everything with 400
    ['ThrottlingException', 400, 'throttled'],
    ['ProvisionedThroughputExceededException', 400, 'throttled'],
    ['AccessDeniedException', 400, 'denied'],
    ['ExpiredTokenException', 400, 'denied'],
    ['CredentialsProviderError', undefined, 'denied'],
    ['ConflictException', 409, 'conflict'],
    ['ConditionalCheckFailedException', 400, 'conflict'],
    ['ResourceNotFoundException', 400, 'missing'],
    ['BadRequestException', 400, 'invalid'],
    ['ServiceQuotaExceededException', 402, 'invalid'],
    ['PayloadTooLargeException', 413, 'invalid'],
    // by status
    ['Unheard', 401, 'denied'],
    ['Unheard', 403, 'denied'],
    ['Unheard', 404, 'missing'],
    ['Unheard', 408, 'unavailable'],
    ['Unheard', 409, 'conflict'],
    ['Unheard', 429, 'throttled'],
    ['Unheard', 400, 'invalid'],
    ['Unheard', 499, 'invalid'],
    ['InternalServerException', 500, 'unavailable'],
    ['Unheard', 503, 'unavailable'],
    // without an answer
    ['TimeoutError', undefined, 'unavailable'],
    ['TypeError', undefined, 'unavailable'],
  ])('%s with status %s is %s', (name, status, kind) => {
    expect(classify(sdkError(name, status))).toBe(kind);
  });

  it.each([undefined, null, 'text', 7, { name: 'AccessDenied' }])('that is %p says nothing', (thrown) => {
    expect(classify(thrown)).toBe('unavailable');
  });

  it('keeps its kind, names the action, and says what to do and what AWS said', () => {
    const cause = sdkError('AccessDeniedException', 403);
    const error = new ServiceError('appconfig:StartDeployment', cause);
    expect(classify(error)).toBe('denied');
    expect(error.cause).toBe(cause);
    expect(error.message).toMatch(
      /^appconfig:StartDeployment is not permitted: .*permission.*AccessDeniedException: in its own words/u,
    );
  });
});
