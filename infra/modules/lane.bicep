// One subscription of the topic and its rules.
param namespaceName string
param topicName string

@description('A subscription of emulator/config.json: Name and Rules.')
param lane object

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
// signal into every lane. A rule of our own under that name replaces it, on the first deployment and on every later one.
resource rules 'Microsoft.ServiceBus/namespaces/topics/subscriptions/rules@2024-01-01' = [for (rule, i) in lane.Rules: {
  parent: subscription
  name: i == 0 ? '$Default' : rule.Name
  properties: {
    filterType: 'SqlFilter'
    sqlFilter: {
      sqlExpression: rule.Properties.SqlFilter.SqlExpression
    }
  }
}]
