// The operator's page in the portal.
param location string
param tags object
param workspaceId string
param serviceBusNamespaceId string
param topicName string

var panels = [
  { name: 'throughput', title: 'Requests a minute and the limit in force', chart: 'timechart', query: loadTextContent('../monitoring/queries/throughput.kql') }
  { name: 'requests-by-lane', title: 'Requests a minute, by lane', chart: 'areachart', query: loadTextContent('../monitoring/queries/requests-by-lane.kql') }
  { name: 'events-and-subjects', title: 'Accepted by Okta, by lane', chart: 'table', query: loadTextContent('../monitoring/queries/events-and-subjects.kql') }
  { name: 'dead-letters-by-reason', title: 'Dead letters, by reason', chart: 'table', query: loadTextContent('../monitoring/queries/dead-letters-by-reason.kql') }
  { name: 'high-wait', title: 'Minutes in which HIGH had to wait', chart: 'barchart', query: loadTextContent('../monitoring/queries/high-wait.kql') }
  { name: 'permit-wait', title: 'Seconds waited for a permit (when metrics are exported)', chart: 'timechart', query: loadTextContent('../monitoring/queries/permit-wait.kql') }
  { name: 'circuit', title: 'Circuit and credential', chart: 'table', query: loadTextContent('../monitoring/queries/circuit.kql') }
  { name: 'suppressed', title: 'Suppressed: trusted networks', chart: 'timechart', query: loadTextContent('../monitoring/queries/suppressed.kql') }
]

var timeRange = {
  type: 9
  name: 'parameters'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        label: 'Time'
        type: 4
        isRequired: true
        value: { durationMs: 14400000 }
        typeSettings: {
          selectableValues: [
            { durationMs: 3600000 }
            { durationMs: 14400000 }
            { durationMs: 86400000 }
            { durationMs: 604800000 }
          ]
          allowCustom: true
        }
      }
    ]
    style: 'pills'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
  }
}

var charts = map(panels, panel => {
  type: 3
  name: panel.name
  content: {
    version: 'KqlItem/1.0'
    query: panel.query
    size: 0
    title: panel.title
    timeContextFromParameter: 'TimeRange'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    visualization: panel.chart
  }
})

// From the platform's metrics, not from the workspace: Service Bus does not export its message counts.
var queueDepth = {
  type: 10
  name: 'queue-depth'
  content: {
    version: 'MetricsItem/2.0'
    chartId: guid(serviceBusNamespaceId, 'queue-depth')
    title: 'Messages waiting, and dead letters'
    size: 0
    chartType: 2 // lines
    resourceType: 'microsoft.servicebus/namespaces'
    metricScope: 0
    resourceIds: [serviceBusNamespaceId]
    timeContextFromParameter: 'TimeRange'
    metrics: map(['ActiveMessages', 'DeadletteredMessages'], metric => {
      namespace: 'microsoft.servicebus/namespaces'
      metric: 'microsoft.servicebus/namespaces--${metric}'
      aggregation: 3 // maximum
    })
    filters: [{ id: '1', key: 'EntityName', operator: 0, values: [topicName] }]
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'riskfunctions-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'RiskFunctions'
    description: 'How the signals flow to Okta'
    category: 'workbook'
    sourceId: workspaceId
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat([timeRange, queueDepth], charts)
      fallbackResourceIds: [workspaceId]
    })
  }
}
