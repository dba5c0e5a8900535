import * as z from 'zod';

/** What every request of CloudFormation to a custom resource holds. */
const common = {
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResponseURL: z.url({ protocol: /^https?$/u }),
  PhysicalResourceId: z.string().optional(),
  RequestType: z.enum(['Create', 'Update', 'Delete']),
};

/** Proposes a plan: its file lies in S3, because properties are too small for lists of users. */
const planRequest = z.object({
  ...common,
  ResourceType: z.literal('Custom::PhasegatePlan'),
  ResourceProperties: z.object({
    PlanHash: z.string().regex(/^[0-9a-f]{64}$/u),
    Bucket: z.string().min(1),
    Key: z.string().min(1),
    /** The code that accepts the changes of a plan which loosens something; empty = none. */
    Accept: z.string().default(''),
  }),
});

/** Asks for a phase: `off`, `pilot`, or `pilot#2` for its second attempt. It is the last of a stack's resources. */
const phaseRequest = z.object({
  ...common,
  ResourceType: z.literal('Custom::PhasegatePhase'),
  ResourceProperties: z.object({
    Phase: z.string().min(1),
    PlanHash: z.string().regex(/^[0-9a-f]{64}$/u),
    /** A `Deployed` as JSON: the function itself is older than the lanes. */
    Deployed: z.string().min(2),
  }),
  /** Of an update: what was asked for before. */
  OldResourceProperties: z.object({ Phase: z.string() }).optional(),
});

/** A request of CloudFormation, of https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html */
export const customResourceEvent = z.discriminatedUnion('ResourceType', [planRequest, phaseRequest]);
export type CustomResourceEvent = z.infer<typeof customResourceEvent>;
export type PlanRequest = z.infer<typeof planRequest>;
export type PhaseRequest = z.infer<typeof phaseRequest>;

/** What came of a request. */
export type CustomResourceResult =
  { readonly ok: true; readonly say: string } | { readonly ok: false; readonly reason: string };
