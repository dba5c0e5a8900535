import type { IncomingHttpHeaders } from 'node:http';

/** A request after routing. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What an operation answers: a JSON body, or bytes with headers of their own. */
export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Operation = (call: Call) => Reply;

const statuses = {
  BadRequestException: 400,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  PayloadTooLargeException: 413,
  ThrottlingException: 429,
  InternalServerException: 500,
} as const;

export type FaultType = keyof typeof statuses;

/** An error in AWS's shape: the type in the header `x-amzn-errortype`, the message and details in the body. */
export class WireError extends Error {
  readonly type: FaultType;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(type: FaultType, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'WireError';
    this.type = type;
    this.details = details;
  }

  reply(): Reply {
    return {
      status: statuses[this.type],
      headers: { 'x-amzn-errortype': this.type },
      json: { Message: this.message, ...this.details },
    };
  }
}

export function badRequest(message: string): WireError {
  return new WireError('BadRequestException', message);
}

export function notFound(what: string): WireError {
  return new WireError('ResourceNotFoundException', `${what} does not exist`);
}

/** A member of the path. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** A header; nothing when it is absent or empty. */
export function header(call: Call, name: string): string | undefined {
  const value = call.headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === '' ? undefined : text;
}

/** The body as a JSON object. @throws WireError when it is none */
export function jsonOf(call: Call): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(call.body.toString('utf8') || '{}');
  } catch {
    throw badRequest('the body is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw badRequest('the body is no JSON object');
  return parsed as Readonly<Record<string, unknown>>;
}

/** A text member of a body. @throws WireError when it is missing */
export function text(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw badRequest(`${name} is required`);
  return value;
}

/** A whole or broken number of a body; `otherwise` when it is absent. @throws WireError when it is none */
export function numberOf(body: Readonly<Record<string, unknown>>, name: string, otherwise?: number): number {
  const value = body[name] ?? otherwise;
  if (typeof value !== 'number') throw badRequest(`${name} is required, and is a number`);
  return value;
}
