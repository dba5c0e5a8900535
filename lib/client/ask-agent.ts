/** An answer of the agent; without one, `down` says whether there may be one later. */
export type AgentAnswer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly down: boolean; readonly why: string };

/** The part of the global `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'error';
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly ok: boolean; readonly status: number; readonly text: () => Promise<string> }>;

/** One GET; never rejects and never takes longer than `timeoutMs`, even if `fetch` ignores its signal. */
export async function askAgent(
  fetch: Fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<AgentAnswer> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<AgentAnswer>((resolve) => {
    timer = setTimeout(() => {
      resolve({ ok: false, down: true, why: `no answer within ${String(timeoutMs)} ms` });
      abort.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([answered(fetch, url, headers, abort.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function answered(
  fetch: Fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<AgentAnswer> {
  let text: string;
  try {
    const response = await fetch(url, { headers, redirect: 'error', signal });
    if (!response.ok) {
      // An unread body would keep its connection from being used again.
      await response.text();
      return {
        ok: false,
        down: response.status >= 500,
        why: `the agent answered ${String(response.status)}`,
      };
    }
    text = await response.text();
  } catch (error) {
    return { ok: false, down: true, why: `the agent cannot be asked: ${said(error)}` };
  }
  try {
    return { ok: true, body: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, down: false, why: 'the agent answered no JSON' };
  }
}

/** `fetch failed` says nothing; its cause does, and where there are several addresses only the cause's code. */
function said(error: unknown): string {
  const { message, cause } = partsOf(error);
  const below = partsOf(cause);
  return (
    [below.message, below.code, message].find((text) => typeof text === 'string' && text !== '') ??
    String(error)
  );
}

function partsOf(error: unknown): {
  readonly message?: string;
  readonly code?: string;
  readonly cause?: unknown;
} {
  return typeof error === 'object' && error !== null ? error : {};
}
