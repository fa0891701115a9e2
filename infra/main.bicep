// Everything that RiskFunctions needs in Azure, in one resource group. No module comes from a registry, so it compiles offline.
targetScope = 'subscription'

@description('Name of the azd environment; the resource group is called rg-<name>.')
@minLength(1)
@maxLength(40)
param environmentName string

// Regions of the public cloud for Flex Consumption; azd asks with this list. UNPROVEN: written down without a source that
// could be read here. `az functionapp list-flexconsumption-locations` prints those of today: one that it lacks makes the
// plan fail, one that this list lacks cannot be chosen. Other clouds have other addresses, which neither these templates
// nor the app know.
@description('Azure region of every resource.')
@metadata({ azd: { type: 'location' } })
@allowed([
  'australiaeast'
  'australiasoutheast'
  'brazilsouth'
  'canadacentral'
  'centralindia'
  'centralus'
  'eastasia'
  'eastus'
  'eastus2'
  'francecentral'
  'germanywestcentral'
  'italynorth'
  'japaneast'
  'koreacentral'
  'northcentralus'
  'northeurope'
  'norwayeast'
  'southafricanorth'
  'southcentralus'
  'southeastasia'
  'southindia'
  'spaincentral'
  'swedencentral'
  'uaenorth'
  'uksouth'
  'ukwest'
  'westcentralus'
  'westeurope'
  'westus'
  'westus2'
  'westus3'
])
param location string

@description('Okta org URL, https and without a path, never the -admin one: https://contoso.okta.com')
@minLength(12)
param oktaOrgUrl string

@description('How requests prove who they are. The credential itself is never a parameter: it is put into the vault by hand.')
@allowed(['ApiToken', 'PrivateKeyJwt'])
param oktaAuthentication string = 'ApiToken'

@description('Client id of the Okta service app. Needed with PrivateKeyJwt only. An id, not a secret.')
param oktaClientId string = ''

@description('Name of the secret in the vault that holds the credential. Empty: okta-api-token or okta-private-key.')
param oktaSecretName string = ''

@description('Proof of possession (DPoP) with PrivateKeyJwt. Auto: when Okta asks for it. Required: always. Off: never.')
@allowed(['Auto', 'Required', 'Off'])
param oktaDPoP string = 'Auto'

@description('Requests that Okta grants this endpoint in any minute. A lower limit in the headers of Okta wins.')
@minValue(1)
@maxValue(600)
param requestsPerMinute int = 30

@description('Requests of each minute that only HIGH signals may take.')
@minValue(0)
@maxValue(599)
param reservedForHigh int = 0

@description('CIDR networks that are never sent to Okta: offices, VPN exits.')
param trustedNetworks string[] = []

@description('Alert severity -> HIGH, MEDIUM or LOW, where it differs from the default table.')
param severityMap object = {}

@description('How long a signal without its own expiry counts, as [d.]hh:mm:ss. Empty: Okta decides (24 h).')
param defaultLifetime string = ''

@description('False: no addresses are sent, for an org without the Risk Events API.')
param riskEventsEnabled bool = true

@description('True: users go to Identity Threat Protection as signed security events.')
param securityEventsEnabled bool = false

@description('Issuer as registered at the provider in Okta. Empty: the address of the published keys.')
param securityEventsIssuer string = ''

@description('With security events: a storage account from whose static website Okta reads the public keys. False: you publish them.')
param publicKeys bool = true

@description('Whether alerts speak about the users whom they name.')
@allowed(['Off', 'High', 'MediumAndHigh'])
param usersFromAlerts string = 'Off'

@description('Users about whom nothing is ever said, as name@example.com or *@example.com: break-glass and service accounts.')
param excludedUsers string[] = []

@description('Domain of a name as it comes -> domain with which the user signs in to Okta.')
param suffixMap object = {}

@description('True: Service Bus Premium, private endpoints, and public access off for Service Bus, Key Vault and storage.')
param networkIsolation bool = false

// One instance fills 30 requests a minute many times over, and more only share the same budget. 1 is no lock (it counts
// on-demand instances of each function and may be overshot), so the limit itself is kept by the meter in blob storage.
// Some regions still refuse values below 40.
@description('Most instances of each function.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 1

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances of SendHighRiskEvents that are always warm. 0: the first HIGH signal after a pause waits for a cold start.')
@minValue(0)
@maxValue(10)
param alwaysReadyHighInstances int = 0

@description('Who may send signals to the topic: object ids, or TYPE:ID with the type User, Group or ServicePrincipal.')
param senderPrincipalIds string[] = []

@description('Mail addresses that get the alerts. Empty: the alerts are made, and shown in the portal only.')
param alertEmails string[] = []

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('App settings beyond those that the deployment sets, name -> text. No secrets: they are shown in the portal.')
param extraAppSettings object = {}

// The topology has one source for Azure, the emulator and the local host.
var topic = loadJsonContent('emulator/config.json').UserConfig.Namespaces[0].Topics[0]
var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))
var credentialName = !empty(oktaSecretName) ? oktaSecretName : oktaAuthentication == 'ApiToken' ? 'okta-api-token' : 'okta-private-key'

