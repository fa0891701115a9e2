// The function app on a Flex Consumption plan.
param token string
param location string
param tags object
param identityId string
param identityClientId string

@description('Subnet of an isolated deployment. Empty: no network integration.')
param appSubnetId string

param workspaceId string
param applicationInsightsConnectionString string
param hostStorageName string
param packageContainerUri string
param maximumInstanceCount int
param instanceMemoryMB int
param alwaysReadyHighInstances int
param serviceBusHostName string
param topicName string
param vaultUri string
param meterContainerUri string
param oktaOrgUrl string
param oktaAuthentication string
param oktaClientId string
param credentialName string
param oktaDPoP string
param requestsPerMinute int
param reservedForHigh int
param trustedNetworks string[]
param severityMap object
param defaultLifetime string
param riskEventsEnabled bool
param securityEventsEnabled bool
param issuer string

@description('Name of the secret with the key that signs. Empty: nothing is signed.')
param signingKeyName string

@description('Container in which the public keys are published. Empty: you publish them.')
param publicKeysUri string

param usersFromAlerts string
param excludedUsers string[]
param suffixMap object

@description('App settings beyond those below, name -> text. A name that this file sets itself is refused.')
param extraAppSettings object

// What the Functions host and the Azure SDK need.
var hostSettings = {
  AzureWebJobsStorage__accountName: hostStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // Keep everything: by default the exporter takes five traces a second, and drops the logs of those it did not take.
  OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage'
  OTEL_TRACES_SAMPLER_ARG: '1'
}

// With those of `defaults` all settings of docs/reference/settings.md, so that the portal shows what is in force.
var settings = {
  Okta__OrgUrl: oktaOrgUrl
  Okta__Authentication: oktaAuthentication
  Okta__ApiTokenSecret: oktaAuthentication == 'ApiToken' ? credentialName : 'okta-api-token'
  Okta__ClientId: oktaClientId
  Okta__PrivateKeySecret: oktaAuthentication == 'PrivateKeyJwt' ? credentialName : 'okta-private-key'
  Okta__DPoP: oktaDPoP
  KeyVault__VaultUri: vaultUri
  ServiceBus__fullyQualifiedNamespace: serviceBusHostName
  ServiceBus__credential: 'managedidentity'
  ServiceBus__clientId: identityClientId
  SignalsTopic: topicName
  RateMeter__RequestsPerMinute: string(requestsPerMinute)
  RateMeter__ReservedForHigh: string(reservedForHigh)
  RateMeter__Store: 'Blob'
  RateMeter__ContainerUri: meterContainerUri
  Signals__DefaultLifetime: defaultLifetime
  RiskEvents__Enabled: riskEventsEnabled ? 'true' : 'false'
  SecurityEvents__Enabled: securityEventsEnabled ? 'true' : 'false'
  SecurityEvents__Issuer: issuer
  SecurityEvents__SigningKeySecret: empty(signingKeyName) ? 'security-events-key' : signingKeyName
  SecurityEvents__PublicKeysUri: publicKeysUri
  SecurityEvents__UsersFromAlerts: usersFromAlerts
}

// What extraAppSettings may give another value.
var defaults = {
  KeyVault__CacheDuration: '00:10:00'
  RateMeter__Window: '00:01:00'
  Delivery__MaxHold: '00:08:00'
  Delivery__FillRequests: 'true'
  Delivery__TimestampTolerance: '00:00:10'
  Signals__AllowPrivateAddresses: 'false'
  SecurityEvents__KeyLeadTime: '01:00:00'
  SecurityEvents__RequestsPerMinute: '60'
  SecurityEvents__MaxAge: '01:00:00'
}

var trustedNetworkSettings = toObject(range(0, length(trustedNetworks)), i => 'Signals__TrustedNetworks__${i}', i => trustedNetworks[i])
var severitySettings = toObject(items(severityMap), entry => 'Signals__SeverityMap__${entry.key}', entry => entry.value)
var excludedUserSettings = toObject(range(0, length(excludedUsers)), i => 'Signals__ExcludedUsers__${i}', i => excludedUsers[i])
var suffixSettings = toObject(items(suffixMap), entry => 'SecurityEvents__SuffixMap__${entry.key}', entry => entry.value)
var listSettings = union(trustedNetworkSettings, severitySettings, excludedUserSettings, suffixSettings)

// Each provision replaces all app settings, so what is added by hand is lost; what is given here is not.
// The last two are the connections by their plain name, which would win over the connection by identity and hold a key.
var taken = map(
  concat(objectKeys(hostSettings), objectKeys(settings), objectKeys(listSettings), ['ServiceBus', 'AzureWebJobsStorage']),
  name => toLower(name)
)
var given = map(objectKeys(extraAppSettings), name => toLower(replace(name, ':', '__')))
var refused = filter(given, name => contains(taken, name))
var extraSettings = empty(refused)
  ? toObject(items(extraAppSettings), entry => replace(entry.key, ':', '__'), entry => string(entry.value))
  : fail('EXTRA_APP_SETTINGS may not hold ${join(refused, ', ')}: the deployment sets it itself. Use its own parameter (docs/operations.md, Settings), or leave it out.')
var keptDefaults = toObject(filter(items(defaults), entry => !contains(given, toLower(entry.key))), entry => entry.key, entry => entry.value)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: 'func-${token}'
  location: location
  // azd finds the target of the service `app` by this tag.
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(appSubnetId) ? null : appSubnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReadyHighInstances == 0 ? [] : [{ name: 'function:SendHighRiskEvents', instanceCount: alwaysReadyHighInstances }]
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      // Open, though the app has no HTTP function and so answers nobody. With Deny the host's own admin calls get 403: a
      // deployment can hang (Azure/azure-cli#30870), and triggers are not synchronised, so that nothing wakes the app
      // (Azure/azure-dev#4271). Said, because leaving it out would keep a Deny that is there.
      ipSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(keptDefaults, extraSettings, hostSettings, settings, listSettings)
  }

  resource ftpPublishing 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPublishing 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

// Metrics only: the logs of host and worker reach the same workspace through Application Insights, once is enough.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: site
  name: 'to-log-analytics'
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = site.name
