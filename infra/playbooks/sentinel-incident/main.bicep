// An incident of Microsoft Sentinel goes to Service Bus as it is. RiskFunctions does the mapping.
targetScope = 'resourceGroup'

@description('Region of the playbook. Sentinel lists a playbook whatever its region.')
param location string = resourceGroup().location

@description('Service Bus namespace of RiskFunctions, without the domain: azd env get-value AZURE_SERVICE_BUS_NAMESPACE')
@minLength(6)
@maxLength(50)
param serviceBusNamespaceName string

@description('Resource group of that namespace: azd env get-value AZURE_RESOURCE_GROUP')
param serviceBusResourceGroupName string

@description('Subscription of that namespace, when it is another one: azd env get-value AZURE_SUBSCRIPTION_ID')
param serviceBusSubscriptionId string = subscription().subscriptionId

@description('Log Analytics workspace that Microsoft Sentinel works on.')
param workspaceName string

@description('Resource group of that workspace.')
param workspaceResourceGroupName string = resourceGroup().name

@description('Action group that is told when runs fail: azd env get-value AZURE_ACTION_GROUP_ID. Empty: the portal only.')
param actionGroupId string = ''

module playbook '../modules/playbook.bicep' = {
  params: {
    kind: 'incident'
    location: location
    serviceBusNamespaceName: serviceBusNamespaceName
    serviceBusSubscriptionId: serviceBusSubscriptionId
    serviceBusResourceGroupName: serviceBusResourceGroupName
    workspaceName: workspaceName
    workspaceResourceGroupName: workspaceResourceGroupName
    actionGroupId: actionGroupId
    triggerName: 'Microsoft_Sentinel_incident'
    triggerPath: '/incident-creation'
    severity: 'triggerBody()?[\'object\']?[\'properties\']?[\'severity\']'
    id: 'triggerBody()?[\'object\']?[\'name\']'
    lastChange: 'triggerBody()?[\'object\']?[\'properties\']?[\'lastModifiedTimeUtc\']'
  }
}

output playbookName string = playbook.outputs.name
