// Two Microsoft Sentinel playbooks: an incident, or an alert, goes to Service Bus as it is. RiskFunctions does the mapping.
targetScope = 'resourceGroup'

@description('Region of the playbooks. Sentinel lists a playbook whatever its region.')
param location string = resourceGroup().location

@description('Service Bus namespace of RiskFunctions, without the domain: azd env get-value AZURE_SERVICE_BUS_NAMESPACE')
@minLength(6)
@maxLength(50)
param serviceBusNamespaceName string

@description('Resource group of that namespace.')
param serviceBusResourceGroupName string = resourceGroup().name

var topicName = loadJsonContent('../emulator/config.json').UserConfig.Namespaces[0].Topics[0].Name

module connections 'connections.bicep' = {
  params: {
    location: location
    serviceBusNamespaceName: serviceBusNamespaceName
  }
}

module incident 'playbook.bicep' = {
  params: {
    name: 'sentinel-incident-to-okta'
    location: location
    triggerName: 'Microsoft_Sentinel_incident'
    triggerPath: '/incident-creation'
    severity: 'triggerBody()?[\'object\']?[\'properties\']?[\'severity\']'
    id: 'triggerBody()?[\'object\']?[\'name\']'
    lastChange: 'triggerBody()?[\'object\']?[\'properties\']?[\'lastModifiedTimeUtc\']'
    topicName: topicName
    sentinelConnectionId: connections.outputs.sentinelId
    serviceBusConnectionId: connections.outputs.serviceBusId
  }
}

module alert 'playbook.bicep' = {
  params: {
    name: 'sentinel-alert-to-okta'
    location: location
    triggerName: 'Microsoft_Sentinel_alert'
    triggerPath: '/subscribe'
    severity: 'triggerBody()?[\'Severity\']'
    id: 'triggerBody()?[\'SystemAlertId\']'
    lastChange: 'triggerBody()?[\'TimeGenerated\']'
    topicName: topicName
    sentinelConnectionId: connections.outputs.sentinelId
    serviceBusConnectionId: connections.outputs.serviceBusId
  }
}

module incidentSender 'sender.bicep' = {
  scope: resourceGroup(serviceBusResourceGroupName)
  params: {
    serviceBusNamespaceName: serviceBusNamespaceName
    topicName: topicName
    principalId: incident.outputs.principalId
  }
}

module alertSender 'sender.bicep' = {
  scope: resourceGroup(serviceBusResourceGroupName)
  params: {
    serviceBusNamespaceName: serviceBusNamespaceName
    topicName: topicName
    principalId: alert.outputs.principalId
  }
}
