// A run that fails shows nowhere but in the playbook's own history: this sends it to the workspace, and tells somebody.
param playbookName string
param workspaceId string

@description('Action group that is told. Empty: the alert shows in the portal only.')
param actionGroupId string

resource playbook 'Microsoft.Logic/workflows@2019-05-01' existing = {
  name: playbookName
}

// Inputs and outputs of the runs are marked secure, so none of this holds an incident.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: playbook
  name: 'to-log-analytics'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'WorkflowRuntime', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource failed 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'Runs of ${playbookName} failed'
  location: 'global'
  properties: {
    description: 'An incident or alert did not reach Service Bus: docs/playbooks.md, When a run fails.'
    severity: 2
    enabled: true
    scopes: [playbook.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'failed-runs'
          metricNamespace: 'Microsoft.Logic/workflows'
          metricName: 'RunsFailed'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: empty(actionGroupId) ? [] : [{ actionGroupId: actionGroupId }]
  }
}
