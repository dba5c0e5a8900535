import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption, type ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface RolloutStateProps {
  /**
   * Key that the table is encrypted with.
   * @default the key that DynamoDB owns
   */
  readonly encryptionKey?: IKey;
  /**
   * What becomes of the table, and of the evidence in it, when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** What the functions of a rollout read and write; each name is an IAM action. */
const READ = ['dynamodb:GetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

/**
 * The table of one rollout: its state, its evidence, what waits to be sent, and its plans. It can be restored to any
 * second of the last 35 days.
 */
export class RolloutState extends Construct {
  readonly table: ITable;

  constructor(scope: Construct, id: string, props: RolloutStateProps = {}) {
    super(scope, id);
    const { encryptionKey, removalPolicy = RemovalPolicy.RETAIN } = props;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires',
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.DEFAULT }),
      removalPolicy,
    });
  }

  /** Lets somebody look at the rollout. */
  grantRead(grantee: IGrantable): void {
    this.table.grant(grantee, ...READ);
    this.table.encryptionKey?.grantDecrypt(grantee);
  }

  /** Lets somebody carry the rollout out. */
  grantReadWrite(grantee: IGrantable): void {
    this.table.grant(grantee, ...READ, ...WRITE);
    this.table.encryptionKey?.grantEncryptDecrypt(grantee);
  }
}
