// Lets one playbook send to the topic, and nothing else.
param serviceBusNamespaceName string
param topicName string
param principalId string

var roles = loadJsonContent('../../roles.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: serviceBusNamespaceName
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' existing = {
  parent: namespace
  name: topicName
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: topic
  name: guid(topic.id, principalId, roles.serviceBusDataSender.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataSender.id)
    description: 'Playbook sends incidents and alerts to RiskFunctions'
  }
}
