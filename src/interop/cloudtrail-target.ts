import type { RecordView } from './record-view.js'

/**
 * Request parameters that name what is acted on, in the order in which they are looked for: containers before what is
 * put into them. Everything else in the parameters (documents, commands, environments, passwords) is not read.
 */
const NAMES = [
  'bucketName',
  'secretId',
  'functionName',
  'roleName',
  'groupName',
  'userName',
  'policyName',
  'policyArn',
  'instanceProfileName',
  'roleArn',
  'instanceId',
  'imageId',
  'snapshotId',
  'volumeId',
  'groupId',
  'subnetId',
  'vpcId',
  'dBInstanceIdentifier',
  'dBSnapshotIdentifier',
  'dBClusterIdentifier',
  'trailName',
  'keyId',
  'tableName',
  'queueUrl',
  'topicArn',
  'stackName',
  'clusterName',
  'repositoryName',
  'documentName',
  'logGroupName',
  'modelId',
  'trustAnchorId',
  'layerName',
  'resourceArn',
  'arn',
  'name',
] as const

/**
 * What a record acts on: the first resource it lists by its ARN, else the first parameter that names one, else the
 * service in its region and account.
 */
export function targetOf(record: RecordView, service: string, place: string): string {
  for (const resource of record.views('resources')) {
    const arn = resource.firstText('ARN', 'arn')
    if (arn !== undefined) return arn
  }
  const name = parameterOf(record)
  if (name?.startsWith('arn:') === true) return name
  return `${service}:${place}/${name ?? ''}`
}

function parameterOf(record: RecordView): string | undefined {
  const parameters = record.value('requestParameters')
  // Some services write the parameters as one text.
  if (typeof parameters !== 'object' || Array.isArray(parameters)) return undefined
  const view = record.view('requestParameters')
  for (const parameter of NAMES) {
    const value = view.value(parameter)
    if (typeof value !== 'string' || value === '' || value === 'HIDDEN_DUE_TO_SECURITY_REASONS') continue
    const key = parameter === 'bucketName' ? view.value('key') : undefined
    return typeof key === 'string' && key !== '' ? `${value}/${key}` : value
  }
  return undefined
}
