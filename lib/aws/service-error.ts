/**
 * What an error of an AWS service means for the caller.
 * `unavailable` = nothing is known about the request (5xx, timeout, no connection, or an error that is not AWS's).
 */
export type ServiceErrorKind = 'throttled' | 'denied' | 'conflict' | 'missing' | 'invalid' | 'unavailable';

const everyName: Readonly<Record<Exclude<ServiceErrorKind, 'unavailable'>, readonly string[]>> = {
  throttled: [
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
  ],
  denied: [
    'AccessDenied',
    'AccessDeniedException',
    'CredentialsProviderError',
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidClientTokenId',
    'InvalidSignatureException',
    'NotAuthorized',
    'SignatureDoesNotMatch',
    'UnauthorizedOperation',
    'UnrecognizedClientException',
  ],
  conflict: [
    'ConditionalCheckFailedException',
    'ConflictException',
    'ResourceConflictException',
    'ResourceInUseException',
    'TransactionConflictException',
  ],
  missing: ['NoSuchBucket', 'NoSuchKey', 'NotFound', 'NotFoundException', 'ResourceNotFoundException'],
  invalid: [
    'BadRequestException',
    'InvalidParameterException',
    'InvalidParameterValueException',
    'PayloadTooLargeException',
    'ServiceQuotaExceededException',
    'ValidationError',
    'ValidationException',
  ],
};

const kindOfName = new Map<string, ServiceErrorKind>(
  Object.entries(everyName).flatMap(([kind, names]) =>
    names.map((name): [string, ServiceErrorKind] => [name, kind as ServiceErrorKind]),
  ),
);

/**
 * Tells the errors of SDK clients apart: by name, since some services answer everything with 400, and otherwise by the
 * HTTP status.
 */
export function classify(error: unknown): ServiceErrorKind {
  if (error instanceof ServiceError) return error.kind;
  if (!(error instanceof Error)) return 'unavailable';
  return kindOfName.get(error.name) ?? kindOfStatus(statusOf(error));
}

function kindOfStatus(status: number | undefined): ServiceErrorKind {
  switch (status) {
    case 401:
    case 403:
      return 'denied';
    case 404:
      return 'missing';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    default:
      return status !== undefined && status >= 400 && status < 500 && status !== 408
        ? 'invalid'
        : 'unavailable';
  }
}

function statusOf(error: Error): number | undefined {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: unknown } };
  return typeof $metadata?.httpStatusCode === 'number' ? $metadata.httpStatusCode : undefined;
}

/** The service's own words, with the name of its error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** An answer of AWS that its caller cannot act on: it names the action, so that people can. */
export class ServiceError extends Error {
  readonly kind: ServiceErrorKind;
  /** As in a policy, such as `appconfig:StartDeployment`. */
  readonly action: string;

  constructor(action: string, cause: unknown) {
    const kind = classify(cause);
    super(`${action} ${explained[kind]} (${reasonOf(cause)})`, { cause });
    this.name = 'ServiceError';
    this.kind = kind;
    this.action = action;
  }
}

const explained: Readonly<Record<ServiceErrorKind, string>> = {
  throttled: 'is slowed down by AWS: it is tried again at the next run',
  denied: 'is not permitted: give the role of this function the permission, or its credentials are not valid',
  conflict: 'met another request: look again',
  missing: 'names something that does not exist: was it deleted outside the stack?',
  invalid: 'was refused by AWS',
  unavailable: 'got no answer that can be relied on: it is tried again at the next run',
};
