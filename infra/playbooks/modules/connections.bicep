// The two API connections. Both use the identity of the playbook that calls: they hold no secret. Their names end in the
// namespace's, so that playbooks for another namespace in the same resource group leave these as they are.
param location string
param serviceBusNamespaceName string

resource sentinel 'Microsoft.Web/connections@2016-06-01' = {
  name: 'riskfunctions-azuresentinel-${serviceBusNamespaceName}'
  location: location
  properties: {
    displayName: 'Microsoft Sentinel, managed identity'
    api: {
      id: subscriptionResourceId('Microsoft.Web/locations/managedApis', location, 'azuresentinel')
    }
    // Says "managed identity" for a connector with one way to sign in; the published types do not list it.
    #disable-next-line BCP037
    parameterValueType: 'Alternative'
  }
}

resource serviceBus 'Microsoft.Web/connections@2016-06-01' = {
  name: 'riskfunctions-servicebus-${serviceBusNamespaceName}'
  location: location
  properties: {
    displayName: 'Azure Service Bus, managed identity'
    api: {
      id: subscriptionResourceId('Microsoft.Web/locations/managedApis', location, 'servicebus')
    }
    // The same for a connector with several ways to sign in; the compiler takes it for a misspelt parameterValues.
    #disable-next-line BCP037 BCP089
    parameterValueSet: {
      name: 'managedIdentityAuth'
      values: {
        namespaceEndpoint: {
          value: 'sb://${serviceBusNamespaceName}.servicebus.windows.net/'
        }
      }
    }
  }
}

output sentinelId string = sentinel.id
output serviceBusId string = serviceBus.id
