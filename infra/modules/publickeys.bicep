// The storage account from whose static website Okta reads our public keys. Nothing else is in it: everything in $web is for everybody.
// The website itself is switched on by infra/verify, since that is a call to the account and no property of it.
param name string
param location string
param tags object

@description('May write the documents, and nobody else.')
param writerPrincipalId string

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
    // A static website needs no anonymous access to blobs, which many tenants forbid.
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Open in an isolated deployment too: Okta reads it over the internet.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
}

// On the account, because its container $web comes with the website.
resource writer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, writerPrincipalId, roles.storageBlobDataContributor.id)
  properties: {
    principalId: writerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor.id)
    description: 'RiskFunctions publishes its public keys here'
  }
}

// Writes are logged: there are a few a year, and another one would be somebody else's key.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'to-log-analytics'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageWrite', enabled: true }, { category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

output accountName string = account.name
output containerUri string = '${account.properties.primaryEndpoints.blob}$web'
// Without the slash at its end: an issuer has none.
output address string = take(account.properties.primaryEndpoints.web, length(account.properties.primaryEndpoints.web) - 1)
