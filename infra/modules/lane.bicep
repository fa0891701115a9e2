// One subscription of the topic and its rules.
param namespaceName string
param topicName string

@description('A subscription of emulator/config.json: Name and Rules.')
param lane object

param receiverPrincipalId string

var roles = loadJsonContent('../roles.json')

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' existing = {
  parent: namespace
  name: topicName
}

resource subscription 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = {
  parent: topic
  name: lane.Name
  properties: {
    // Short, so that the messages of a killed instance come back soon; whoever holds a batch renews by hand.
    lockDuration: 'PT1M'
    // An outage of a day, held for eight minutes a time, takes fewer than 200 deliveries; killed instances take some more.
    maxDeliveryCount: 500
    // A risk signal older than two days says nothing about today's sign-ins.
    defaultMessageTimeToLive: 'P2D'
    deadLetteringOnMessageExpiration: true
    deadLetteringOnFilterEvaluationExceptions: true
    requiresSession: false
  }
}

// A new subscription gets a rule $Default that matches everything, and rules are OR-ed: left in place it would put each
// signal into every lane. The service removes it when a rule of another name is added; writing to $Default itself is said
// to leave a lane without any rule. Whether the rules are right is looked at after each provision (infra/verify).
resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for rule in lane.Rules: {
  parent: subscription
  name: rule.Name
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: rule.Properties.SqlFilter.SqlExpression
    }
  }
}]

// On the lane, not on the topic: narrower, and right for those who say that a role on the topic does not reach down here.
resource receiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: subscription
  name: guid(subscription.id, receiverPrincipalId, roles.serviceBusDataReceiver.id)
  properties: {
    principalId: receiverPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.serviceBusDataReceiver.id)
    description: 'RiskFunctions receives and settles signals'
  }
}
