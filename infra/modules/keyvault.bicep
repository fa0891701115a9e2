// The vault that holds the Okta credential and the key of security events, and nothing else.
param name string
param location string
param tags object
param isolated bool

@description('Names of the secrets that the app reads.')
param credentialNames string[]

param readerPrincipalId string
param workspaceId string

var roles = loadJsonContent('../roles.json')

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: isolated ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: isolated ? 'Deny' : 'Allow'
    }
  }
}

// A role on one secret needs a secret to stand on, so the first deployment makes an empty shell of it; the operator
// puts the credential in as its next version. onlyIfNotExists keeps every later deployment from overwriting that.
@onlyIfNotExists()
resource credentials 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = [
  for credentialName in credentialNames: {
    parent: vault
    name: credentialName
    tags: tags
    properties: {
      // By this infra/verify knows, without reading the secret, that nobody has put the credential in yet.
      contentType: 'placeholder of RiskFunctions'
      value: 'not-set'
    }
  }
]

resource readers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for i in range(0, length(credentialNames)): {
    scope: credentials[i]
    name: guid(credentials[i].id, readerPrincipalId, roles.keyVaultSecretsUser.id)
    properties: {
      principalId: readerPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser.id)
      description: 'RiskFunctions reads its Okta credential, or the key with which it signs'
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-log-analytics'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output vaultId string = vault.id
output name string = vault.name
output vaultUri string = vault.properties.vaultUri
