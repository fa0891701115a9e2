// One playbook with all that it needs: identity, roles, connections, workflow, and an alert on runs that fail.
param kind string
param location string
param serviceBusNamespaceName string
param serviceBusSubscriptionId string
param serviceBusResourceGroupName string
param workspaceName string
param workspaceResourceGroupName string
param actionGroupId string
param triggerName string
param triggerPath string
param severity string
param id string
param lastChange string

var topicName = loadJsonContent('../../emulator/config.json').UserConfig.Namespaces[0].Topics[0].Name

// Short, because a workflow's name may have 43 characters; different for each namespace, as the connections are.
var name = 'sentinel-${kind}-to-okta-${take(uniqueString(serviceBusNamespaceName), 6)}'

module identity 'identity.bicep' = {
  params: {
    name: 'id-${name}'
    location: location
  }
}

module sender 'sender.bicep' = {
  scope: resourceGroup(serviceBusSubscriptionId, serviceBusResourceGroupName)
  params: {
    serviceBusNamespaceName: serviceBusNamespaceName
    topicName: topicName
    principalId: identity.outputs.principalId
  }
}

module reader 'reader.bicep' = {
  scope: resourceGroup(workspaceResourceGroupName)
  params: {
    workspaceName: workspaceName
    principalId: identity.outputs.principalId
  }
}

module connections 'connections.bicep' = {
  params: {
    location: location
    serviceBusNamespaceName: serviceBusNamespaceName
  }
}

module workflow 'workflow.bicep' = {
  // Made enabled, it subscribes to Sentinel at once, and without its roles that fails for good.
  dependsOn: [sender, reader]
  params: {
    name: name
    location: location
    triggerName: triggerName
    triggerPath: triggerPath
    severity: severity
    id: id
    lastChange: lastChange
    topicName: topicName
    identityId: identity.outputs.id
    sentinelConnectionId: connections.outputs.sentinelId
    serviceBusConnectionId: connections.outputs.serviceBusId
  }
}

module watch 'watch.bicep' = {
  params: {
    playbookName: workflow.outputs.name
    workspaceId: reader.outputs.workspaceId
    actionGroupId: actionGroupId
  }
}

output name string = workflow.outputs.name
