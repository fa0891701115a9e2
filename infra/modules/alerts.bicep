// The alert rules and whom they reach. Each query returns rows exactly when its alert shall fire.
// Dead letters are a rule on the platform metric: Service Bus does not export its message counts to a workspace.
param token string
param location string
param tags object
param workspaceId string
param serviceBusNamespaceId string
param topicName string
param emails string[]

var rules = [
  {
    name: 'high-waits'
    title: 'HIGH signals wait for more than five minutes'
    description: 'HIGH requests waited at the end of each of the last five minutes.'
    severity: 1
    query: loadTextContent('../monitoring/alerts/high-waits.kql')
    // Longer than five minutes, because logs arrive late.
    window: 'PT10M'
  }
  {
    name: 'credential-refused'
    title: 'Okta refuses the credential'
    description: 'Nothing is delivered until the secret in Key Vault is replaced: docs/operations.md, Rotating the credential.'
    severity: 0
    query: loadTextContent('../monitoring/alerts/credential-refused.kql')
    window: 'PT15M'
  }
  {
    name: 'nothing-accepted'
    title: 'Signals wait and Okta accepts none'
    description: 'For 15 minutes Okta accepted no address, or no user, or nothing at all, while requests failed or messages went back to their lanes.'
    severity: 1
    query: loadTextContent('../monitoring/alerts/nothing-accepted.kql')
    window: 'PT15M'
  }
  {
    name: 'nothing-leaves'
    title: 'Signals come in and none leaves'
    description: 'The app settled no message for 30 minutes, though signals came in: it does not receive, or all of them are held.'
    severity: 1
    query: loadTextContent('../monitoring/alerts/nothing-leaves.kql')
    window: 'PT30M'
  }
  {
    name: 'limit-nearly-used'
    title: 'More than 90 % of the request limit is used'
    description: 'For 30 minutes. Ask Okta for a higher limit, or send fewer LOW signals.'
    severity: 3
    query: loadTextContent('../monitoring/alerts/limit-nearly-used.kql')
    window: 'PT30M'
  }
  {
    name: 'app-silent'
    title: 'RiskFunctions is silent'
    description: 'No minute was closed for 15 minutes: the app does not run, or its logs do not arrive.'
    severity: 1
    query: loadTextContent('../monitoring/alerts/app-silent.kql')
    window: 'PT15M'
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'RiskFunc'
    emailReceivers: [for (address, i) in emails: {
      name: 'mail-${i}'
      emailAddress: address
      useCommonAlertSchema: true
    }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: 'alert-${rule.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: rule.window
    autoMitigate: true
    // The tables of a new workspace are still empty, and an empty table fails the check.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: empty(emails) ? [] : [actionGroup.id]
    }
  }
}]

// Nothing empties a dead-letter queue but an operator, so the alert stays until then.
resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  // A metric alert has no display name: this is what the mail says.
  name: 'Signals were dead-lettered'
  location: 'global'
  tags: tags
  properties: {
    description: 'A signal did not reach Okta. Read the reason and replay it: docs/operations.md, Dead letters.'
    severity: 2
    enabled: true
    scopes: [serviceBusNamespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [topicName] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: empty(emails) ? [] : [{ actionGroupId: actionGroup.id }]
  }
}

output actionGroupId string = empty(emails) ? '' : actionGroup.id