var signingKeyName = securityEventsEnabled ? 'security-events-key' : ''
var publishes = securityEventsEnabled && publicKeys
var issuer = !empty(securityEventsIssuer) || !publishes ? securityEventsIssuer : keyStorage!.outputs.address

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    retentionInDays: logRetentionDays
    publisherPrincipalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (networkIsolation) {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  scope: group
  params: {
    name: 'sb-${token}'
    location: location
    tags: tags
    topic: topic
    isolated: networkIsolation
    receiverPrincipalId: identity.outputs.principalId
    senderPrincipalIds: senderPrincipalIds
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/keyvault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    isolated: networkIsolation
    credentialNames: empty(signingKeyName) ? [credentialName] : [credentialName, signingKeyName]
    readerPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

// Two accounts: the host owns its own blobs, and what it owns is not the meter's.
module hostStorage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    isolated: networkIsolation
    containerName: 'app-package'
    accountOwnerPrincipalId: identity.outputs.principalId
    containerContributorPrincipalId: ''
    workspaceId: monitoring.outputs.workspaceId
  }
}

module meterStorage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'stmeter${token}'
    location: location
    tags: tags
    isolated: networkIsolation
    containerName: 'rate-meter'
    accountOwnerPrincipalId: ''
    containerContributorPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

// A third one: what is in it is read by everybody.
module keyStorage 'modules/publickeys.bicep' = if (publishes) {
  scope: group
  params: {
    name: 'stkeys${token}'
    location: location
    tags: tags
    writerPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBusEndpoint 'modules/private-endpoint.bicep' = if (networkIsolation) {
  scope: group
  params: {
    name: 'pe-servicebus-${token}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: serviceBus.outputs.namespaceId
    groupId: 'namespace'
    dnsZoneId: network!.outputs.serviceBusZoneId
  }
}

module keyVaultEndpoint 'modules/private-endpoint.bicep' = if (networkIsolation) {
  scope: group
  params: {
    name: 'pe-keyvault-${token}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: keyVault.outputs.vaultId
    groupId: 'vault'
    dnsZoneId: network!.outputs.vaultZoneId
  }
}

module hostStorageEndpoint 'modules/private-endpoint.bicep' = if (networkIsolation) {
  scope: group
  params: {
    name: 'pe-host-blob-${token}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: hostStorage.outputs.accountId
    groupId: 'blob'
    dnsZoneId: network!.outputs.blobZoneId
  }
}

module meterStorageEndpoint 'modules/private-endpoint.bicep' = if (networkIsolation) {
  scope: group
  params: {
    name: 'pe-meter-blob-${token}'
    location: location
    tags: tags
    subnetId: network!.outputs.endpointSubnetId
    targetId: meterStorage.outputs.accountId
    groupId: 'blob'
    dnsZoneId: network!.outputs.blobZoneId
  }
}

module functionApp 'modules/functionapp.bicep' = {
  scope: group
  // An isolated app cannot start before its names resolve to the private endpoints.
  dependsOn: [serviceBusEndpoint, keyVaultEndpoint, hostStorageEndpoint, meterStorageEndpoint]
  params: {
    token: token
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    appSubnetId: networkIsolation ? network!.outputs.appSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    hostStorageName: hostStorage.outputs.accountName
    packageContainerUri: hostStorage.outputs.containerUri
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyHighInstances: alwaysReadyHighInstances
    serviceBusHostName: serviceBus.outputs.hostName
    topicName: topic.Name
    vaultUri: keyVault.outputs.vaultUri
    meterContainerUri: meterStorage.outputs.containerUri
    oktaOrgUrl: oktaOrgUrl
    oktaAuthentication: oktaAuthentication
    oktaClientId: oktaClientId
    credentialName: credentialName
    oktaDPoP: oktaDPoP
    requestsPerMinute: requestsPerMinute
    reservedForHigh: reservedForHigh
    trustedNetworks: trustedNetworks
    severityMap: severityMap
    defaultLifetime: defaultLifetime
    riskEventsEnabled: riskEventsEnabled
    securityEventsEnabled: securityEventsEnabled
    issuer: issuer
    signingKeyName: signingKeyName
    publicKeysUri: publishes ? keyStorage!.outputs.containerUri : ''
    usersFromAlerts: usersFromAlerts
    excludedUsers: excludedUsers
    suffixMap: suffixMap
    extraAppSettings: extraAppSettings
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    serviceBusNamespaceId: serviceBus.outputs.namespaceId
    topicName: topic.Name
    emails: alertEmails
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    serviceBusNamespaceId: serviceBus.outputs.namespaceId
    topicName: topic.Name
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
output AZURE_SERVICE_BUS_NAMESPACE string = serviceBus.outputs.name
output AZURE_APP_PRINCIPAL_ID string = identity.outputs.principalId
output AZURE_HOST_STORAGE_NAME string = hostStorage.outputs.accountName
output AZURE_METER_STORAGE_NAME string = meterStorage.outputs.accountName
output AZURE_APPLICATION_INSIGHTS_NAME string = monitoring.outputs.insightsName
output AZURE_LOG_WORKSPACE_ID string = monitoring.outputs.workspaceCustomerId
output AZURE_ACTION_GROUP_ID string = alerts.outputs.actionGroupId
output SIGNALS_TOPIC string = topic.Name
output OKTA_CREDENTIAL_NAME string = credentialName
// Empty while security events are off, the last two also where you publish the keys.
output SIGNING_KEY_NAME string = signingKeyName
output OKTA_PROVIDER_ISSUER string = issuer
output OKTA_PROVIDER_JWKS_URI string = publishes ? '${issuer}/.well-known/jwks.json' : ''
output AZURE_PUBLIC_KEYS_STORAGE_NAME string = publishes ? keyStorage!.outputs.accountName : ''
