// The namespace, the topic and its three lanes.
param name string
param location string
param tags object

@description('One topic of emulator/config.json: names and rules come from there, durations and counts from here.')
param topic object

param isolated bool
param receiverPrincipalId string

@description('Object ids, or TYPE:ID with the type User, Group or ServicePrincipal.')
param senderPrincipalIds string[]

param workspaceId string

var roles = loadJsonContent('../roles.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  // Private endpoints exist in Premium only.
  sku: isolated ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
  }
}

resource signals 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: topic.Name
  properties: {
    maxSizeInMegabytes: 5120
    // A sender that retries, or a playbook that runs twice, sends the same MessageId: kept once.
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'PT10M'
  }
}

// One at a time: the namespace answers 409 to changes of one topic that overlap.
@batchSize(1)
module lanes 'lane.bicep' = [for lane in topic.Subscriptions: {
  name: 'lane-${lane.Name}'
  params: {
    namespaceName: namespace.name
    topicName: signals.name
    lane: lane
    receiverPrincipalId: receiverPrincipalId
  }
}]

// Without a type ARM looks the principal up, and fails when it was made a moment ago; with one it does not look.
resource senders 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for sender in senderPrincipalIds: {
  scope: signals
  name: guid(signals.id, last(split(sender, ':')), roles.serviceBusDataSender.id)
  properties: {
    principalId: last(split(sender, ':'))
    ...(contains(sender, ':') ? { principalType: any(first(split(sender, ':'))) } : {})
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataSender.id)
    description: 'Sends signals to RiskFunctions'
  }
}]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'to-log-analytics'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    // Messages in and out, for the alert on signals that never leave. The counts of waiting and dead-lettered messages are not exported.
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output namespaceId string = namespace.id
output name string = namespace.name
output hostName string = '${namespace.name}.servicebus.windows.net'
