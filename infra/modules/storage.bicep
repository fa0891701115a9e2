// One storage account with one container. Used twice: for the Functions host, and for the shared rate meter.
param name string
param location string
param tags object
param isolated bool
param containerName string

@description('Gets Storage Blob Data Owner on the account: what the Functions host asks for. Empty: nobody.')
param accountOwnerPrincipalId string

@description('Gets Storage Blob Data Contributor on the container. Empty: nobody.')
param containerContributorPrincipalId string

param workspaceId string

var roles = loadJsonContent('../roles.json')

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isolated ? 'Deny' : 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}

resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(accountOwnerPrincipalId)) {
  scope: account
  name: guid(account.id, accountOwnerPrincipalId, roles.storageBlobDataOwner.id)
  properties: {
    principalId: accountOwnerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner.id)
    description: 'The Functions host keeps its package, keys and timer leases here'
  }
}

resource contributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(containerContributorPrincipalId)) {
  scope: container
  name: guid(container.id, containerContributorPrincipalId, roles.storageBlobDataContributor.id)
  properties: {
    principalId: containerContributorPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor.id)
    description: 'RiskFunctions keeps the shared rate meter here'
  }
}

// Reads and writes are not logged: the meter alone makes up to thousands a minute, and they say nothing about a breach.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-log-analytics'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

output accountId string = account.id
output accountName string = account.name
output containerUri string = '${account.properties.primaryEndpoints.blob}${containerName}'
